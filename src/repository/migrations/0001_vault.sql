-- Who the persons are, apart from everything else (I-2). Only the functions below reach it: where the server lets us make a role,
-- the schema belongs to sluss_vault, which nobody can log in as, and the gateway's own role holds EXECUTE on the functions alone.

CREATE SCHEMA IF NOT EXISTS sluss;
CREATE SCHEMA vault;

CREATE TABLE vault.person (
  person_key uuid PRIMARY KEY,
  created timestamptz NOT NULL DEFAULT now()
);

-- ciphertext is null once the identity is erased: the keyed hash stays for as long as an objection needs it (P-4).
CREATE TABLE vault.identifier (
  person_key uuid NOT NULL,
  hmac bytea NOT NULL,
  ciphertext bytea,
  PRIMARY KEY (person_key, hmac)
);
CREATE UNIQUE INDEX identifier_hmac ON vault.identifier (hmac);

-- wrapped is null once the key is destroyed: what was issued under it cannot be led back any more (I-4).
CREATE TABLE vault.view_key (
  purpose text PRIMARY KEY,
  wrapped bytea,
  created timestamptz NOT NULL DEFAULT now(),
  destroyed timestamptz
);

-- Person keys of identifiers, in the order asked. Unknown ones get the candidate key given for them.
CREATE FUNCTION vault.resolve_persons(hmacs bytea[], candidates uuid[], ciphertexts bytea[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE found uuid[];
BEGIN
  -- Held until commit, so that nobody releases a person who is about to be kept.
  PERFORM 1 FROM vault.identifier WHERE hmac = ANY (hmacs) ORDER BY hmac FOR KEY SHARE;
  SELECT array_agg(i.person_key ORDER BY asked.place) INTO found
    FROM unnest(hmacs) WITH ORDINALITY AS asked(hmac, place) LEFT JOIN vault.identifier i ON i.hmac = asked.hmac;
  IF array_position(found, NULL) IS NULL THEN RETURN found; END IF;

  WITH made AS (
    INSERT INTO vault.identifier (person_key, hmac, ciphertext)
      SELECT asked.candidate, asked.hmac, asked.ciphertext
      FROM unnest(hmacs, candidates, ciphertexts, found) AS asked(hmac, candidate, ciphertext, found)
      WHERE asked.found IS NULL
      ORDER BY asked.hmac -- one order for all, so that two submissions cannot wait for each other
      ON CONFLICT (hmac) DO NOTHING
      RETURNING person_key
  )
  INSERT INTO vault.person (person_key) SELECT person_key FROM made;

  -- A new snapshot: sees what a concurrent submission made first.
  SELECT array_agg(i.person_key ORDER BY asked.place) INTO found
    FROM unnest(hmacs) WITH ORDINALITY AS asked(hmac, place) JOIN vault.identifier i ON i.hmac = asked.hmac;
  RETURN found;
END $$;

-- Waits until nobody else is using the persons; what is seen of them afterwards holds until commit.
CREATE FUNCTION vault.hold_persons(person_keys uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM 1 FROM vault.identifier WHERE person_key = ANY (person_keys) ORDER BY hmac FOR UPDATE;
END $$;

CREATE FUNCTION vault.release_persons(person_keys uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM vault.identifier WHERE person_key = ANY (person_keys);
  DELETE FROM vault.person WHERE person_key = ANY (person_keys);
END $$;

CREATE FUNCTION vault.find_persons(hmacs bytea[]) RETURNS TABLE (hmac bytea, person_key uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT i.hmac, i.person_key FROM vault.identifier i WHERE i.hmac = ANY (hmacs)
$$;

CREATE FUNCTION vault.identifiers_of(person_keys uuid[]) RETURNS TABLE (person_key uuid, hmac bytea, ciphertext bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT i.person_key, i.hmac, i.ciphertext FROM vault.identifier i
  WHERE i.person_key = ANY (person_keys) AND i.ciphertext IS NOT NULL
$$;

-- The wrapped key of a purpose; the candidate becomes it when there is none. Null when it was destroyed.
CREATE FUNCTION vault.view_key(wanted text, candidate bytea) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO vault.view_key (purpose, wrapped) VALUES (wanted, candidate) ON CONFLICT (purpose) DO NOTHING;
  RETURN (SELECT wrapped FROM vault.view_key WHERE purpose = wanted);
END $$;

CREATE FUNCTION vault.destroy_view_key(unwanted text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE vault.view_key SET wrapped = NULL, destroyed = now() WHERE purpose = unwanted AND wrapped IS NOT NULL;
  RETURN FOUND;
END $$;

-- Gives a schema to a role that nobody can log in as, and leaves the gateway's role the use of its functions (and the reading of its
-- tables). Where the server's
-- administrator keeps roles to himself the schema stays with the gateway's role: docs/storage.md.
CREATE FUNCTION sluss.hand_over(handed text, owner text, readable boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE item text; gateway text := current_user;
BEGIN
  BEGIN
    EXECUTE format('CREATE ROLE %I NOLOGIN', owner);
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
  END;
  EXECUTE format('GRANT %I TO %I', owner, gateway);
  EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', handed, owner);
  FOR item IN SELECT oid::regclass FROM pg_class WHERE relnamespace = handed::regnamespace AND relkind = 'r' LOOP
    EXECUTE format('ALTER TABLE %s OWNER TO %I', item, owner);
    IF readable THEN EXECUTE format('GRANT SELECT ON TABLE %s TO %I', item, gateway); END IF;
  END LOOP;
  FOR item IN SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = handed::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO %I', item, owner);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', item);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', item, gateway);
  END LOOP;
  EXECUTE format('ALTER SCHEMA %I OWNER TO %I', handed, owner);
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', handed, gateway);
  EXECUTE format('REVOKE %I FROM %I', owner, gateway);
EXCEPTION WHEN insufficient_privilege THEN
  RAISE NOTICE 'the schema % stays with %: %', handed, gateway, SQLERRM;
END $$;

SELECT sluss.hand_over('vault', 'sluss_vault', false);
