-- ── Governed tables ──────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE settings (
  key        text PRIMARY KEY,
  value      jsonb NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL
);

CREATE TABLE users (
  id            uuid PRIMARY KEY,
  email         text NOT NULL,
  name          text NOT NULL,
  password_hash text,
  roles         text[],
  disabled_at   timestamptz(3),
  created_at    timestamptz(3) NOT NULL,
  version       integer NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX users_email_key ON users (email);

CREATE TABLE sessions (
  id           uuid PRIMARY KEY,
  user_id      uuid NOT NULL,
  token_hash   bytea NOT NULL,
  method       text NOT NULL,
  ip           text,
  user_agent   text,
  started_at   timestamptz(3) NOT NULL,
  expires_at   timestamptz(3) NOT NULL,
  last_seen_at timestamptz(3) NOT NULL,
  ended_at     timestamptz(3),
  end_reason   text,
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT ON UPDATE RESTRICT
);
CREATE UNIQUE INDEX sessions_token_hash_key ON sessions (token_hash);
CREATE INDEX sessions_user_id_idx ON sessions (user_id);
-- The sweep that ends sessions looks at the open ones alone.
CREATE INDEX sessions_open ON sessions (last_seen_at) WHERE (ended_at IS NULL);

-- ── Plumbing ─────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE set_up_links (
  id         uuid PRIMARY KEY,
  token_hash bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at    timestamptz(3)
);
CREATE UNIQUE INDEX set_up_links_token_hash_key ON set_up_links (token_hash);

-- ── The ledger ───────────────────────────────────────────────────────────────────────────────────────────────────

-- Accepted events on their way to be sealed. Each row is dead within a second: vacuum early, keep pages for HOT out of it.
CREATE TABLE audit_inbox (
  xid      xid8 NOT NULL DEFAULT pg_current_xact_id(),
  position bigserial NOT NULL,
  event_id uuid NOT NULL,
  record   bytea NOT NULL,
  digest   bytea NOT NULL,
  effects  text[] DEFAULT '{}',
  writer   text NOT NULL,
  mac      bytea NOT NULL,
  PRIMARY KEY (xid, position)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE dim_module (no smallint PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX dim_module_name_key ON dim_module (name);
CREATE TABLE dim_activity (no smallint PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX dim_activity_name_key ON dim_activity (name);
CREATE TABLE dim_actor (no integer PRIMARY KEY, type text NOT NULL, actor_id text NOT NULL, name text NOT NULL);
CREATE UNIQUE INDEX dim_actor_type_actor_id_name_key ON dim_actor (type, actor_id, name);

CREATE TABLE audit_event (
  seq         bigint NOT NULL,
  event_id    uuid NOT NULL,
  record      bytea NOT NULL,
  digest      bytea NOT NULL,
  prev        bytea NOT NULL,
  leaf_hash   bytea NOT NULL,
  recorded_at timestamptz(6) NOT NULL,
  sealed_at   timestamptz(6) NOT NULL,
  module      smallint NOT NULL,
  activity    smallint NOT NULL,
  class       smallint NOT NULL,
  status      smallint NOT NULL,
  severity    smallint NOT NULL,
  actor_no    integer NOT NULL,
  PRIMARY KEY (seq)
) PARTITION BY RANGE (seq);
CREATE INDEX audit_event_by_event_id ON audit_event (event_id);
CREATE INDEX audit_event_by_actor ON audit_event (actor_no, seq, module, activity, status, severity);
CREATE INDEX audit_event_by_status ON audit_event (status, seq, module, activity, severity, actor_no) WHERE (status <> 0);
CREATE INDEX audit_event_by_severity ON audit_event (severity, seq, module, activity, status, actor_no) WHERE (severity <> 0);

CREATE TABLE ledger_head (
  id        boolean PRIMARY KEY DEFAULT true CHECK (id),
  instance  text NOT NULL,
  origin    text NOT NULL,
  vkey      text NOT NULL,
  size      bigint NOT NULL,
  hash      bytea NOT NULL,
  sealed_at timestamptz(6) NOT NULL
);

CREATE TABLE ledger_tile (
  level smallint NOT NULL,
  index bigint NOT NULL,
  data  bytea NOT NULL,
  PRIMARY KEY (level, index)
);
ALTER TABLE ledger_tile ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE ledger_checkpoint (
  origin    text NOT NULL,
  size      bigint NOT NULL,
  root      bytea NOT NULL,
  note      text NOT NULL,
  signed_at timestamptz(6) NOT NULL,
  PRIMARY KEY (origin, size)
);

-- ── What the database refuses by itself ──────────────────────────────────────────────────────────────────────────

-- Errors of ours carry SQLSTATEs of class CW, which the application maps to its own.
CREATE FUNCTION chainward_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'chainward: % on % is refused: it is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'CW002';
END $$;

-- At commit: some event of this very transaction names the row. Its rights are the owner's, as writers cannot read the inbox.
CREATE FUNCTION chainward_require_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key_column text := TG_ARGV[0];
  observed text[] := TG_ARGV[1]::text[];
  old_row jsonb;
  new_row jsonb;
  named text;
BEGIN
  IF TG_OP <> 'INSERT' THEN old_row := to_jsonb(OLD) - observed; END IF;
  IF TG_OP <> 'DELETE' THEN new_row := to_jsonb(NEW) - observed; END IF;
  IF TG_OP = 'UPDATE' AND old_row = new_row THEN RETURN NULL; END IF;
  FOR named IN
    SELECT DISTINCT TG_TABLE_NAME || ':' || (side ->> key_column)
    FROM unnest(ARRAY[old_row, new_row]) AS side WHERE side IS NOT NULL
  LOOP
    IF NOT EXISTS (SELECT FROM public.audit_inbox WHERE xid = pg_current_xact_id() AND effects @> ARRAY[named]) THEN
      RAISE EXCEPTION 'chainward: no event of this transaction accounts for %', named USING ERRCODE = 'CW001';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- The one way to put a table under governance; `observed` names columns that machines keep and no event accounts for.
CREATE FUNCTION chainward_govern(relation regclass, key_column text, observed text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE CONSTRAINT TRIGGER chainward_event AFTER INSERT OR UPDATE OR DELETE ON %s DEFERRABLE INITIALLY DEFERRED '
    'FOR EACH ROW EXECUTE FUNCTION chainward_require_event(%L, %L)', relation, key_column, observed);
  EXECUTE format(
    'CREATE TRIGGER chainward_no_truncate BEFORE TRUNCATE ON %s EXECUTE FUNCTION chainward_refuse()', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_event', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_truncate', relation);
END $$;

CREATE FUNCTION chainward_append_only(relation regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'CREATE TRIGGER chainward_no_change BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION chainward_refuse()', relation);
  EXECUTE format(
    'CREATE TRIGGER chainward_no_truncate BEFORE TRUNCATE ON %s EXECUTE FUNCTION chainward_refuse()', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_change', relation);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_truncate', relation);
END $$;

SELECT chainward_govern('settings', 'key');
SELECT chainward_govern('users', 'id');
SELECT chainward_govern('sessions', 'id', ARRAY['last_seen_at']);

SELECT chainward_append_only('audit_event');
SELECT chainward_append_only('ledger_checkpoint');
SELECT chainward_append_only('dim_module');
SELECT chainward_append_only('dim_activity');
SELECT chainward_append_only('dim_actor');

-- The sequencer deletes what it has sealed; nobody edits what waits, names another transaction as its own, or takes back in the
-- transaction that wrote it the event for which its changes were let through.
CREATE FUNCTION chainward_own_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$;
CREATE TRIGGER chainward_own_transaction BEFORE INSERT ON audit_inbox FOR EACH ROW
  WHEN (NEW.xid IS DISTINCT FROM pg_current_xact_id()) EXECUTE FUNCTION chainward_own_transaction();
CREATE TRIGGER chainward_no_taking_back BEFORE DELETE ON audit_inbox FOR EACH ROW
  WHEN (OLD.xid = pg_current_xact_id()) EXECUTE FUNCTION chainward_refuse();
ALTER TABLE audit_inbox ENABLE ALWAYS TRIGGER chainward_own_transaction;
ALTER TABLE audit_inbox ENABLE ALWAYS TRIGGER chainward_no_taking_back;
CREATE TRIGGER chainward_no_change BEFORE UPDATE ON audit_inbox FOR EACH ROW EXECUTE FUNCTION chainward_refuse();
CREATE TRIGGER chainward_no_truncate BEFORE TRUNCATE ON audit_inbox EXECUTE FUNCTION chainward_refuse();
ALTER TABLE audit_inbox ENABLE ALWAYS TRIGGER chainward_no_change;
ALTER TABLE audit_inbox ENABLE ALWAYS TRIGGER chainward_no_truncate;

-- Partitions of 2^24 events, aligned with the tree, made ahead of need. The keeper may call this without owning the table.
-- A partition inherits row triggers but neither their ALWAYS nor the guard against TRUNCATE.
CREATE SCHEMA ledger_parts;
CREATE FUNCTION chainward_ensure_partitions(upto bigint) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  part bigint;
  made integer := 0;
  name text;
BEGIN
  FOR part IN SELECT generate_series(0, (upto >> 24) + 1) LOOP
    name := format('ledger_parts.audit_event_%s', part);
    CONTINUE WHEN to_regclass(name) IS NOT NULL;
    EXECUTE format('CREATE TABLE %s PARTITION OF public.audit_event FOR VALUES FROM (%s) TO (%s)', name, part << 24, (part + 1) << 24);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_change', name);
    EXECUTE format(
      'CREATE TRIGGER chainward_no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION public.chainward_refuse()', name);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER chainward_no_truncate', name);
    made := made + 1;
  END LOOP;
  RETURN made;
END $$;
REVOKE EXECUTE ON FUNCTION chainward_ensure_partitions(bigint) FROM PUBLIC;
SELECT chainward_ensure_partitions(0);

-- How much waits to be sealed, for those who may not read the inbox; ids are UUIDv7, so the least tells the age of the oldest.
CREATE FUNCTION chainward_waiting() RETURNS TABLE (count bigint, oldest text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT count(*), min(event_id::text) FROM (SELECT event_id FROM audit_inbox LIMIT 100000) AS waiting
$$;
REVOKE EXECUTE ON FUNCTION chainward_waiting() FROM PUBLIC;

-- Which of these ids are neither waiting nor sealed, in one snapshot: what was accepted and is gone.
CREATE FUNCTION chainward_missing(ids uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT id FROM unnest(ids) AS id
  WHERE NOT EXISTS (SELECT FROM audit_inbox i WHERE i.event_id = id) AND NOT EXISTS (SELECT FROM audit_event e WHERE e.event_id = id)
$$;
REVOKE EXECUTE ON FUNCTION chainward_missing(uuid[]) FROM PUBLIC;

-- ── Who may do what ──────────────────────────────────────────────────────────────────────────────────────────────

-- Called by the migration runner, as the owner, for each role that connects. Rights are named one by one: a table nobody
-- thought of is out of reach.
CREATE FUNCTION chainward_grant(role_name name, part text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', role_name);
  EXECUTE format(
    'GRANT SELECT ON audit_event, ledger_head, ledger_tile, ledger_checkpoint, dim_module, dim_activity, dim_actor TO %I', role_name);
  EXECUTE format('GRANT EXECUTE ON FUNCTION chainward_waiting() TO %I', role_name);
  EXECUTE format('GRANT EXECUTE ON FUNCTION chainward_missing(uuid[]) TO %I', role_name);
  IF part = 'application' THEN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON settings, users, sessions, set_up_links TO %I', role_name);
    EXECUTE format('GRANT INSERT (event_id, record, digest, effects, writer, mac) ON audit_inbox TO %I', role_name);
    EXECUTE format('GRANT USAGE ON SEQUENCE audit_inbox_position_seq TO %I', role_name);
  ELSIF part = 'keeper' THEN
    EXECUTE format('GRANT INSERT (event_id, record, digest, effects, writer, mac) ON audit_inbox TO %I', role_name);
    EXECUTE format('GRANT SELECT, DELETE ON audit_inbox TO %I', role_name);
    EXECUTE format('GRANT USAGE ON SEQUENCE audit_inbox_position_seq TO %I', role_name);
    EXECUTE format('GRANT INSERT ON audit_event, ledger_checkpoint, dim_module, dim_activity, dim_actor TO %I', role_name);
    EXECUTE format('GRANT INSERT, UPDATE ON ledger_head, ledger_tile TO %I', role_name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION chainward_ensure_partitions(bigint) TO %I', role_name);
  ELSIF part <> 'auditor' THEN
    RAISE EXCEPTION 'chainward: no such part: %', part;
  END IF;
END $$;
