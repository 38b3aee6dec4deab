/** From what is stored to what a view shows: its ids, and the marks of a reduced resource. */
import type { Coding, Meta, Resource } from '@medplum/fhirtypes';
import { isProtected } from '../identity/protected-identity.ts';
import type { Uuid } from '../repository/types.ts';

/** "the resource is incomplete": https://hl7.org/fhir/R4/resource.html#simple-tags */
export const SUBSETTED: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
};
/** Where persons who are protected live never leaves (I-5). */
const PLACE = ['address', 'telecom'];
const REFERENCE = /^([A-Z][A-Za-z]+)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export interface Projectable {
  id: Uuid;
  version: number;
  lastUpdated: string;
  content: Resource;
  /** The place is hidden whatever this version says of itself, for what was said later. */
  isPlaceHidden?: boolean;
}

/**
 * A copy of a stored resource as its owner's view shows it: `shown` gives the view's id for an internal one, in `id` and in every reference.
 * Nothing of an internal id remains.
 */
export function project(stored: Projectable, shown: (id: Uuid) => string): Resource {
  const { resourceType, id: _, meta, ...content } = replaceReferences(stored.content, shown) as Resource;
  const hidden = stored.isPlaceHidden || isProtected(stored.content);
  const kept = hidden ? Object.fromEntries(Object.entries(content).filter(([name]) => !PLACE.includes(name))) : content;
  return {
    resourceType,
    id: shown(stored.id),
    meta: {
      versionId: String(stored.version),
      lastUpdated: stored.lastUpdated,
      ...(meta?.security && { security: meta.security }),
      tag: [SUBSETTED],
    } satisfies Meta,
    ...kept,
  } as Resource;
}

/** Internal ids of the resource and of everything that it refers to. */
export function idsOf(stored: Projectable): Uuid[] {
  const ids = new Set([stored.id]);
  replaceReferences(stored.content, (id) => {
    ids.add(id);
    return id;
  });
  return [...ids];
}

function replaceReferences(value: unknown, shown: (id: Uuid) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceReferences(item, shown));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const match = name === 'reference' && typeof item === 'string' ? REFERENCE.exec(item) : null;
      return [name, match ? `${match[1]}/${shown(match[2]!)}` : replaceReferences(item, shown)];
    }),
  );
}
