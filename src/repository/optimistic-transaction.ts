import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { VaultCrypto } from '../identity/vault-crypto.ts';
import { aliasContext } from './alias-key.ts';
import { newId } from './new-id.ts';
import { type Reading, readingOf } from './optimistic-reading.ts';
import type { RegisterTables } from './register-tables.ts';
import type { AliasGroup, AliasResolution, AuditEntry, Transaction, Uuid } from './types.ts';
import type { Call } from './write/call.ts';
import { insertSubmission } from './write/insert-submission.ts';
import { collectNames, GIANT, gateOf, type Names } from './write/names.ts';
import { putResources } from './write/put-resources.ts';
import { releasePersons } from './write/release-persons.ts';
import { replaceRows } from './write/replace-rows.ts';
import { identifierContext } from './write/resolve-persons.ts';
import { type Taken, take } from './write/take.ts';

/** The work needs locks while it runs: it is run again with them, as after any conflict (SQLSTATE serialization_failure). */
class NeedsLocks extends Error {
  readonly code = '40001';
}

export interface OptimisticTransaction {
  transaction: Transaction;
  /** What the work has written, if anything, to be done in one transaction: the first call checks that everything that was read still is so. */
  calls(): Call[];
  /** For the audit log, which is appended to last. */
  entries: AuditEntry[];
}

/**
 * A transaction that reads without locks, allocates ids and persons in memory, and writes nothing until the work is done. Then one function takes the
 * locks, checks that what was read is what is there, and the writes follow (`take` in migrations/0005; ADR 0120).
 *
 * What only locks can do (merging two names of one resource, a giant submission, objections) throws at once and is done again with them.
 */
export function optimisticTransaction(
  client: pg.ClientBase,
  crypto: VaultCrypto,
  registers: RegisterTables[],
): OptimisticTransaction {
  const reading = readingOf(client, crypto);
  const locks = new Map<Uuid, boolean>();
  const newNames: Taken['newNames'] = [];
  const persons = new Map<string, Taken['persons'][number]>();
  const writes: Call[] = [];
  const entries: AuditEntry[] = [];
  let provider = '';

  const lock = (id: Uuid, isExclusive: boolean) => {
    if (!reading.made.has(id)) locks.set(id, isExclusive || locks.get(id) === true);
  };
  const needsLocks = async (): Promise<never> => {
    throw new NeedsLocks();
  };

  const transaction: Transaction = {
    async foresee(vardgivare, expected) {
      if (expected.groups.length > GIANT) throw new NeedsLocks();
      return reading.foresee(vardgivare, expected);
    },
    async resolveAliases(vardgivare, groups) {
      if (groups.length > GIANT) throw new NeedsLocks();
      provider = vardgivare;
      const names = collectNames(groups, reading.keyOf(vardgivare));
      await reading.readNames(
        names.names.filter(({ key, kind, group }) => reading.mayBeKnown(key, kind, groups[group]!)),
      );
      return allocate(groups, names);
    },
    loadResources: reading.heads,
    loadCaseMembers: reading.members,
    loadReferrers: reading.referrers,
    findByIdentifier: needsLocks,
    async lockHeads(heads) {
      for (const { id, version } of heads) {
        if (reading.versionOf(id, version) !== version) throw new NeedsLocks();
        lock(id, true);
      }
    },
    async resolvePersons(identifiers) {
      const found = await reading.persons(identifiers);
      return found.map(({ hmac, hex, key }, index) => {
        const known = persons.get(hex);
        if (known) return known.key;
        const { system, value } = identifiers[index]!;
        const own = key ?? randomUUID();
        // Sealed also when it is known: the person may be released before this commits, and is kept then.
        const ciphertext = crypto.encrypt(JSON.stringify({ system, value }), identifierContext(hmac, own));
        if (!key) reading.madePersons.add(own);
        persons.set(hex, { hmac, key: own, ciphertext });
        return own;
      });
    },
    objections: reading.objections,
    putObjection: needsLocks,
    removeObjection: needsLocks,
    async insertSubmission(submission) {
      provider = submission.vardgivare;
      writes.push(insertSubmission(submission));
    },
    async putResources(resources) {
      const hasMoved = resources.some(({ id, personKey }) => reading.hasMoved(id, personKey));
      writes.push(...putResources(resources, hasMoved));
    },
    async replaceRows(rows) {
      // A case that nobody has heard of before has no rows that would have to go.
      const isNothing = ({ caseId, result: { outcome } }: (typeof rows)[number]) =>
        reading.made.has(caseId) && outcome !== 'accepted' && outcome !== 'draft';
      writes.push(
        ...replaceRows(
          registers,
          rows.filter((item) => !isNothing(item)),
        ),
      );
    },
    async releasePersons(personKeys) {
      // Of whom nothing is kept from the start nothing needs to be stored.
      const unwanted = new Set(personKeys);
      for (const [hex, { key }] of persons)
        if (reading.madePersons.has(key) && unwanted.delete(key)) persons.delete(hex);
      writes.push(...releasePersons([...unwanted]));
    },
    async appendAudit(added) {
      entries.push(...added);
    },
  };

  function allocate(groups: AliasGroup[], { names, groupOf, update }: Names): AliasResolution[] {
    const known = new Map<number, Uuid>();
    for (const { key, group } of names) {
      const id = reading.names.get(key);
      if (!id) continue;
      const root = groupOf.find(group);
      const other = known.get(root);
      if (other !== undefined && other !== id) throw new NeedsLocks();
      known.set(root, id);
    }
    const made = new Map<number, Uuid>();
    for (const { key, type, kind, value, group } of names) {
      if (reading.names.get(key)) continue;
      const root = groupOf.find(group);
      const id = known.get(root) ?? made.get(root) ?? newId();
      if (!known.has(root)) made.set(root, id);
      // The vendor's own id comes back in its own view; identifiers and contents are in the resource.
      const ciphertext = kind === 'id' ? crypto.encrypt(value, aliasContext(key)) : null;
      newNames.push({ key, id, type, kind, ciphertext });
      reading.names.set(key, id);
    }
    for (const id of made.values()) reading.made.add(id);
    for (const [root, id] of known) lock(id, update[root] === true);
    return groups.map((_, index) => {
      const root = groupOf.find(index);
      let id = known.get(root) ?? made.get(root);
      if (!id) {
        // Without any name.
        id = newId();
        reading.made.add(id);
      }
      return { id, created: !known.has(root), merged: [] };
    });
  }

  return {
    transaction,
    entries,
    calls() {
      const isNothing = writes.length === 0 && newNames.length === 0 && persons.size === 0 && locks.size === 0;
      return isNothing ? [] : [take(takenOf(reading)), ...writes];
    },
  };

  function takenOf({ asked, readVersions, cases, referred, heeded, objecting, madePersons }: Reading): Taken {
    const fresh = new Set(newNames.map(({ key }) => key));
    return {
      gate: gateOf(provider),
      vardgivare: provider,
      newNames,
      knownNames: [...asked].flatMap(([key, id]) => (id && !fresh.has(key) ? [{ key, id }] : [])),
      locks,
      readVersions,
      cases,
      referred,
      persons: [...persons.values()],
      heeded: [...heeded.keys()].filter((key) => !madePersons.has(key)),
      objecting,
    };
  }
}
