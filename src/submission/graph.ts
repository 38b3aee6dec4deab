import type { Encounter, Reference, Resource } from '@medplum/fhirtypes';
import { finding } from '../errors/finding.ts';
import { checkPersonIdentifier } from '../identity/person-identifier.ts';
import type { PersonIdentifier } from '../repository/types.ts';
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
  const graph: Graph = { entries: new Map(), nodes: [], targets: new Map() };
  const index = new Map<string, Node>();
  const usable = envelope.entries.filter(({ type }) => type);
  for (const entry of usable) addEntry(entry, graph, index, personIdentifiers(entry));
  for (const entry of usable) linkReferences(entry, graph, index, baseUrl);
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
  if (role === 'patient') {
    for (const { system, value } of persons) node.keys.push({ kind: 'identifier', value: `${system}|${value}` });
    if (node.keys.length === 0 && identifier) node.keys.push({ kind: 'identifier', value: identifier });
  } else if (identifier) node.keys.push({ kind: 'identifier', value: identifier });
  if (node.keys.length === 0 && entry.resource)
    node.keys.push({ kind: 'content', value: contentIdentity(entry.resource) });
  if (entry.resource?.id && !entry.clientId) indexOnce(index, `${entry.type}/${entry.resource.id}`, node);
  if (role !== 'member')
    for (const key of node.keys) claim(entry, node, `${entry.type} ${key.kind} ${key.value}`, index);
  if (entry.clientId) {
    claim(entry, node, `${entry.type}/${entry.clientId}`, index);
  }
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
  forEachReference(entry.resource, `${entry.path}.resource`, (reference, path) => {
    const target = findTarget(reference, path, entry, graph, index, baseUrl);
    if (target) graph.targets.set(reference, target);
  });
}

function findTarget(
  reference: Reference,
  path: string,
  entry: Entry,
  graph: Graph,
  index: Map<string, Node>,
  baseUrl: string,
): Node | undefined {
  const text = reference.reference;
  if (text === undefined) return logicalTarget(reference, path, entry, graph, index);
  if (text.startsWith('#')) return undefined;
  const known = index.get(text);
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
  if (conditional) return mention(conditional[1], 'identifier', decodeURIComponent(conditional[2]), graph, index);
  entry.findings.push(finding('reference-foreign', `${path}.reference`));
  return undefined;
}

/** A target named by identifier alone needs its type; a person's identifier is checked and brought to its canonical form. */
function logicalTarget(
  reference: Reference,
  path: string,
  entry: Entry,
  graph: Graph,
  index: Map<string, Node>,
): Node | undefined {
  const { system, value } = reference.identifier ?? {};
  if (!system || !value || !reference.type) return undefined;
  if (reference.type !== 'Patient') return mention(reference.type, 'identifier', `${system}|${value}`, graph, index);
  const checked = checkPersonIdentifier(system, value);
  if (checked?.ok) return mention('Patient', 'identifier', `${checked.system}|${checked.value}`, graph, index);
  if (checked)
    entry.findings.push(finding(checked.code, `${path}.identifier.value`, checked.parameters, { rule: checked.rule }));
  return undefined;
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
}

function checkPatient(node: Node): void {
  const { entry, contact, patient } = node;
  if (!entry?.resource || !contact?.entry?.resource || !patient || !contact.patient) return;
  if (patient !== contact.patient)
    entry.findings.push(finding('contact-two-patients', `${entry.path}.resource`, { type: node.type }));
}
