import { finding } from '../errors/finding.ts';
import type { AliasGroup, StoredResource, Transaction, Uuid } from '../repository/types.ts';
import { businessIdentifier, type Graph, type Node, roleOf } from './node.ts';

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
  await resolveTwins(
    open.filter(({ role }) => role !== 'member'),
    vardgivare,
    transaction,
    merged,
  );
  const members = open.filter(({ role }) => role === 'member');
  for (const member of members) scopeToContact(member);
  await renameMembers(graph, merged, vardgivare, transaction);
  await resolveTwins(members, vardgivare, transaction, merged);
  return merged;
}

/** Names that can be told before anything is asked: of members only those that do not stand within a contact. */
export function foreseenNames(graph: Graph): Pick<AliasGroup, 'type' | 'keys'>[] {
  return graph.nodes.map(({ type, role, keys }) => ({
    type,
    keys: role === 'member' ? keys.filter(({ kind }) => kind === 'id') : keys,
  }));
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
  const carried = candidates.filter(({ node }) => node.id && node.entry);
  await transaction.lockHeads(carried.map(({ id }) => stored.get(id) as StoredResource));
}

/** (contact, identifier) or (contact, content); a member without a contact stands within the vårdgivare. */
function scopeToContact(member: Node): void {
  const scope = scopeOf(member) ?? '';
  member.scopedKeys = member.keys.map((key) =>
    key.kind === 'id' ? key : { kind: key.kind, value: `${scope}|${key.value}` },
  );
  const byContent = member.keys.every(({ kind }) => kind === 'content');
  if (byContent && member.contact?.entry) member.statedWithContact = true;
}

/** What a member's name stands within. */
function scopeOf({ role, contact, patient }: Node): Uuid | undefined {
  return role === 'member' ? (contact?.id ?? patient?.id) : undefined;
}

function nameOf({ type, keys, scopedKeys = keys }: Node): string {
  return `${type} ${scopedKeys.map(({ kind, value }) => `${kind} ${value}`).join(' ')}`;
}

/** Entries that have the same name are one: the first carries it (S-11). What is only mentioned may be mentioned again. */
async function resolveTwins(
  nodes: Node[],
  vardgivare: string,
  transaction: Transaction,
  merged: Map<Uuid, Uuid>,
): Promise<void> {
  const first = new Map<string, Node>();
  const twinOf = new Map<Node, Node>();
  for (const node of nodes) {
    if (!node.entry) continue;
    const name = nameOf(node);
    const twin = first.get(name);
    if (twin) twinOf.set(node, twin);
    else first.set(name, node);
  }
  await resolveRound(
    nodes.filter((node) => !twinOf.has(node)),
    vardgivare,
    transaction,
    merged,
  );
  for (const [node, twin] of twinOf) shareTwin(node, twin);
}

function shareTwin(node: Node, twin: Node): void {
  if (!twin.entry || !node.entry) return;
  node.id = twin.id;
  node.twin = twin;
  const parameters = { type: node.type, other: twin.entry.path };
  if (node.keys[0].kind !== 'content') node.entry.findings.push(finding('entry-twice', node.entry.path, parameters));
  else if (node.role === 'member') node.entry.findings.push(finding('content-twice', node.entry.path, parameters));
}

/** A contact that was known under two names is one now, and so are members that have one identifier in both. */
async function renameMembers(
  graph: Graph,
  merged: Map<Uuid, Uuid>,
  vardgivare: string,
  transaction: Transaction,
): Promise<void> {
  if (merged.size === 0) return;
  const contacts = new Set(graph.nodes.flatMap(({ role, id }) => (role === 'contact' && id ? [id] : [])));
  const former = [...merged].filter(([, id]) => contacts.has(id)).map(([old]) => old);
  if (former.length === 0) return;
  const groups: AliasGroup[] = [];
  for (const { type, caseId, content } of await transaction.loadCaseMembers(former)) {
    const identifier = content && caseId && businessIdentifier(content);
    const stays = caseId && merged.get(caseId);
    if (identifier && stays)
      groups.push({
        type,
        keys: [stays, caseId].map((scope) => ({ kind: 'identifier', value: `${scope}|${identifier}` })),
        lock: 'update',
      });
  }
  for (const { id, merged: others } of await transaction.resolveAliases(vardgivare, groups))
    for (const other of others) merged.set(other, id);
}

async function resolveRound(
  nodes: Node[],
  vardgivare: string,
  transaction: Transaction,
  merged: Map<Uuid, Uuid>,
): Promise<void> {
  if (nodes.length === 0) return;
  const groups: AliasGroup[] = nodes.map((node) => {
    const { type, keys, scopedKeys, role, entry, exclusive } = node;
    const isWritten = role === 'contact' || exclusive || (entry && roleOf(type) !== 'context');
    return { type, keys: scopedKeys ?? keys, lock: isWritten ? 'update' : 'share', within: scopeOf(node) };
  });
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
