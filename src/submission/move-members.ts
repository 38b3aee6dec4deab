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
  const lone = [...work.results.keys()].filter(({ role, id, created }) => {
    const stored = id ? work.known.get(id) : undefined;
    return role === 'member' && created === false && stored && !stored.caseId && !before.get(stored.id)?.caseId;
  });
  if (lone.length === 0) return;
  const referrers = await transaction.loadReferrers(lone.map(({ id }) => id as Uuid));
  const contactOf = new Map<Uuid, Uuid>();
  for (const { id: contact, type, references } of referrers)
    if (roleOf(type) === 'contact') for (const id of references) if (!contactOf.has(id)) contactOf.set(id, contact);
  for (const { id } of lone) {
    const caseId = contactOf.get(id as Uuid);
    const stored = work.known.get(id as Uuid);
    if (caseId && stored) work.known.set(stored.id, { ...stored, caseId });
  }
}

function isMember({ type }: StoredResource): boolean {
  return roleOf(type) === 'member';
}
