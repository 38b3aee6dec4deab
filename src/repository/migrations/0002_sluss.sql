-- What was submitted: receipts, names, resources and their versions. Everything of a person has person_key first in its primary
-- key (D-7 of docs/architecture.md), so that the tables distribute on it as they are.

CREATE SCHEMA IF NOT EXISTS sluss;

CREATE TABLE sluss.submission (
  id uuid PRIMARY KEY,
  client text NOT NULL,
  vardgivare text NOT NULL,
  bundle_type text NOT NULL,
  content_hash bytea NOT NULL,
  received_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'partial', 'rejected')),
  receipt json NOT NULL -- as it was first given, to the order of its elements: the same submission again gets the same answer
);
-- The same content from the same vårdgivare is one submission (S-3); a rejected one may be sent again.
CREATE UNIQUE INDEX submission_content ON sluss.submission (vardgivare, content_hash) WHERE outcome <> 'rejected';

-- key: the first 128 bits of an HMAC over vårdgivare, type, kind and value. ciphertext: the vendor's own id, for its own view.
CREATE TABLE sluss.alias (
  key uuid PRIMARY KEY,
  id uuid NOT NULL,
  vardgivare text NOT NULL,
  type text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('id', 'identifier', 'content')),
  ciphertext bytea
);
CREATE INDEX alias_id ON sluss.alias (id);

CREATE TABLE sluss.resource (
  person_key uuid NOT NULL,
  id uuid NOT NULL,
  type text NOT NULL,
  vardgivare text NOT NULL,
  version integer NOT NULL,
  state text NOT NULL CHECK (state IN ('current', 'retracted', 'not-kept', 'expected')),
  source_updated timestamptz,
  last_updated timestamptz NOT NULL,
  case_id uuid,
  submission_id uuid NOT NULL,
  "references" uuid[] NOT NULL,
  identifiers text[] NOT NULL,
  codes text[] NOT NULL,
  status text,
  -- Where one end is open it is infinite; both null: no date.
  date_from timestamptz,
  date_to timestamptz,
  content jsonb,
  PRIMARY KEY (person_key, id)
) WITH (fillfactor = 90);
CREATE INDEX resource_id ON sluss.resource (id);
CREATE INDEX resource_case ON sluss.resource (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX resource_newest ON sluss.resource (vardgivare, type, last_updated, id);
CREATE INDEX resource_date ON sluss.resource (vardgivare, type, date_to) WHERE date_to IS NOT NULL;
-- One index for three columns: an insert pays for one pending list, and its limit bounds what a search reads past the tree.
CREATE INDEX resource_values ON sluss.resource USING gin ("references", identifiers, codes) WITH (gin_pending_list_limit = 1024);

-- What a head was before; the newest version is the head itself.
CREATE TABLE sluss.resource_version (
  person_key uuid NOT NULL,
  id uuid NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  vardgivare text NOT NULL,
  state text NOT NULL,
  source_updated timestamptz,
  last_updated timestamptz NOT NULL,
  submission_id uuid NOT NULL,
  content jsonb,
  PRIMARY KEY (person_key, id, version)
);
CREATE INDEX resource_version_id ON sluss.resource_version (id, version);

-- An objection of a person to a register (P-2). The person is found by keyed hash in the vault, also when nothing else is known of it.
CREATE TABLE sluss.objection (
  person_key uuid NOT NULL,
  register text NOT NULL,
  since date NOT NULL,
  PRIMARY KEY (person_key, register)
);

-- What a register has of a case: accepted, or a draft with what it lacks (S-5).
CREATE TABLE sluss.register_case (
  person_key uuid NOT NULL,
  case_id uuid NOT NULL,
  register text NOT NULL,
  vardgivare text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'draft')),
  missing text[] NOT NULL,
  rule text,
  specification text NOT NULL,
  mapping text NOT NULL,
  event_date date,
  submission_id uuid NOT NULL,
  PRIMARY KEY (person_key, case_id, register)
);
CREATE INDEX register_case_case ON sluss.register_case (case_id, register);

