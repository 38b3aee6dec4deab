import type { Reference, Resource } from '@medplum/fhirtypes';
import type { AliasKey, Uuid } from '../repository/types.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Entry } from './entry.ts';
import { ORGANISATIONSNUMMER } from './submitter.ts';

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
  /** What is shared is locked against all others from the start, since this submission has been seen to change it. */
  exclusive?: boolean;
  /** A client id that may be one that we gave out. */
  maybeOutward?: string;
}

/** The graph of one submission: its entries, what they mention, and which Reference leads where. */
export interface Graph {
  entries: Map<Entry, Node>;
  nodes: Node[];
  targets: Map<Reference, Node>;
  /** References to what the submission does not carry, with their FHIRPath. */
  mentions: { entry: Entry; path: string; target: Node }[];
}

const HSA_ID = 'urn:oid:1.2.752.29.4.19';
/** Codes that an Organization carries and may share: every unit of a hospital may have its code, two hospitals a clinic of one code. */
const SHARED_CODES = new Set(
  ['sjukhuskod', 'klinik', 'kommunkod'].map((name) => `https://sluss.se/fhir/NamingSystem/${name}`),
);

/**
 * Business identifier of a resource (mapping: corrections): the HSA-id, else the official one, else the first that has a system. An organization that is
 * part of no other is a legal entity and goes by its organisationsnummer, which a unit may carry along with its own HSA-id.
 */
export function businessIdentifier(resource: Resource): string | undefined {
  const identifiers = (resource as { identifier?: unknown }).identifier;
  if (!Array.isArray(identifiers)) return undefined;
  const usable = identifiers.filter(
    (identifier) => identifier?.system && typeof identifier.value === 'string' && !SHARED_CODES.has(identifier.system),
  );
  const first = resource.resourceType === 'Organization' && !resource.partOf ? ORGANISATIONSNUMMER : HSA_ID;
  const chosen =
    usable.find(({ system }) => system === first) ??
    usable.find(({ system }) => system === HSA_ID) ??
    usable.find(({ use }) => use === 'official') ??
    usable[0];
  return chosen && `${chosen.system}|${chosen.value}`;
}

/** Elements that change while a member stays the same one, and those that say where it belongs, which is part of its name already. */
const NOT_ITS_IDENTITY = new Set(['status', 'verificationStatus', 'subject', 'patient', 'encounter', 'context']);

/**
 * Content that gives a resource its identity when nothing else does, without id, meta and text. A member that is retracted or refuted stays the one
 * that it was. References are made anew for every bundle: a member goes without them; of what is shared, `nameOf` says what they lead to, or the
 * physicians of two units would be one.
 */
export function contentIdentity(resource: Resource, role: Role, nameOf: (reference: Reference) => string): string {
  const { id: _id, meta: _meta, text: _text, ...content } = resource as unknown as Record<string, unknown>;
  if (role === 'member') for (const element of NOT_ITS_IDENTITY) delete content[element];
  return canonicalJson(withNames(content, role === 'member' ? undefined : nameOf));
}

function withNames(value: unknown, nameOf: ((reference: Reference) => string) | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => withNames(item, nameOf));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value))
    if (key !== 'reference' || typeof child !== 'string') result[key] = withNames(child, nameOf);
    else if (nameOf) result[key] = nameOf(value as Reference);
  return result;
}
