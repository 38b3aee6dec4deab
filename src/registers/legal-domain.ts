import type { Resource } from '@medplum/fhirtypes';

/** Hälso- och sjukvårdslagen, socialtjänstlagen. */
export type LegalDomain = 'HSL' | 'SoL';

const LEGAL_DOMAIN = 'https://sluss.se/fhir/CodeSystem/legal-domain';

/** The legal domain that a resource is labelled with, if it is. */
export function legalDomain(resource: Resource): LegalDomain | undefined {
  const code = resource.meta?.security?.find((label) => label.system === LEGAL_DOMAIN)?.code;
  return code === 'SoL' || code === 'HSL' ? code : undefined;
}