-- Internal ids of names, in the order asked, locked until commit. A name that is not known takes the id of another name of its group,
-- else the group's candidate. `gate` belongs to the vårdgivare: a giant submission passes it alone instead of holding a lock per id.
CREATE FUNCTION sluss.resolve_aliases(
  gate bigint, alone boolean, provider text, groups integer[], keys uuid[], types text[], kinds text[],
  ciphertexts bytea[], candidates uuid[], exclusive boolean[]
) RETURNS TABLE (name_key uuid, resource_id uuid, made boolean)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE fresh uuid[]; before uuid[]; now_ids uuid[];
BEGIN
  IF alone THEN PERFORM pg_advisory_xact_lock(gate); ELSE PERFORM pg_advisory_xact_lock_shared(gate); END IF;

  WITH named AS (
    SELECT n.*, a.id AS known
    FROM unnest(groups, keys, types, kinds, ciphertexts, candidates) WITH ORDINALITY
      AS n(grp, key, type, kind, ciphertext, candidate, place)
    LEFT JOIN sluss.alias a ON a.key = n.key
  ), target AS (
    SELECT DISTINCT ON (grp) grp, known AS id FROM named WHERE known IS NOT NULL ORDER BY grp, place
  ), added AS (
    INSERT INTO sluss.alias (key, id, vardgivare, type, kind, ciphertext)
      SELECT n.key, coalesce(t.id, n.candidate), provider, n.type, n.kind, n.ciphertext
      FROM named n LEFT JOIN target t USING (grp)
      WHERE n.known IS NULL
      ORDER BY n.key -- one order for all, so that two submissions cannot wait for each other
      ON CONFLICT (key) DO NOTHING
      RETURNING key
  )
  SELECT array_agg(key) INTO fresh FROM added;

  -- The locks are taken in one order too. While this waited, a merge may have given a name to another id: look again. Ids that
  -- only this transaction knows need no lock.
  LOOP
    SELECT array_agg(a.id ORDER BY n.place) INTO before
      FROM unnest(keys) WITH ORDINALITY AS n(key, place) JOIN sluss.alias a ON a.key = n.key;
    EXIT WHEN alone OR before IS NOT DISTINCT FROM now_ids;
    PERFORM CASE WHEN wanted.update THEN pg_advisory_xact_lock(wanted.lock) ELSE pg_advisory_xact_lock_shared(wanted.lock) END
      FROM (
        SELECT uuid_hash_extended(n.id, 0) AS lock, bool_or(n.update) AS update
        FROM unnest(before, candidates, exclusive) AS n(id, candidate, update)
        WHERE n.id <> n.candidate
        GROUP BY 1 ORDER BY 1
      ) AS wanted;
    now_ids := before;
  END LOOP;

  RETURN QUERY
    SELECT n.key, n.id, f.key IS NOT NULL
    FROM unnest(keys, before) WITH ORDINALITY AS n(key, id, place) LEFT JOIN unnest(fresh) AS f(key) ON f.key = n.key
    ORDER BY n.place;
END $$;

-- Exclusive locks on heads that turned out to be needed after others were locked. Waiting could be for someone who waits for us, so a lock that
-- another holds, and a version that is no longer the one that was read, has the work done again.
CREATE FUNCTION sluss.lock_heads(ids uuid[], versions integer[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM unnest(ids) AS id WHERE NOT pg_try_advisory_xact_lock(uuid_hash_extended(id, 0));
  IF FOUND THEN
    RAISE EXCEPTION 'another submission is changing a resource' USING ERRCODE = 'serialization_failure';
  END IF;
  -- A new snapshot: sees what others committed before this held the locks.
  PERFORM 1 FROM unnest(ids, versions) AS read(id, version)
    LEFT JOIN sluss.resource r ON r.id = read.id WHERE coalesce(r.version, 0) <> read.version;
  IF FOUND THEN
    RAISE EXCEPTION 'a resource has changed since it was read' USING ERRCODE = 'serialization_failure';
  END IF;
END $$;

-- Takes persons out of the vault of whom nothing is kept: no content, no earlier version of any, no rows, no objection (R-3).
CREATE FUNCTION sluss.release_persons(candidates uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM vault.hold_persons(candidates);
  PERFORM vault.release_persons(ARRAY(
    SELECT person FROM unnest(candidates) AS person
    WHERE NOT EXISTS (SELECT FROM sluss.resource r WHERE r.person_key = person AND r.content IS NOT NULL)
      AND NOT EXISTS (SELECT FROM sluss.resource_version v WHERE v.person_key = person AND v.content IS NOT NULL)
      AND NOT EXISTS (SELECT FROM sluss.register_case c WHERE c.person_key = person)
      AND NOT EXISTS (SELECT FROM sluss.objection o WHERE o.person_key = person)
  ));
END $$;
