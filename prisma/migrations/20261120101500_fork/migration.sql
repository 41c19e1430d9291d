-- A log that may not be continued is set aside whole, and another begins in its place (docs/decisions, “A fork sets the old log aside”).

-- What belongs to one log. A migration that adds such a table replaces this function.
CREATE FUNCTION chainward_log_tables() RETURNS text[] LANGUAGE sql IMMUTABLE
RETURN ARRAY['audit_event', 'ledger_head', 'ledger_tile', 'ledger_checkpoint'];

-- An empty table like the one that was set aside: its columns, keys, indexes, triggers and rights, each under the same name.
CREATE FUNCTION chainward_renew_table(aside name, relation name) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old regclass := format('%I.%I', aside, relation)::regclass;
  -- As pg_get_indexdef and its like write them: qualified, because the old one is not on the path.
  old_name text := old::text;
  new_name text := format('public.%I', relation);
  partition_key text := pg_get_partkeydef(old);
  part record;
BEGIN
  EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)%s', new_name, old_name,
    coalesce(' PARTITION BY ' || partition_key, ''));
  FOR part IN SELECT unnest(reloptions) AS option FROM pg_class WHERE oid = old LOOP
    EXECUTE format('ALTER TABLE %s SET (%s)', new_name, part.option);
  END LOOP;
  FOR part IN SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE conrelid = old AND contype IN ('p', 'u', 'x', 'f') ORDER BY contype DESC LOOP
    EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', new_name, part.name, part.definition);
  END LOOP;
  FOR part IN SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
    WHERE i.indrelid = old AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.conrelid = old) LOOP
    EXECUTE replace(replace(part.definition, ' ON ONLY ', ' ON '), ' ON ' || old_name || ' ', ' ON ' || new_name || ' ');
  END LOOP;
  FOR part IN SELECT tgname AS name, tgenabled AS enabled, pg_get_triggerdef(oid) AS definition FROM pg_trigger
    WHERE tgrelid = old AND NOT tgisinternal LOOP
    EXECUTE replace(part.definition, ' ON ' || old_name || ' ', ' ON ' || new_name || ' ');
    IF part.enabled = 'A' THEN EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', new_name, part.name); END IF;
  END LOOP;
  FOR part IN SELECT a.privilege_type AS privilege, a.grantee::regrole AS role FROM pg_class c, aclexplode(c.relacl) a
    WHERE c.oid = old AND a.grantee <> 0 AND a.grantee <> c.relowner LOOP
    EXECUTE format('GRANT %s ON %s TO %s', part.privilege, new_name, part.role);
    -- Of the old one only reading is left.
    IF part.privilege = 'SELECT' THEN EXECUTE format('GRANT USAGE ON SCHEMA %I TO %s', aside, part.role);
    ELSE EXECUTE format('REVOKE %s ON %s FROM %s', part.privilege, old_name, part.role); END IF;
  END LOOP;
END $$;

-- In the catalogue alone, however long the log is: its tables move into the schema ledger_log_<no> with all they hold, triggers included,
-- and what may still be changed in a running log (its head, its unfinished tree nodes) may not any more.
CREATE FUNCTION chainward_set_log_aside(no integer) RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
  aside name := format('ledger_log_%s', no);
  relation name;
  part regclass;
BEGIN
  EXECUTE format('CREATE SCHEMA %I', aside);
  FOREACH relation IN ARRAY chainward_log_tables() LOOP
    FOR part IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = format('public.%I', relation)::regclass LOOP
      EXECUTE format('ALTER TABLE %s SET SCHEMA %I', part, aside);
    END LOOP;
    EXECUTE format('ALTER TABLE public.%I SET SCHEMA %I', relation, aside);
    PERFORM chainward_renew_table(aside, relation);
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = format('%I.%I', aside, relation)::regclass AND tgname = 'chainward_no_change') THEN
      PERFORM chainward_append_only(format('%I.%I', aside, relation)::regclass);
    END IF;
  END LOOP;
  PERFORM chainward_ensure_partitions(0);
END $$;

REVOKE EXECUTE ON FUNCTION chainward_renew_table(name, name) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION chainward_set_log_aside(integer) FROM PUBLIC;

-- What a log set aside holds is not missing: its writer need not put it back.
CREATE OR REPLACE FUNCTION chainward_missing(ids uuid[]) RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  missing uuid[];
  aside name;
BEGIN
  missing := ARRAY(SELECT id FROM unnest(ids) AS id
    WHERE NOT EXISTS (SELECT FROM audit_inbox i WHERE i.event_id = id) AND NOT EXISTS (SELECT FROM audit_event e WHERE e.event_id = id));
  FOR aside IN SELECT nspname FROM pg_namespace WHERE nspname ~ '^ledger_log_[0-9]+$' LOOP
    EXIT WHEN missing = '{}';
    EXECUTE format('SELECT array(SELECT id FROM unnest($1) AS id WHERE NOT EXISTS (SELECT FROM %I.audit_event e WHERE e.event_id = id))', aside)
      INTO missing USING missing;
  END LOOP;
  RETURN QUERY SELECT unnest(missing);
END $$;
