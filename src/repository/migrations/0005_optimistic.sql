-- What a submission reads without locks, and the moment before its commit at which all of that is checked again (ADR 0120).

-- Heads by id, current members of cases, and what refers to ids. A function, so that its plan is made once for a connection.
CREATE FUNCTION sluss.read_heads(ids uuid[], cases uuid[], referred uuid[]) RETURNS json
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE by_name json; referrers json;
BEGIN
  IF cardinality(ids) > 0 OR cardinality(cases) > 0 THEN
    SELECT json_agg(r) INTO by_name FROM sluss.resource r
      WHERE r.id = ANY (ids) OR (r.case_id = ANY (cases) AND r.state = 'current');
  END IF;
  IF cardinality(referred) > 0 THEN
    SELECT json_agg(r) INTO referrers FROM sluss.resource r WHERE r."references" && referred;
  END IF;
  RETURN json_build_object('heads', by_name, 'referrers', referrers);
END $$;

-- Where names lead, the heads there and the members of the cases that these are roots of; persons of keyed hashes, and their objections.
CREATE FUNCTION sluss.look_up(keys uuid[], hmacs bytea[], heed boolean) RETURNS json
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE names json; ids uuid[]; heads json; persons json; person_keys uuid[]; objections json;
BEGIN
  SELECT json_agg(json_build_array(a.key, a.id)), array_agg(a.id) INTO names, ids FROM sluss.alias a WHERE a.key = ANY (keys);
  IF ids IS NOT NULL THEN
    SELECT json_agg(r) INTO heads FROM sluss.resource r
      WHERE r.id = ANY (ids) OR (r.case_id = ANY (ids) AND r.state = 'current');
  END IF;
  IF cardinality(hmacs) > 0 THEN
    SELECT json_agg(json_build_array(encode(p.hmac, 'hex'), p.person_key)), array_agg(p.person_key) INTO persons, person_keys
      FROM vault.find_persons(hmacs) p;
    IF heed AND person_keys IS NOT NULL THEN
      SELECT json_agg(json_build_array(o.person_key, o.register)) INTO objections FROM sluss.objection o
        WHERE o.person_key = ANY (person_keys) AND o.since <= current_date;
    END IF;
  END IF;
  RETURN json_build_object('names', names, 'heads', heads, 'persons', persons, 'objections', objections);
END $$;

