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
  for (const { reference, path } of claims(envelope)) {
    const submitter = organisationOf(reference, envelope);
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
  const agents = Array.isArray(provenance.agent) ? provenance.agent : [];
  for (const [index, agent] of agents.entries()) {
    const custodian = agent?.type?.coding?.some((coding) => coding.code === 'custodian');
    if (custodian && agent.who) yield { reference: agent.who, path: `${base}.agent[${index}].who` };
  }
}

/** The organisation that a reference names: by identifier, or the Organization in the bundle (or above it by partOf) that carries the number. */
function organisationOf(reference: Reference, envelope: Envelope): Submitter | undefined {
  if (reference.identifier?.system === ORGANISATIONSNUMMER && reference.identifier.value)
    return {
      organisationsnummer: digits(reference.identifier.value),
      ...(reference.display && { name: reference.display }),
    };
  const seen = new Set<unknown>();
  let organization = findOrganization(reference.reference, envelope);
  while (organization && !seen.has(organization)) {
    seen.add(organization);
    const number = organization.identifier?.find((identifier) => identifier?.system === ORGANISATIONSNUMMER)?.value;
    if (number) return { organisationsnummer: digits(number), ...(organization.name && { name: organization.name }) };
    organization = findOrganization(organization.partOf?.reference, envelope);
  }
  return undefined;
}

function findOrganization(reference: string | undefined, envelope: Envelope): Organization | undefined {
  if (!reference) return undefined;
  for (const { fullUrl, resource } of envelope.entries)
    if (resource?.resourceType === 'Organization')
      if (fullUrl === reference || `Organization/${resource.id}` === reference || fullUrl?.endsWith(`/${reference}`))
        return resource;
  return undefined;
}

/** 556789-0123 and 16556789-0123 are 5567890123. */
function digits(value: string): string {
  return value.replace(/\D/g, '').slice(-10);
}
