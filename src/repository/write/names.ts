import { createHash } from 'node:crypto';
import type { AliasGroup, AliasKey, Uuid } from '../types.ts';

/** A submission with more names than this has its vårdgivare's names to itself until it commits: the server's lock table is finite. */
export const GIANT = 512;

export interface Name {
  key: Uuid;
  type: string;
  kind: AliasKey['kind'];
  value: string;
  /** The first group that carries it; groups that carry one name belong together. */
  group: number;
}

export interface Names {
  names: Name[];
  /** The group that stands for all that belong together. */
  groupOf: { find(group: number): number };
  /** By the group that stands for others: whether one of them is to be locked exclusively. */
  update: boolean[];
}

/** The distinct names of groups, and which groups are one because they share a name. */
export function collectNames(groups: AliasGroup[], keyOf: (type: string, alias: AliasKey) => Uuid): Names {
  const names = new Map<Uuid, Name>();
  const groupOf = unionFind();
  for (const [group, { type, keys }] of groups.entries())
    for (const alias of keys) {
      const key = keyOf(type, alias);
      const seen = names.get(key);
      if (seen) groupOf.join(seen.group, group);
      else names.set(key, { key, type, kind: alias.kind, value: alias.value, group });
    }
  const update: boolean[] = [];
  for (const [group, { lock }] of groups.entries()) {
    const root = groupOf.find(group);
    update[root] = (update[root] ?? false) || lock === 'update';
  }
  return { names: [...names.values()], groupOf, update };
}

/** Sets of numbers, or of ids, that turn out to be the same. */
export function unionFind<T = number>() {
  const parent = new Map<T, T>();
  const find = (item: T): T => {
    let root = item;
    for (let next = parent.get(root); next !== undefined; next = parent.get(root)) root = next;
    return root;
  };
  return {
    find,
    join(a: T, b: T) {
      const [first, second] = [find(a), find(b)];
      if (first !== second) parent.set(second, first);
    },
  };
}

const gates = new Map<string, string>();

/** The advisory lock that stands for all names of a vårdgivare. */
export function gateOf(vardgivare: string): string {
  let gate = gates.get(vardgivare);
  if (gate === undefined) {
    gate = createHash('sha256').update(`gate ${vardgivare}`).digest().readBigInt64BE().toString();
    gates.set(vardgivare, gate);
  }
  return gate;
}