-- Takes the locks that a submission's resources are written under, stores its new names and persons, and has the work done again when anything that it
-- has read is no longer so. Each statement here sees what others had committed when the locks before it were got.
CREATE FUNCTION sluss.take(
  gate bigint, provider text,
  new_keys uuid[], new_ids uuid[], new_types text[], new_kinds text[], new_ciphertexts bytea[],
  known_keys uuid[], known_ids uuid[],
  shared uuid[], exclusive uuid[],
  read_ids uuid[], read_versions integer[], cases uuid[], referred uuid[],
  hmacs bytea[], persons uuid[], person_ciphertexts bytea[],
  heeded uuid[], objecting text[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE taken bigint;
BEGIN
  -- Shared with all others but a giant submission, which has its vårdgivare's names to itself.
  PERFORM pg_advisory_xact_lock_shared(gate);

  IF cardinality(new_keys) > 0 THEN
    INSERT INTO sluss.alias (key, id, vardgivare, type, kind, ciphertext)
      SELECT n.key, n.id, provider, n.type, n.kind, n.ciphertext
      FROM unnest(new_keys, new_ids, new_types, new_kinds, new_ciphertexts) AS n(key, id, type, kind, ciphertext)
      ORDER BY n.key -- one order for all, so that two submissions cannot wait for each other
      ON CONFLICT (key) DO NOTHING;
    GET DIAGNOSTICS taken = ROW_COUNT;
    IF taken <> cardinality(new_keys) THEN
      RAISE EXCEPTION 'another submission has taken a name' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;

  PERFORM CASE WHEN wanted.update THEN pg_advisory_xact_lock(wanted.lock) ELSE pg_advisory_xact_lock_shared(wanted.lock) END
    FROM (
      SELECT uuid_hash_extended(n.id, 0) AS lock, bool_or(n.update) AS update
      FROM (SELECT unnest(shared), false UNION ALL SELECT unnest(exclusive), true) AS n(id, update)
      GROUP BY 1 ORDER BY 1
    ) AS wanted;

  PERFORM 1 FROM unnest(known_keys, known_ids) AS k(key, id) LEFT JOIN sluss.alias a ON a.key = k.key
    WHERE a.id IS DISTINCT FROM k.id;
  IF FOUND THEN
    RAISE EXCEPTION 'a name has moved since it was read' USING ERRCODE = 'serialization_failure';
  END IF;
  PERFORM 1 FROM unnest(read_ids, read_versions) AS read(id, version) LEFT JOIN sluss.resource r ON r.id = read.id
    WHERE coalesce(r.version, 0) <> read.version;
  IF FOUND THEN
    RAISE EXCEPTION 'a resource has changed since it was read' USING ERRCODE = 'serialization_failure';
  END IF;
  IF cardinality(cases) > 0 THEN
    PERFORM 1 FROM sluss.resource r WHERE r.case_id = ANY (cases) AND r.state = 'current'
      AND NOT EXISTS (SELECT FROM unnest(read_ids) AS read(id) WHERE read.id = r.id);
    IF FOUND THEN
      RAISE EXCEPTION 'a case has got a member since it was read' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;
  IF cardinality(referred) > 0 THEN
    PERFORM 1 FROM sluss.resource r WHERE r."references" && referred
      AND NOT EXISTS (SELECT FROM unnest(read_ids) AS read(id) WHERE read.id = r.id);
    IF FOUND THEN
      RAISE EXCEPTION 'a resource is referred to by more than was read' USING ERRCODE = 'serialization_failure';
    END IF;
  END IF;

  IF cardinality(hmacs) > 0 AND vault.resolve_persons(hmacs, persons, person_ciphertexts) IS DISTINCT FROM persons THEN
    RAISE EXCEPTION 'another submission has met a person' USING ERRCODE = 'serialization_failure';
  END IF;
  IF cardinality(heeded) > 0 AND objecting IS DISTINCT FROM ARRAY(
    SELECT o.person_key || ' ' || o.register FROM sluss.objection o
      WHERE o.person_key = ANY (heeded) AND o.since <= current_date ORDER BY (o.person_key || ' ' || o.register) COLLATE "C"
  ) THEN
    RAISE EXCEPTION 'a person''s objections have changed since they were read' USING ERRCODE = 'serialization_failure';
  END IF;
END $$;

-- Writes as functions: their plans are made once, and all of a submission's are called in one statement.

CREATE FUNCTION sluss.insert_submission(
  id uuid, client text, vardgivare text, bundle_type text, content_hash bytea, received_at timestamptz, outcome text, receipt json
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  INSERT INTO sluss.submission VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
END $$;

-- Writes heads. `replaced`: some may have been there before, and what they were goes to the versions. `moved`: some may have turned out to be another
-- person's, and take their versions along. Look-ups are fenced by OFFSET 0: before the table is first analysed the planner would rather read all of it.
CREATE FUNCTION sluss.put_resources(given jsonb, replaced boolean, moved boolean) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE persons uuid[]; ids uuid[]; new_persons uuid[];
BEGIN
  IF replaced THEN
    INSERT INTO sluss.resource_version
        (person_key, id, version, type, vardgivare, state, source_updated, last_updated, submission_id, content)
      SELECT i.person_key, old.* FROM jsonb_to_recordset(given) AS i(person_key uuid, id uuid, version integer)
      CROSS JOIN LATERAL (
        SELECT r.id, r.version, r.type, r.vardgivare, r.state, r.source_updated, r.last_updated, r.submission_id, r.content
        FROM sluss.resource r WHERE r.id = i.id AND r.version < i.version OFFSET 0
      ) AS old
      WHERE old.state <> 'expected'
      ON CONFLICT (person_key, id, version) DO NOTHING;
  END IF;
  IF moved THEN
    SELECT array_agg(old.person_key), array_agg(old.id), array_agg(i.person_key) INTO persons, ids, new_persons
      FROM jsonb_to_recordset(given) AS i(person_key uuid, id uuid, version integer)
      CROSS JOIN LATERAL (
        SELECT r.person_key, r.id FROM sluss.resource r WHERE r.id = i.id AND r.version < i.version OFFSET 0
      ) AS old
      WHERE old.person_key <> i.person_key;
  END IF;
  IF ids IS NOT NULL THEN
    WITH moved_versions AS (
      DELETE FROM sluss.resource_version v USING unnest(persons, ids, new_persons) AS former(person_key, id, new_person_key)
        WHERE v.person_key = former.person_key AND v.id = former.id
        RETURNING former.new_person_key, v.*
    )
    INSERT INTO sluss.resource_version
        (person_key, id, version, type, vardgivare, state, source_updated, last_updated, submission_id, content)
      SELECT new_person_key, id, version, type, vardgivare, state, source_updated, last_updated, submission_id, content
      FROM moved_versions
      ON CONFLICT (person_key, id, version) DO NOTHING;
    DELETE FROM sluss.resource r USING unnest(persons, ids) AS former(person_key, id)
      WHERE r.person_key = former.person_key AND r.id = former.id;
  END IF;
  INSERT INTO sluss.resource SELECT * FROM jsonb_populate_recordset(NULL::sluss.resource, given)
    ON CONFLICT (person_key, id) DO UPDATE SET
      type = excluded.type, vardgivare = excluded.vardgivare, version = excluded.version, state = excluded.state,
      source_updated = excluded.source_updated, last_updated = excluded.last_updated, case_id = excluded.case_id,
      submission_id = excluded.submission_id, "references" = excluded."references", identifiers = excluded.identifiers,
      codes = excluded.codes, status = excluded.status, date_from = excluded.date_from, date_to = excluded.date_to,
      content = excluded.content;
END $$;

-- Functions of the vault that are called for every submission get one plan for a connection. They belong to its own role, if it has one: the gateway
-- takes part in that role for as long as this takes, as when it made it. Each hash is looked up by itself: before the table is first analysed the planner
-- would read all of it.
DO $$ BEGIN
  EXECUTE format('GRANT sluss_vault TO %I', current_user);
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN NULL;
END $$;
CREATE OR REPLACE FUNCTION vault.find_persons(hmacs bytea[]) RETURNS TABLE (hmac bytea, person_key uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  RETURN QUERY SELECT asked.hmac, known.person_key FROM unnest(hmacs) AS asked(hmac)
    CROSS JOIN LATERAL (SELECT i.person_key FROM vault.identifier i WHERE i.hmac = asked.hmac OFFSET 0) AS known;
END $$;
CREATE OR REPLACE FUNCTION vault.resolve_persons(hmacs bytea[], candidates uuid[], ciphertexts bytea[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS $$
DECLARE found uuid[];
BEGIN
  -- Held until commit, so that nobody releases a person who is about to be kept.
  PERFORM 1 FROM (SELECT DISTINCT hmac FROM unnest(hmacs) AS hmac ORDER BY hmac) AS asked
    CROSS JOIN LATERAL (SELECT FROM vault.identifier i WHERE i.hmac = asked.hmac FOR KEY SHARE OFFSET 0) AS held;
  found := ARRAY(
    SELECT (SELECT i.person_key FROM vault.identifier i WHERE i.hmac = asked.hmac)
    FROM unnest(hmacs) WITH ORDINALITY AS asked(hmac, place) ORDER BY asked.place);
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
  RETURN ARRAY(
    SELECT (SELECT i.person_key FROM vault.identifier i WHERE i.hmac = asked.hmac)
    FROM unnest(hmacs) WITH ORDINALITY AS asked(hmac, place) ORDER BY asked.place);
END $$;
ALTER FUNCTION vault.hold_persons(uuid[]) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION vault.release_persons(uuid[]) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION sluss.release_persons(uuid[]) SET plan_cache_mode = force_generic_plan;
DO $$ BEGIN
  EXECUTE format('REVOKE sluss_vault FROM %I', current_user);
EXCEPTION WHEN insufficient_privilege OR undefined_object THEN NULL;
END $$;

-- Receipts are the largest thing that a submission stores. Where the server has it, LZ4 packs them in a fraction of the time.
DO $$ BEGIN
  ALTER TABLE sluss.submission ALTER COLUMN receipt SET COMPRESSION lz4;
  ALTER TABLE sluss.resource ALTER COLUMN content SET COMPRESSION lz4;
  ALTER TABLE sluss.resource_version ALTER COLUMN content SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;
