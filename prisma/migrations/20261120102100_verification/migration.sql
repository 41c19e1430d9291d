-- What the verification jobs have found and how far they have come: a cache of theirs, worth no more than the database that holds it.
CREATE TABLE ledger_verification (
  kind        text PRIMARY KEY,
  origin      text,
  position    bigint NOT NULL,
  verdict     text NOT NULL,
  findings    jsonb NOT NULL,
  detail      jsonb NOT NULL,
  -- Findings that were told in an event; each is told once.
  reported    text[],
  state       jsonb,
  verified_at timestamptz(3) NOT NULL
);

-- Events accepted and not sealed yet that account for governed rows: without them a change of a moment ago would look like one by hand.
CREATE FUNCTION chainward_waiting_effects() RETURNS TABLE (xid text, record bytea) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT i.xid::text, i.record FROM audit_inbox i WHERE i.effects <> '{}' ORDER BY i.xid, i.position
$$;
REVOKE EXECUTE ON FUNCTION chainward_waiting_effects() FROM PUBLIC;

-- Called by the migration runner beside `chainward_grant`, for each role that connects.
CREATE FUNCTION chainward_grant_verification(role_name name, part text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('GRANT SELECT ON ledger_verification TO %I', role_name);
  IF part = 'application' THEN
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON ledger_verification TO %I', role_name);
    EXECUTE format('GRANT EXECUTE ON FUNCTION chainward_waiting_effects() TO %I', role_name);
  ELSIF part NOT IN ('keeper', 'auditor') THEN
    RAISE EXCEPTION 'chainward: no such part: %', part;
  END IF;
END $$;
