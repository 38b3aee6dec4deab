import type { Organization, Provenance, Reference } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import type { Envelope } from './entry.ts';

export const ORGANISATIONSNUMMER = 'urn:oid:2.5.4.97';

export interface Submitter {
  organisationsnummer: string;
  name?: string;
}

/**
 * The vårdgivare that a submission is made for (T-1): the custodian of a Provenance, the responsible of a MessageHeader, else the only one
 * that the client may act for.
 *
 * In: the envelope with canonical identifier systems, the organisationsnummer that the client may act for.
 * Throws `vardgivare-missing`, `vardgivare-several` (422) or `vardgivare-not-allowed` (403).
 */
export function findSubmitter(envelope: Envelope, allowed: readonly string[]): Submitter {
  const named = new Map<string, Submitter & { path: string }>();
  const organizations = organizationsOf(envelope);
  const asked = new Set<unknown>();
  for (const { reference, path } of claims(envelope)) {
    // One that says more than where the organisation stands is looked at by itself.
    if (!reference.identifier && asked.has(reference.reference)) continue;
    if (!reference.identifier) asked.add(reference.reference);
    const submitter = organisationOf(reference, organizations);
    if (submitter && !named.has(submitter.organisationsnummer))
      named.set(submitter.organisationsnummer, { ...submitter, path });
  }
  if (named.size > 1)
    throw SlussError.of('vardgivare-several', {}, { expression: [...named.values()].at(-1)?.path ?? '' });
  const [submitter] = named.values();
  if (!submitter) {
    if (allowed.length === 1) return { organisationsnummer: allowed[0] };
    throw SlussError.of('vardgivare-missing', {}, { expression: 'Bundle' });
  }
  if (!allowed.includes(submitter.organisationsnummer))
    throw SlussError.of('vardgivare-not-allowed', {}, { expression: submitter.path });
  const { path: _path, ...found } = submitter;
  return found;
}

/** Every place of the envelope that names the vårdgivare. */
function* claims(envelope: Envelope): Generator<{ reference: Reference; path: string }> {
  for (const entry of envelope.entries) {
    const resource = entry.resource;
    const base = `${entry.path}.resource`;
    if (resource?.resourceType === 'MessageHeader' && resource.responsible)
      yield { reference: resource.responsible, path: `${base}.responsible` };
    if (resource?.resourceType === 'Provenance') yield* custodians(resource, base);
  }
}

function* custodians(provenance: Provenance, base: string): Generator<{ reference: Reference; path: string }> {
  for (const [index, agent] of listOf(provenance.agent).entries()) {
    const custodian = listOf(agent?.type?.coding).some((coding) => coding?.code === 'custodian');
    if (custodian && agent?.who) yield { reference: agent.who, path: `${base}.agent[${index}].who` };
  }
}

/** The sender is found before its resources are validated, so any of them may be anything. */
function listOf<T>(value: T[] | undefined): (T | undefined)[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The organisation that a reference names: by identifier, or the Organization in the bundle (or above it by partOf) that carries the number. */
function organisationOf(reference: Reference, organizations: Map<unknown, Organization>): Submitter | undefined {
  const { identifier, display } = reference;
  if (identifier?.system === ORGANISATIONSNUMMER && isText(identifier.value))
    return { organisationsnummer: digits(identifier.value), ...(isText(display) && { name: display }) };
  const seen = new Set<unknown>();
  let organization = organizations.get(reference.reference);
  while (organization && !seen.has(organization)) {
    seen.add(organization);
    const { name } = organization;
    const number = listOf(organization.identifier).find((one) => one?.system === ORGANISATIONSNUMMER)?.value;
    if (isText(number)) return { organisationsnummer: digits(number), ...(isText(name) && { name }) };
    organization = organizations.get(organization.partOf?.reference);
  }
  return undefined;
}

/** The Organizations of a bundle by what a reference may call them: fullUrl, `Organization/id`, and the end of a fullUrl. The first of a name counts. */
function organizationsOf({ entries }: Envelope): Map<unknown, Organization> {
  const organizations = new Map<unknown, Organization>();
  const add = (name: string, organization: Organization) => {
    if (!organizations.has(name)) organizations.set(name, organization);
  };
  for (const { fullUrl, resource } of entries)
    if (resource?.resourceType === 'Organization') {
      if (fullUrl) add(fullUrl, resource);
      if (isText(resource.id)) add(`Organization/${resource.id}`, resource);
      const tail = fullUrl && /\/(Organization\/[^/]+)$/.exec(fullUrl)?.[1];
      if (tail) add(tail, resource);
    }
  return organizations;
}

/** 556789-0123 and 16556789-0123 are 5567890123. */
function digits(value: string): string {
  return value.replace(/\D/g, '').slice(-10);
}
