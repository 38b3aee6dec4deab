import { finding } from '../errors/finding.ts';
import type { AliasGroup, StoredResource, Transaction, Uuid } from '../repository/types.ts';
import { type Graph, type Node, roleOf } from './node.ts';

/**
 * Gives every node of the graph its internal id, allocating those that are new, and locks what this submission will write until commit.
 *
 * Two rounds, since the name of a member (diagnosis, procedure, administration) stands within its contact: the contacts' ids come first.
 * Returns what was known under several names and is one now: former id → the id that stays.
 */
export async function resolveIds(
  graph: Graph,
  vardgivare: string,
  transaction: Transaction,
  inward: (id: string) => Uuid | undefined,
): Promise<Map<Uuid, Uuid>> {
  const merged = new Map<Uuid, Uuid>();
  const named = graph.nodes.filter((node) => node.keys.length > 0);
  await recogniseOwnIds(named, vardgivare, transaction, inward);
  const open = named.filter((node) => !node.id);
  const isLate = (node: Node) => node.role === 'member' && node.entry !== undefined;
  await resolveRound(
    open.filter((node) => !isLate(node)),
    vardgivare,
    transaction,
    merged,
  );
  const members = open.filter(isLate);
  for (const member of members) scopeToContact(member);
  const first = firstOfTwins(members);
  await resolveRound([...first.values()], vardgivare, transaction, merged);
  for (const member of members) shareTwin(member, first);
  return merged;
}

/** Client ids that look like ours are tried as such: what we gave out in an answer may come back as a reference. */
async function recogniseOwnIds(
  nodes: Node[],
  vardgivare: string,
  transaction: Transaction,
  inward: (id: string) => Uuid | undefined,
): Promise<void> {
  const candidates = nodes.flatMap((node) => {
    const id = node.maybeOutward && inward(node.maybeOutward);
    return id ? [{ node, id }] : [];
  });
  if (candidates.length === 0) return;
  const stored = await transaction.loadResources(candidates.map(({ id }) => id));
  for (const { node, id } of candidates) {
    const head = stored.get(id);
    if (head && head.type === node.type && head.vardgivare === vardgivare) node.id = id;
  }
}

/** (contact, identifier) or (contact, content); a member without a contact stands within the vårdgivare. */
function scopeToContact(member: Node): void {
  const scope = member.contact?.id ?? member.patient?.id ?? '';
  member.scopedKeys = member.keys.map((key) =>
    key.kind === 'id' ? key : { kind: key.kind, value: `${scope}|${key.value}` },
  );
  const byContent = member.keys.every(({ kind }) => kind === 'content');
  if (byContent && member.contact?.entry) member.statedWithContact = true;
}

function nameOf({ type, keys, scopedKeys = keys }: Node): string {
  return `${type} ${scopedKeys.map(({ kind, value }) => `${kind} ${value}`).join(' ')}`;
}

/** Members that say the same of the same contact are one: the first carries it (S-11). */
function firstOfTwins(members: Node[]): Map<string, Node> {
  const first = new Map<string, Node>();
  for (const member of members) if (!first.has(nameOf(member))) first.set(nameOf(member), member);
  return first;
}

function shareTwin(member: Node, first: Map<string, Node>): void {
  const twin = first.get(nameOf(member));
  if (!twin?.entry || !member.entry || twin === member) return;
  member.id = twin.id;
  member.twin = twin;
  const code = member.keys[0].kind === 'content' ? 'content-twice' : 'entry-twice';
  member.entry.findings.push(finding(code, member.entry.path, { type: member.type, other: twin.entry.path }));
}

async function resolveRound(
  nodes: Node[],
  vardgivare: string,
  transaction: Transaction,
  merged: Map<Uuid, Uuid>,
): Promise<void> {
  if (nodes.length === 0) return;
  const groups: AliasGroup[] = nodes.map(({ type, keys, scopedKeys, role, entry }) => ({
    type,
    keys: scopedKeys ?? keys,
    lock: role === 'contact' || (entry && roleOf(type) !== 'context') ? 'update' : 'share',
  }));
  const resolutions = await transaction.resolveAliases(vardgivare, groups);
  for (const [index, { id, created, merged: former }] of resolutions.entries()) {
    nodes[index].id = id;
    nodes[index].created = created;
    for (const old of former) merged.set(old, id);
  }
}

/** Ids of every node, for one load of all that is known of them. */
export function idsOf(graph: Graph): Uuid[] {
  return [...new Set(graph.nodes.flatMap(({ id }) => (id ? [id] : [])))];
}

/** Whether a stored resource is there with content. */
export function isCurrent(resource: StoredResource | undefined): resource is StoredResource {
  return resource?.state === 'current' && resource.content !== null;
}
