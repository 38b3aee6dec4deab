-- The log of every access (L-1): append-only, in hash chains over commitments (L-2). docs/audit.md says how it is checked.

CREATE SCHEMA audit;

-- The heads. Several chains, so that one commit does not wait for another's.
CREATE TABLE audit.chain (
  chain smallint PRIMARY KEY,
  seq bigint NOT NULL,
  hash bytea NOT NULL
) WITH (fillfactor = 10);
INSERT INTO audit.chain
  SELECT n, 0, sha256(convert_to('sluss-audit-1|' || n || '|genesis', 'UTF8')) FROM generate_series(1, 8) AS n;

CREATE TABLE audit.entry (
  chain smallint NOT NULL,
  seq bigint NOT NULL,
  at timestamptz NOT NULL,
  commitment bytea NOT NULL,
  hash bytea NOT NULL,
  PRIMARY KEY (chain, seq)
);

-- The keys that payloads are encrypted under, one a month, wrapped by the vault's key. Destroyed: wrapped is null.
CREATE TABLE audit.payload_key (
  month text PRIMARY KEY,
  wrapped bytea,
  destroyed timestamptz
);

CREATE TABLE audit.payload (
  chain smallint NOT NULL,
  seq bigint NOT NULL,
  month text NOT NULL,
  ciphertext bytea NOT NULL,
  PRIMARY KEY (chain, seq)
);

-- Signed statements of all heads at one moment.
CREATE TABLE audit.checkpoint (
  number bigint PRIMARY KEY,
  statement text NOT NULL,
  signature bytea NOT NULL,
  public_key bytea NOT NULL
);

-- Appends to one chain that nobody else is appending to, or waits for one. `instant` is text in one fixed form, for it is hashed.
CREATE FUNCTION audit.append(instants text[], commitments bytea[], payload_month text, ciphertexts bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE head audit.chain; item integer;
BEGIN
  SELECT * INTO head FROM audit.chain ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    -- A sub-select, or a number would be drawn anew for every row and none might be hit.
    SELECT * INTO STRICT head FROM audit.chain WHERE chain = (SELECT 1 + floor(random() * 8)::int) FOR UPDATE;
  END IF;
  FOR item IN 1 .. cardinality(instants) LOOP
    head.seq := head.seq + 1;
    head.hash := sha256(convert_to(
      'sluss-audit-1|' || head.chain || '|' || head.seq || '|' || instants[item] || '|'
        || encode(commitments[item], 'hex') || '|' || encode(head.hash, 'hex'), 'UTF8'));
    INSERT INTO audit.entry VALUES (head.chain, head.seq, instants[item]::timestamptz, commitments[item], head.hash);
    INSERT INTO audit.payload VALUES (head.chain, head.seq, payload_month, ciphertexts[item]);
  END LOOP;
  UPDATE audit.chain SET seq = head.seq, hash = head.hash WHERE chain = head.chain;
END $$;

-- The wrapped key of a month; the candidate becomes it when there is none. Null when it was destroyed.
CREATE FUNCTION audit.payload_key(wanted text, candidate bytea) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO audit.payload_key (month, wrapped) VALUES (wanted, candidate) ON CONFLICT (month) DO NOTHING;
  RETURN (SELECT wrapped FROM audit.payload_key WHERE month = wanted);
END $$;

CREATE FUNCTION audit.destroy_payload_key(unwanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE audit.payload_key SET wrapped = NULL, destroyed = now() WHERE month = unwanted AND wrapped IS NOT NULL;
  RETURN FOUND;
END $$;

CREATE FUNCTION audit.add_checkpoint(new_number bigint, new_statement text, new_signature bytea, new_public_key bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO audit.checkpoint VALUES (new_number, new_statement, new_signature, new_public_key)
$$;

CREATE FUNCTION audit.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % on %.% is refused', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.entry EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.payload EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.checkpoint EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER heads_stay BEFORE DELETE OR TRUNCATE ON audit.chain EXECUTE FUNCTION audit.refuse();
CREATE TRIGGER keys_stay BEFORE DELETE OR TRUNCATE ON audit.payload_key EXECUTE FUNCTION audit.refuse();

SELECT sluss.hand_over('audit', 'sluss_audit', true);
