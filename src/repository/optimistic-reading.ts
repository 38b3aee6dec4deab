import type pg from 'pg';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { aliasKey } from './alias-key.ts';
import { type ResourceRow, toStoredResource } from './resource-row.ts';
import type {
  AliasGroup,
  AliasKey,
  ForeseenWork,
  FoundSubmission,
  PersonIdentifier,
  StoredResource,
  Uuid,
} from './types.ts';
import { readObjections } from './write/objections.ts';
import { byteArray, plainArray } from './write/take.ts';

interface LookedUp {
  submission?: FoundSubmission;
  names: [Uuid, Uuid][] | null;
  heads: JsonRow[] | null;
  persons: [string, Uuid][] | null;
  objections: [Uuid, string][] | null;
}

/** A row as PostgreSQL writes it in JSON: instants have an offset. */
type JsonRow = ResourceRow;

export type Reading = ReturnType<typeof readingOf>;

/**
 * What one transaction has read without locks, so that nothing is asked twice and everything can be checked before the commit. Ids and persons
 * that the transaction makes itself are known to have nothing.
 */
export function readingOf(client: pg.ClientBase, crypto: VaultCrypto) {
  /** Where names lead; undefined: nowhere. */
  const names = new Map<Uuid, Uuid | undefined>();
  const asked = new Map<Uuid, Uuid | undefined>();
  const heads = new Map<Uuid, StoredResource | undefined>();
  const readVersions = new Map<Uuid, number>();
  const membersOf = new Map<Uuid, StoredResource[]>();
  const cases = new Set<Uuid>();
  const referrersOf = new Set<Uuid>();
  const personOf = new Map<string, Uuid | undefined>();
  const objectionsOf = new Map<Uuid, Set<string>>();
  const objecting: string[] = [];
  const made = new Set<Uuid>();
  const madePersons = new Set<Uuid>();
  const keys = new Map<string, Uuid>();

  const keyOf = (vardgivare: string) => (type: string, alias: AliasKey) => {
    const name = `${type} ${alias.kind} ${alias.value}`;
    let key = keys.get(name);
    if (key === undefined) {
      key = aliasKey(crypto, vardgivare, type, alias);
      keys.set(name, key);
    }
    return key;
  };

  const noteHead = (resource: StoredResource) => {
    const earlier = heads.get(resource.id);
    if (earlier) return earlier;
    heads.set(resource.id, resource);
    readVersions.set(resource.id, resource.version);
    return resource;
  };
  const noteHeads = (rows: JsonRow[] | null, ids: Iterable<Uuid>, caseIds: Iterable<Uuid>): StoredResource[] => {
    for (const id of caseIds) {
      cases.add(id);
      membersOf.set(id, []);
    }
    const resources = (rows ?? []).map((row) => noteHead(fromJson(row)));
    for (const id of ids) {
      if (heads.has(id)) continue;
      heads.set(id, undefined);
      readVersions.set(id, 0);
    }
    for (const resource of resources)
      if (resource.state === 'current' && resource.caseId) membersOf.get(resource.caseId)?.push(resource);
    return resources;
  };

  async function lookUp(wanted: Uuid[], hmacs: Buffer[]): Promise<void> {
    const { rows } = await client.query<{ found: LookedUp }>({
      name: 'look-up',
      text: 'SELECT sluss.look_up($1, $2, false) AS found',
      values: [plainArray(wanted), byteArray(hmacs)],
    });
    noteLookedUp(rows[0]!.found, wanted, hmacs, false);
  }

  const noteLookedUp = (found: LookedUp, wanted: Uuid[], hmacs: Buffer[], heed: boolean) => {
    for (const key of wanted) {
      names.set(key, undefined);
      asked.set(key, undefined);
    }
    for (const [key, id] of found.names ?? []) {
      names.set(key, id);
      asked.set(key, id);
    }
    const ids = new Set((found.names ?? []).map(([, id]) => id));
    noteHeads(found.heads, ids, ids);
    for (const hmac of hmacs) personOf.set(hmac.toString('hex'), undefined);
    for (const [hex, key] of found.persons ?? []) {
      personOf.set(hex, key);
      if (heed) objectionsOf.set(key, new Set());
    }
    noteObjections(found.objections ?? []);
  };

  const noteObjections = (found: [Uuid, string][]) => {
    for (const [key, register] of found) {
      objectionsOf.get(key)?.add(register);
      objecting.push(`${key} ${register}`);
    }
    objecting.sort();
  };

  async function readHeads(ids: Uuid[], caseIds: Uuid[], referred: Uuid[]): Promise<StoredResource[]> {
    const { rows } = await client.query<{ found: { heads: JsonRow[] | null; referrers: JsonRow[] | null } }>({
      name: 'read-heads',
      text: 'SELECT sluss.read_heads($1, $2, $3) AS found',
      values: [plainArray(ids), plainArray(caseIds), plainArray(referred)],
    });
    const { found } = rows[0]!;
    noteHeads(found.heads, ids, caseIds);
    for (const id of referred) referrersOf.add(id);
    return (found.referrers ?? []).map((row) => noteHead(fromJson(row)));
  }

  const hashed = (identifiers: PersonIdentifier[]) =>
    identifiers.map(({ system, value }) => {
      const hmac = crypto.lookup('person', system, value);
      return { hmac, hex: hmac.toString('hex') };
    });
  const unheard = (hashes: { hmac: Buffer; hex: string }[]) => [
    ...new Map(hashes.flatMap(({ hmac, hex }) => (personOf.has(hex) ? [] : [[hex, hmac] as const]))).values(),
  ];

  return {
    names,
    asked,
    readVersions,
    cases,
    referred: referrersOf,
    made,
    madePersons,
    objecting,
    heeded: objectionsOf,
    keyOf,

    /** Whether a name may lead somewhere that has not been asked for: what stands in a resource that is new is new itself. */
    mayBeKnown(key: Uuid, kind: AliasKey['kind'], { within }: AliasGroup): boolean {
      if (names.has(key)) return false;
      return kind === 'id' || within === undefined || !made.has(within);
    },
    async readNames(wanted: { key: Uuid }[]): Promise<void> {
      if (wanted.length > 0)
        await lookUp(
          wanted.map(({ key }) => key),
          [],
        );
    },
    async foresee(
      vardgivare: string,
      { contentHash, groups, persons, heed }: ForeseenWork,
    ): Promise<FoundSubmission | undefined> {
      const key = keyOf(vardgivare);
      const wanted = [...new Set(groups.flatMap(({ type, keys: own }) => own.map((alias) => key(type, alias))))];
      const hmacs = unheard(hashed(persons));
      const { rows } = await client.query<{ found: LookedUp }>({
        name: 'look-up-submission',
        text: 'SELECT sluss.look_up($1, $2, $3, $4, $5) AS found',
        values: [plainArray(wanted), byteArray(hmacs), heed, vardgivare, contentHash],
      });
      const { found } = rows[0]!;
      if (!found.submission) noteLookedUp(found, wanted, hmacs, heed);
      return found.submission;
    },
    /** The version of a head as it was read, else as the caller has it, which is checked too. */
    versionOf(id: Uuid, version: number): number {
      const read = readVersions.get(id);
      if (read === undefined && !made.has(id)) readVersions.set(id, version);
      return read ?? version;
    },
    /** Whether a head was another person's when it was read; one that was not read may be. */
    hasMoved(id: Uuid, personKey: Uuid): boolean {
      return !made.has(id) && heads.get(id)?.personKey !== personKey;
    },
    async heads(ids: Uuid[]): Promise<Map<Uuid, StoredResource>> {
      const unseen = [...new Set(ids)].filter((id) => !heads.has(id) && !made.has(id));
      if (unseen.length > 0) await readHeads(unseen, [], []);
      const found = new Map<Uuid, StoredResource>();
      for (const id of ids) {
        const head = heads.get(id);
        if (head) found.set(id, head);
      }
      return found;
    },
    async members(caseIds: Uuid[]): Promise<StoredResource[]> {
      const unseen = caseIds.filter((id) => !membersOf.has(id) && !made.has(id));
      if (unseen.length > 0) await readHeads([], unseen, []);
      return [...new Set(caseIds.flatMap((id) => membersOf.get(id) ?? []))];
    },
    async referrers(ids: Uuid[]): Promise<StoredResource[]> {
      const old = ids.filter((id) => !made.has(id));
      return old.length > 0 ? readHeads([], [], old) : [];
    },
    async persons(identifiers: PersonIdentifier[]): Promise<{ hmac: Buffer; hex: string; key: Uuid | undefined }[]> {
      const hashes = hashed(identifiers);
      const unseen = unheard(hashes);
      if (unseen.length > 0) await lookUp([], unseen);
      return hashes.map(({ hmac, hex }) => ({ hmac, hex, key: personOf.get(hex) }));
    },
    async objections(personKeys: Uuid[]): Promise<Map<Uuid, Set<string>>> {
      const unseen = personKeys.filter((key) => !objectionsOf.has(key) && !madePersons.has(key));
      if (unseen.length > 0) {
        const found = await readObjections(client, unseen);
        for (const key of unseen) objectionsOf.set(key, new Set());
        noteObjections(
          [...found].flatMap(([key, registers]) => [...registers].map((one): [Uuid, string] => [key, one])),
        );
      }
      const found = new Map<Uuid, Set<string>>();
      for (const key of personKeys) {
        const registers = objectionsOf.get(key);
        if (registers && registers.size > 0) found.set(key, registers);
      }
      return found;
    },
  };
}

function fromJson(row: JsonRow): StoredResource {
  row.last_updated = instant(row.last_updated) as string;
  row.source_updated = instant(row.source_updated);
  row.date_from = instant(row.date_from);
  row.date_to = instant(row.date_to);
  return toStoredResource(row);
}

function instant(text: string | null): string | null {
  return text === null || text.endsWith('infinity') ? text : new Date(text).toISOString();
}
