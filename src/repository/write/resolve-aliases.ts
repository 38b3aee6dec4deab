import type pg from 'pg';
import type { VaultCrypto } from '../../identity/vault-crypto.ts';
import { aliasContext, aliasKey } from '../alias-key.ts';
import { newId } from '../new-id.ts';
import type { AliasGroup, AliasResolution, Uuid } from '../types.ts';
import { collectNames, GIANT, gateOf, unionFind } from './names.ts';

/**
 * Internal ids of groups of names, in the order asked, locked until commit (`resolve_aliases` in migrations/0002). Groups that
 * share a name are one resource; names of one resource that were two before are merged.
 */
export async function resolveAliases(
  client: pg.ClientBase,
  crypto: VaultCrypto,
  vardgivare: string,
  groups: AliasGroup[],
): Promise<AliasResolution[]> {
  const { names, groupOf, update } = collectNames(groups, (type, alias) => aliasKey(crypto, vardgivare, type, alias));
  if (names.length === 0) return groups.map(() => ({ id: newId(), created: true, merged: [] }));
  const candidates = groups.map(() => newId());
  const { rows } = await client.query<{ name_key: Uuid; resource_id: Uuid; made: boolean }>({
    name: 'resolve-aliases',
    text: 'SELECT * FROM sluss.resolve_aliases($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
    values: [
      gateOf(vardgivare),
      groups.length > GIANT,
      vardgivare,
      names.map((name) => groupOf.find(name.group)),
      names.map((name) => name.key),
      names.map((name) => name.type),
      names.map((name) => name.kind),
      // The vendor's own id comes back in its own view; identifiers and contents are in the resource.
      names.map(({ key, kind, value }) => (kind === 'id' ? crypto.encrypt(value, aliasContext(key)) : null)),
      names.map((name) => candidates[groupOf.find(name.group)]),
      names.map((name) => update[groupOf.find(name.group)]),
    ],
  });

  const ids = new Map<number, Uuid[]>();
  const known = new Set<number>();
  const oldIds = new Set<Uuid>();
  for (const [index, row] of rows.entries()) {
    const group = groupOf.find(names[index]!.group);
    const list = ids.get(group);
    if (!list) ids.set(group, [row.resource_id]);
    else if (!list.includes(row.resource_id)) list.push(row.resource_id);
    if (row.made) continue;
    known.add(group);
    oldIds.add(row.resource_id);
  }
  const winners = await mergeNames(client, [...ids.values()], oldIds);
  return groups.map((_, index) => {
    const group = groupOf.find(index);
    const list = ids.get(group);
    if (!list) return { id: candidates[index]!, created: true, merged: [] };
    const id = winners.get(list[0]!) ?? list[0]!;
    const merged = list.filter((other) => other !== id && oldIds.has(other));
    return { id, created: !known.has(group), merged };
  });
}

/**
 * Gives every name of the losing ids to the winning one: the first name of the group that was known before wins. Also names that this
 * submission does not carry: none may lead to an id that nothing answers to.
 */
async function mergeNames(client: pg.ClientBase, groups: Uuid[][], oldIds: Set<Uuid>): Promise<Map<Uuid, Uuid>> {
  const winners = new Map<Uuid, Uuid>();
  const torn = groups.filter((ids) => ids.length > 1);
  if (torn.length === 0) return winners;
  const same = unionFind<Uuid>();
  for (const ids of torn) {
    const [first, ...rest] = [...ids].sort((a, b) => Number(oldIds.has(b)) - Number(oldIds.has(a)));
    for (const id of rest) same.join(first!, id);
  }
  for (const id of torn.flat()) winners.set(id, same.find(id));
  const losers = [...winners].filter(([id, winner]) => id !== winner);
  await client.query({
    name: 'merge-names',
    text: `WITH merging AS (
             SELECT *, pg_advisory_xact_lock(uuid_hash_extended(loser, 0)), pg_advisory_xact_lock(uuid_hash_extended(winner, 0))
             FROM unnest($1::uuid[], $2::uuid[]) AS m(loser, winner)
           )
           UPDATE sluss.alias SET id = m.winner FROM merging m WHERE alias.id = m.loser`,
    values: [losers.map(([id]) => id), losers.map(([, winner]) => winner)],
  });
  return winners;
}
