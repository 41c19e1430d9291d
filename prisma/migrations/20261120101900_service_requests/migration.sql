-- Requests of services, one row each: far too many to be events of their own. Each second of a process is one segment, and the event
-- `service.requests` that bears the segment's id holds the root over its rows, which are written in the event's own transaction.
CREATE TABLE service_request (
  segment     uuid NOT NULL,
  position    integer NOT NULL,
  request_id  uuid NOT NULL,
  occurred_at timestamptz(6) NOT NULL,
  actor_id    text NOT NULL,
  certificate bytea,
  record      bytea NOT NULL,
  leaf_hash   bytea NOT NULL,
  PRIMARY KEY (segment, position)
) PARTITION BY RANGE (segment);
CREATE INDEX service_request_by_request_id ON service_request (request_id);
CREATE INDEX service_request_by_actor ON service_request (actor_id, segment);
CREATE INDEX service_request_by_certificate ON service_request (certificate, segment) WHERE (certificate IS NOT NULL);

SELECT chainward_append_only('service_request');

-- No rows without their event: it stands in the inbox, under the segment's id, before the rows come. Rights are the owner's, as
-- writers cannot read the inbox; what its transaction wrote there it cannot take back.
CREATE FUNCTION chainward_require_segment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  orphan uuid;
BEGIN
  SELECT s.segment INTO orphan FROM (SELECT DISTINCT segment FROM fresh) AS s
  WHERE NOT EXISTS (SELECT FROM public.audit_inbox i WHERE i.xid = pg_current_xact_id() AND i.event_id = s.segment) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'chainward: no event of this transaction accounts for service_request:%', orphan USING ERRCODE = 'CW001';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER chainward_segment AFTER INSERT ON service_request REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION chainward_require_segment();
ALTER TABLE service_request ENABLE ALWAYS TRIGGER chainward_segment;

-- A partition a day (UTC): segments are UUIDv7, whose first 48 bits are milliseconds. Makes the day asked for and the next. The bounds
-- leave room for a spool that was found late, and none for a clock that went wrong.
CREATE FUNCTION chainward_ensure_request_partitions(asked date) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  part date;
  made integer := 0;
  part_name text;
  name text;
BEGIN
  IF asked NOT BETWEEN (now() AT TIME ZONE 'UTC')::date - 400 AND (now() AT TIME ZONE 'UTC')::date + 2 THEN
    RAISE EXCEPTION 'chainward: % is no day of which requests are kept now', asked USING ERRCODE = '22008';
  END IF;
  FOREACH part IN ARRAY ARRAY[asked, asked + 1] LOOP
    part_name := format('service_request_%s', to_char(part, 'YYYYMMDD'));
    name := format('ledger_parts.%s', part_name);
    CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relnamespace = 'ledger_parts'::regnamespace AND relname = part_name);
    PERFORM pg_advisory_xact_lock(hashtext('chainward_request_partitions'));
    -- Once more: another may have made it while this one waited. A query, as name look-ups may be behind.
    CONTINUE WHEN EXISTS (SELECT FROM pg_class WHERE relnamespace = 'ledger_parts'::regnamespace AND relname = part_name);
    EXECUTE format('CREATE TABLE %s PARTITION OF public.service_request FOR VALUES FROM (%L) TO (%L)', name,
      rpad(lpad(to_hex(extract(epoch FROM part::timestamp)::bigint * 1000), 12, '0'), 32, '0'),
      rpad(lpad(to_hex(extract(epoch FROM (part + 1)::timestamp)::bigint * 1000), 12, '0'), 32, '0'));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_change', name);
    EXECUTE format(
      'CREATE TRIGGER chainward_no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.chainward_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_truncate', name);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION chainward_ensure_request_partitions(date) FROM PUBLIC;

-- Which of these ids are waiting or sealed, and with what bytes, in one snapshot: what somebody hands in again is not a new event.
CREATE FUNCTION chainward_known(ids uuid[]) RETURNS TABLE (event_id uuid, digest bytea) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT i.event_id, i.digest FROM audit_inbox i WHERE i.event_id = ANY (ids)
  UNION ALL SELECT e.event_id, e.digest FROM audit_event e WHERE e.event_id = ANY (ids)
$$;
REVOKE EXECUTE ON FUNCTION chainward_known(uuid[]) FROM PUBLIC;

-- Called by the migration runner beside `chainward_grant`, for each role that connects.
CREATE FUNCTION chainward_grant_requests(role_name name, part text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT ON service_request TO %I', role_name);
  IF part = 'application' THEN
    EXECUTE format('GRANT INSERT ON service_request TO %I', role_name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION chainward_ensure_request_partitions(date) TO %I', role_name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION chainward_known(uuid[]) TO %I', role_name);
  ELSIF part NOT IN ('keeper', 'auditor') THEN
    RAISE EXCEPTION 'chainward: no such part: %', part;
  END IF;
END $$;
