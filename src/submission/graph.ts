import { createHash } from 'node:crypto';
import type { Encounter, Reference, Resource } from '@medplum/fhirtypes';
import { finding } from '../errors/finding.ts';
import { checkPersonIdentifier } from '../identity/person-identifier.ts';
import type { PersonIdentifier } from '../repository/types.ts';
import { decodeSafely } from './decode.ts';
import type { Entry, Envelope } from './entry.ts';
import { businessIdentifier, CONTACT_ELEMENT, contentIdentity, type Graph, type Node, roleOf } from './node.ts';
import { forEachReference } from './reference-walk.ts';

const RELATIVE = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
const CONDITIONAL = /^([A-Z][A-Za-z]+)\?identifier=([^&]+)$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Finds out what every reference of a submission leads to (https://hl7.org/fhir/R4/bundle.html#references), and by which names each resource goes.
 *
 * In: the envelope with canonical systems; the base address of this gateway; the person identifiers of each Patient entry. Out: the graph.
 * Entries get findings: dangling, foreign and expected references, the same resource twice, members of another patient than their contact's.
 */
export function buildGraph(
  envelope: Envelope,
  baseUrl: string,
  personIdentifiers: (entry: Entry) => PersonIdentifier[],
): Graph {
  const graph: Graph = { entries: new Map(), nodes: [], targets: new Map(), mentions: [] };
  const index = new Map<string, Node>();
  const usable = envelope.entries.filter(({ type }) => type);
  for (const entry of usable) addEntry(entry, graph, index, personIdentifiers(entry));
  for (const entry of usable) linkReferences(entry, graph, index, baseUrl);
  nameByContent(graph, contactsByPatient(graph));
  for (const node of [...graph.entries.values()]) joinContact(node, graph);
  for (const node of graph.entries.values()) checkPatient(node);
  return graph;
}

function addEntry(entry: Entry, graph: Graph, index: Map<string, Node>, persons: PersonIdentifier[]): void {
  const role = roleOf(entry.type);
  const node: Node = { type: entry.type, role, entry, keys: [] };
  graph.entries.set(entry, node);
  graph.nodes.push(node);
  if (entry.fullUrl) index.set(entry.fullUrl, index.get(entry.fullUrl) ?? node);
  if (role === 'envelope' || role === 'other') return;
  if (entry.clientId) node.keys.push({ kind: 'id', value: entry.clientId });
  if (entry.clientId && UUID.test(entry.clientId)) node.maybeOutward = entry.clientId;
  const identifier = entry.condition ?? (entry.resource && businessIdentifier(entry.resource));
  if (role === 'patient') namePatient(node, persons, identifier, index);
  else if (identifier) node.keys.push({ kind: 'identifier', value: identifier });
  if (entry.resource?.id && !entry.clientId) indexOnce(index, `${entry.type}/${entry.resource.id}`, node);
  if (role !== 'member')
    for (const key of node.keys) claim(entry, node, `${entry.type} ${key.kind} ${key.value}`, index);
  if (entry.clientId) {
    claim(entry, node, `${entry.type}/${entry.clientId}`, index);
  }
}

/**
 * A Patient that has an id of the client's is that one whatever its person's identifiers are: a wrong personnummer that is corrected must not make two
 * people one, when the number's owner is a patient as well. Without such an id the identifiers are its names.
 */
function namePatient(
  node: Node,
  persons: PersonIdentifier[],
  identifier: string | undefined,
  index: Map<string, Node>,
): void {
  const identifiers = persons.map(({ system, value }) => `${system}|${value}`);
  if (identifiers.length === 0 && identifier) identifiers.push(identifier);
  for (const value of identifiers)
    if (node.keys.some(({ kind }) => kind === 'id')) indexOnce(index, `Patient identifier ${value}`, node);
    else node.keys.push({ kind: 'identifier', value });
}

/** For each Patient, the name of a contact that is about it, the same whatever the order of entries. */
function contactsByPatient(graph: Graph): Map<Node, string> {
  const contacts = new Map<Node, string>();
  for (const { role, type, keys, entry } of graph.entries.values()) {
    const subject = (entry?.resource as Encounter | undefined)?.subject;
    const patient = role === 'contact' && subject && graph.targets.get(subject);
    if (!patient || keys.length === 0) continue;
    const name = `${type} ${keys[0].kind} ${keys[0].value}`;
    const other = contacts.get(patient);
    if (other === undefined || name < other) contacts.set(patient, name);
  }
  return contacts;
}

/**
 * Names every entry that has no other name by its content; what its references lead to is part of it, hence named first (where they lead in a circle,
 * by its type alone). A person without any identifier is nobody else's namesake: two unknown men are not one, so the contact is part of the name.
 *
 * Neither recursive nor with names inside names: a chain of references may be as long as the bundle.
 */
function nameByContent(graph: Graph, contacts: Map<Node, string>): void {
  const digests = new Map<Node, string>();
  const nameOf = (reference: Reference): string => {
    const target = graph.targets.get(reference);
    if (!target || target.keys.length === 0) return target?.type ?? '';
    const [{ kind, value }] = target.keys;
    if (kind !== 'content') return `${target.type} ${kind} ${value}`;
    if (!digests.has(target)) digests.set(target, createHash('sha256').update(value).digest('base64'));
    return `${target.type} content ${digests.get(target)}`;
  };
  const entered = new Set<Node>();
  const open = [...graph.entries.values()].reverse();
  for (let node = open.pop(); node; node = open.pop()) {
    const resource = node.entry?.resource;
    if (!resource || !isNamedByContent(node)) continue;
    if (!entered.has(node)) {
      entered.add(node);
      open.push(node);
      if (node.role !== 'member')
        forEachReference(resource, '', (reference) => {
          const target = graph.targets.get(reference);
          if (target && !entered.has(target)) open.push(target);
        });
      continue;
    }
    const content = contentIdentity(resource, node.role, nameOf);
    const contact = node.role === 'patient' ? `${contacts.get(node) ?? ''} ` : '';
    node.keys.push({ kind: 'content', value: contact + content });
  }
}

function isNamedByContent({ role, keys }: Node): boolean {
  return keys.length === 0 && role !== 'envelope' && role !== 'other';
}

/** A name belongs to one entry of a submission. */
function claim(entry: Entry, node: Node, name: string, index: Map<string, Node>): void {
  const other = index.get(name);
  if (other?.entry && other !== node)
    entry.findings.push(finding('entry-twice', entry.path, { type: entry.type, other: other.entry.path }));
  else index.set(name, node);
}

function indexOnce(index: Map<string, Node>, name: string, node: Node): void {
  if (!index.has(name)) index.set(name, node);
}

function linkReferences(entry: Entry, graph: Graph, index: Map<string, Node>, baseUrl: string): void {
  if (!entry.resource) return;
  forEachReference(entry.resource, `${entry.path}.resource`, (reference, path, element) => {
    const target = findTarget(reference, path, element, entry, graph, index, baseUrl);
    if (target) graph.targets.set(reference, target);
    if (target && !target.entry) graph.mentions.push({ entry, path, target });
  });
}

function findTarget(
  reference: Reference,
  path: string,
  element: string,
  entry: Entry,
  graph: Graph,
  index: Map<string, Node>,
  baseUrl: string,
): Node | undefined {
  const text = reference.reference;
  if (text === undefined) return logicalTarget(reference, path, element, entry, graph, index);
  if (text.startsWith('#')) return undefined;
  // A reference to a version leads to the resource of the bundle that has the address without it.
  const known = index.get(text) ?? index.get(text.replace(/\/_history\/[A-Za-z0-9\-.]{1,64}$/, ''));
  if (known) return known;
  if (text.startsWith('urn:')) {
    entry.findings.push(finding('reference-dangling', `${path}.reference`));
    return undefined;
  }
  const local = text.startsWith(`${baseUrl}/`) ? text.slice(baseUrl.length + 1) : text;
  const relative = RELATIVE.exec(local);
  if (relative) {
    const [, type, id] = relative;
    const base = /^(https?:\/\/.*\/)[A-Z][A-Za-z]+\/[^/]+$/.exec(entry.fullUrl ?? '')?.[1];
    return index.get(`${type}/${id}`) ?? index.get(`${base}${type}/${id}`) ?? mention(type, 'id', id, graph, index);
  }
  const conditional = CONDITIONAL.exec(local);
  if (conditional) {
    const [, type, condition] = conditional;
    return mentionIdentified(type, decodeSafely(condition), `${path}.reference`, entry, graph, index);
  }
  entry.findings.push(finding('reference-foreign', `${path}.reference`));
  return undefined;
}

/** What an element leads to whose reference does not say it: `Reference.type` is optional, also where there is nothing but an identifier. */
const TYPE_OF_ELEMENT: Record<string, string> = {
  subject: 'Patient',
  patient: 'Patient',
  encounter: 'Encounter',
  context: 'Encounter',
  condition: 'Condition',
  serviceProvider: 'Organization',
  organization: 'Organization',
  managingOrganization: 'Organization',
  practitioner: 'Practitioner',
};

/** A target named by identifier alone: of the type that the reference or its element says. */
function logicalTarget(
  reference: Reference,
  path: string,
  element: string,
  entry: Entry,
  graph: Graph,
  index: Map<string, Node>,
): Node | undefined {
  const { system, value } = reference.identifier ?? {};
  const isPartOfOrganization = element === 'partOf' && entry.type === 'Organization';
  const type = reference.type ?? (isPartOfOrganization ? 'Organization' : TYPE_OF_ELEMENT[element]);
  if (!system || !value || !type) return undefined;
  return mentionIdentified(type, `${system}|${value}`, `${path}.identifier.value`, entry, graph, index);
}

/** Mentions what has the identifier `system|value`; a person's is checked and brought to its canonical form. */
function mentionIdentified(
  type: string,
  identifier: string,
  path: string,
  entry: Entry,
  graph: Graph,
  index: Map<string, Node>,
): Node | undefined {
  const bar = identifier.indexOf('|');
  const checked =
    type === 'Patient' && bar > 0
      ? checkPersonIdentifier(identifier.slice(0, bar), identifier.slice(bar + 1))
      : undefined;
  if (checked?.ok === false) {
    entry.findings.push(finding(checked.code, path, checked.parameters, { rule: checked.rule }));
    return undefined;
  }
  return mention(type, 'identifier', checked ? `${checked.system}|${checked.value}` : identifier, graph, index);
}

/** The node of something that is named but not carried, one for all mentions. */
function mention(type: string, kind: 'id' | 'identifier', value: string, graph: Graph, index: Map<string, Node>): Node {
  const name = kind === 'id' ? `${type}/${value}` : `${type} ${kind} ${value}`;
  const known = index.get(name);
  if (known) return known;
  const node: Node = {
    type,
    role: roleOf(type),
    keys: [{ kind, value }],
    ...(kind === 'id' && UUID.test(value) && { maybeOutward: value }),
  };
  index.set(name, node);
  graph.nodes.push(node);
  return node;
}

/** Ties a member to its contact, by its own element or by Encounter.diagnosis, and everything to its patient. */
function joinContact(node: Node, graph: Graph): void {
  const resource = node.entry?.resource;
  if (!resource) return;
  const target = (reference: Reference | undefined) => (reference ? graph.targets.get(reference) : undefined);
  const fields = resource as Resource & { subject?: Reference; patient?: Reference };
  const patient = target(fields.subject) ?? target(fields.patient);
  if (patient?.role === 'patient') node.patient = patient;
  if (node.role === 'member') {
    const element = CONTACT_ELEMENT[node.type];
    const contact = target((resource as unknown as Record<string, Reference | undefined>)[element]);
    if (contact?.role === 'contact') node.contact = contact;
  }
  if (node.role === 'contact')
    for (const { condition } of (resource as Encounter).diagnosis ?? []) {
      const member = target(condition);
      if (member?.role === 'member') member.contact ??= node;
    }
  // What a member is part of belongs to the same contact, so that it is known by the same name when only mentioned.
  if (node.contact)
    for (const reference of listOf((resource as { partOf?: Reference | Reference[] }).partOf)) {
      const whole = target(reference);
      if (whole?.role === 'member' && !whole.entry) whole.contact ??= node.contact;
    }
}

function listOf<T>(value: T | T[] | undefined): T[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function checkPatient(node: Node): void {
  const { entry, contact, patient } = node;
  if (!entry?.resource || !contact?.entry?.resource || !patient || !contact.patient) return;
  if (patient !== contact.patient)
    entry.findings.push(finding('contact-two-patients', `${entry.path}.resource`, { type: node.type }));
}
