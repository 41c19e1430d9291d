-- Places out of this database's reach where checkpoints are put. What is secret in a configuration is sealed by the keeper.
CREATE TABLE anchors (
  id         uuid PRIMARY KEY,
  kind       text NOT NULL,
  name       text NOT NULL,
  config     jsonb NOT NULL,
  secret     text,
  enabled    boolean NOT NULL DEFAULT true,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX anchors_name_key ON anchors (name);
SELECT chainward_govern('anchors', 'id');

-- What machines write: one row for each checkpoint that an anchor confirmed, and at most one an anchor that is on its way or failing.
-- No foreign key: receipts prove something even when their anchor is gone.
CREATE TABLE anchor_receipts (
  id            uuid PRIMARY KEY,
  anchor_id     uuid NOT NULL,
  kind          text NOT NULL,
  origin        text NOT NULL,
  size          bigint NOT NULL,
  root          bytea NOT NULL,
  note          text NOT NULL,
  state         text NOT NULL,
  receipt       bytea,
  attempts      integer NOT NULL DEFAULT 0,
  last_error    text,
  next_try      timestamptz(3),
  failing_since timestamptz(3),
  alarmed_at    timestamptz(3),
  confirmed_at  timestamptz(3)
);
CREATE UNIQUE INDEX anchor_receipts_open ON anchor_receipts (anchor_id) WHERE (state <> 'done'::text);
CREATE INDEX anchor_receipts_done ON anchor_receipts (anchor_id, origin, size);
CREATE INDEX anchor_receipts_by_size ON anchor_receipts (origin, size);

-- Called by the migration runner beside `chainward_grant`, for each role that connects.
CREATE FUNCTION chainward_grant_anchors(role_name name, part text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF part = 'application' THEN
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON anchors, anchor_receipts TO %I', role_name);
  ELSIF part = 'keeper' OR part = 'auditor' THEN
    EXECUTE format('GRANT SELECT ON anchors, anchor_receipts TO %I', role_name);
  ELSE
    RAISE EXCEPTION 'chainward: no such part: %', part;
  END IF;
END $$;
