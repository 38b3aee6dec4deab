import type { Coding, Resource } from '@medplum/fhirtypes';
import type { StoredResource } from '../repository/types.ts';

/** Marks a stored member whose identity is its content and that came in one bundle with its contact. */
const STATED = { system: 'https://sluss.se/fhir/CodeSystem/identity', code: 'stated-with-contact' };
/** On a stored contact: when its members were last stated. The code is the time. */
const LAST_STATED = 'https://sluss.se/fhir/CodeSystem/members-stated';

export function markStatedWithContact(content: Resource): Resource {
  return withTag(content, STATED);
}

/** Notes on a contact's stored content when its members were stated, unless a later statement is noted already. */
export function noteStatement(content: Resource, time: string | undefined): Resource {
  const noted = lastStated(content);
  if (time === undefined || (noted !== undefined && noted >= time)) return content;
  return withTag(content, { system: LAST_STATED, code: time });
}

/** When the members of a stored contact were last stated. */
export function lastStated(content: Resource | null | undefined): string | undefined {
  return content?.meta?.tag?.find(({ system }) => system === LAST_STATED)?.code;
}

function withTag(content: Resource, tag: Coding): Resource {
  const others = (content.meta?.tag ?? []).filter(({ system }) => system !== tag.system);
  return { ...content, meta: { ...content.meta, tag: [...others, tag] } };
}

function isMarked({ content }: StoredResource): boolean {
  return content?.meta?.tag?.some(({ system, code }) => system === STATED.system && code === STATED.code) ?? false;
}

/**
 * A bundle that carries a contact together with members that have no identifier states those members as a set: a later statement replaces the
 * set of an earlier one, or a corrected diagnosis would stand beside the wrong one. Members with an identifier, and members that came alone, are
 * never touched.
 *
 * In: the contact, the case's current members, those of this bundle included. Out: the members that a newer statement has left out. The answer does
 * not depend on the order of arrival, since only the senders' times are compared.
 */
export function leftOutByNewerStatement(
  contact: StoredResource | undefined,
  members: StoredResource[],
): StoredResource[] {
  const marked = members.filter(isMarked);
  const newest = marked.reduce(
    (latest, { sourceUpdated = '' }) => (sourceUpdated > latest ? sourceUpdated : latest),
    lastStated(contact?.content) ?? '',
  );
  return marked.filter(({ sourceUpdated = '' }) => sourceUpdated < newest);
}
