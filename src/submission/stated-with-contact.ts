import type { Resource } from '@medplum/fhirtypes';
import type { StoredResource } from '../repository/types.ts';

/** Marks a stored member whose identity is its content and that came in one bundle with its contact. */
const TAG = { system: 'https://sluss.se/fhir/CodeSystem/identity', code: 'stated-with-contact' };

export function markStatedWithContact(content: Resource): Resource {
  return { ...content, meta: { ...content.meta, tag: [...(content.meta?.tag ?? []), TAG] } };
}

function isMarked({ content }: StoredResource): boolean {
  return content?.meta?.tag?.some(({ system, code }) => system === TAG.system && code === TAG.code) ?? false;
}

/**
 * A bundle that carries a contact together with members that have no identifier states those members as a set: a later statement replaces the
 * set of an earlier one, or a corrected diagnosis would stand beside the wrong one. Members with an identifier, and members that came alone, are
 * never touched.
 *
 * In: the case's current members, those of this bundle included. Out: the members that a newer statement has left out. The answer does not depend
 * on the order of arrival, since only the senders' times are compared.
 */
export function leftOutByNewerStatement(members: StoredResource[]): StoredResource[] {
  const marked = members.filter(isMarked);
  const newest = marked.reduce(
    (latest, { sourceUpdated = '' }) => (sourceUpdated > latest ? sourceUpdated : latest),
    '',
  );
  return marked.filter(({ sourceUpdated = '' }) => sourceUpdated < newest);
}
