import type { Resource } from '@medplum/fhirtypes';
import type { StoredResource, Transaction, Uuid } from '../repository/types.ts';
import { referencedIds } from './content.ts';
import { roleOf } from './node.ts';
import { isCurrent } from './resolve-ids.ts';
import { store, type Work } from './work.ts';

/** What referred to a name that has turned out to be another's refers to that one now. */
export async function moveReferrers(merged: Map<Uuid, Uuid>, work: Work, transaction: Transaction): Promise<void> {
  if (merged.size === 0) return;
  const rewrite = (text: string) => text.replace(/[0-9a-f-]{36}/g, (id) => merged.get(id) ?? id);
  for (const referrer of await transaction.loadReferrers([...merged.keys()])) {
    if (!referrer.content) continue;
    const content = JSON.parse(rewrite(JSON.stringify(referrer.content))) as Resource;
    const caseId = referrer.caseId && (merged.get(referrer.caseId) ?? referrer.caseId);
    store({ ...referrer, content, references: referencedIds(content), ...(caseId && { caseId }) }, work);
  }
  for (const former of merged.keys()) {
    const head = work.known.get(former);
    if (head) store({ ...head, state: 'retracted', content: null, references: [] }, work);
  }
}

/** Members without a contact of their own belong to the contact whose diagnosis names them, whichever came first. */
export async function joinLateMembers(
  work: Work,
  before: Map<Uuid, StoredResource>,
  transaction: Transaction,
): Promise<void> {
  for (const [node] of work.results)
    if (node.role === 'contact' && node.id && work.changed.has(node.id))
      for (const id of work.known.get(node.id)?.references ?? []) {
        const member = work.known.get(id);
        if (member && isCurrent(member) && !member.caseId && isMember(member))
          work.changed.has(id)
            ? work.known.set(id, { ...member, caseId: node.id })
            : store({ ...member, caseId: node.id }, work);
      }
  const released = await releaseUnnamed(work, transaction);
  const lone = [...work.results.keys()].filter(({ role, id, created }) => {
    const stored = id ? work.known.get(id) : undefined;
    return role === 'member' && created === false && stored && !stored.caseId && !before.get(stored.id)?.caseId;
  });
  const open = new Set([...lone.map(({ id }) => id as Uuid), ...released]);
  if (open.size === 0) return;
  const contactOf = new Map<Uuid, Uuid>();
  for (const referrer of await transaction.loadReferrers([...open])) {
    const { id: contact, type, references } = work.known.get(referrer.id) ?? referrer;
    if (roleOf(type) === 'contact') for (const id of references) if (!contactOf.has(id)) contactOf.set(id, contact);
  }
  for (const id of open) {
    const caseId = contactOf.get(id);
    const stored = work.known.get(id);
    if (caseId && stored) work.known.set(stored.id, { ...stored, caseId });
  }
}

/**
 * A member that names no contact itself belongs to one only as long as that names it: what an older version of the contact named is not part of it,
 * whether that version came before or comes late. Gives the members that belong to none now.
 */
async function releaseUnnamed(work: Work, transaction: Transaction): Promise<Uuid[]> {
  const corrected: Uuid[] = [];
  for (const [{ role, id, created }] of work.results)
    if (role === 'contact' && id && created === false && work.changed.has(id)) corrected.push(id);
  if (corrected.length > 0)
    for (const member of await transaction.loadCaseMembers(corrected))
      if (!work.known.has(member.id)) work.known.set(member.id, member);
  const released: Uuid[] = [];
  for (const member of work.known.values()) {
    const contact = member.caseId && member.caseId !== member.id ? work.known.get(member.caseId) : undefined;
    if (!isMember(member) || !isCurrent(member) || !isCurrent(contact)) continue;
    if (contact.references.includes(member.id) || member.references.includes(contact.id)) continue;
    const { caseId: _caseId, ...free } = member;
    if (work.changed.has(member.id)) work.known.set(member.id, free);
    else store(free, work);
    released.push(member.id);
  }
  return released;
}

function isMember({ type }: StoredResource): boolean {
  return roleOf(type) === 'member';
}
