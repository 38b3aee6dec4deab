import type { Reference, Resource } from '@medplum/fhirtypes';
import type { AliasKey, Uuid } from '../repository/types.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Entry } from './entry.ts';

/**
 * contact   the root of a case
 * member    belongs to one contact
 * patient   the person of a contact
 * context   what contacts refer to: organizations, staff, episodes
 * envelope  says something of the submission itself and is not stored
 * other     no register uses the type
 */
export type Role = 'contact' | 'member' | 'patient' | 'context' | 'envelope' | 'other';

const ROLES: Record<string, Role> = {
  Encounter: 'contact',
  Condition: 'member',
  Procedure: 'member',
  MedicationAdministration: 'member',
  Observation: 'member',
  Patient: 'patient',
  Organization: 'context',
  Practitioner: 'context',
  PractitionerRole: 'context',
  Location: 'context',
  EpisodeOfCare: 'context',
  Provenance: 'envelope',
  MessageHeader: 'envelope',
};

export function roleOf(type: string): Role {
  return ROLES[type] ?? 'other';
}

/** The element by which a member names its contact. */
export const CONTACT_ELEMENT: Record<string, 'encounter' | 'context'> = {
  Condition: 'encounter',
  Procedure: 'encounter',
  MedicationAdministration: 'context',
  Observation: 'encounter',
};

/** A resource that a submission carries or mentions, before and after its internal id is known. */
export interface Node {
  type: string;
  role: Role;
  /** Absent for what is only mentioned. */
  entry?: Entry;
  keys: AliasKey[];
  /** A member's keys within its contact, once that has an id. */
  scopedKeys?: AliasKey[];
  /** The contact that a member belongs to. */
  contact?: Node;
  patient?: Node;
  /** Identity by content and sent together with its contact: replaced as a set when the contact is stated anew. */
  statedWithContact?: boolean;
  /** The entry before this one that says the same. */
  twin?: Node;
  id?: Uuid;
  /** No key of it was known before. */
  created?: boolean;
  /** A client id that may be one that we gave out. */
  maybeOutward?: string;
}

/** The graph of one submission: its entries, what they mention, and which Reference leads where. */
export interface Graph {
  entries: Map<Entry, Node>;
  nodes: Node[];
  targets: Map<Reference, Node>;
}

/** Business identifier of a resource: the official one, else the first that has a system (mapping: corrections). */
export function businessIdentifier(resource: Resource): string | undefined {
  const identifiers = (resource as { identifier?: unknown }).identifier;
  if (!Array.isArray(identifiers)) return undefined;
  const usable = identifiers.filter((identifier) => identifier?.system && typeof identifier.value === 'string');
  const chosen = usable.find((identifier) => identifier.use === 'official') ?? usable[0];
  return chosen && `${chosen.system}|${chosen.value}`;
}

/** Content that gives a resource its identity when nothing else does: without ids, references to entries, meta and text. */
export function contentIdentity(resource: Resource): string {
  const { id: _id, meta: _meta, text: _text, ...content } = resource as unknown as Record<string, unknown>;
  return canonicalJson(withoutReferences(content));
}

/** References are left out: a fullUrl is made anew for every bundle, and the contact is part of the key already. */
function withoutReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutReferences);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value))
    if (!(key === 'reference' && typeof child === 'string')) result[key] = withoutReferences(child);
  return result;
}
