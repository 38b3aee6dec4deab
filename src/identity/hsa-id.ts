/** The system that Sluss emits, as HL7 Sweden's base profiles; RIV-TA and Inera's guides use urn:oid:1.2.752.129.2.1.4.1. */
export const HSA_ID_SYSTEM = 'urn:oid:1.2.752.29.4.19';

export type HsaIdCheck =
  | { ok: true; value: string; organisationsnummer: string }
  | { ok: false; code: 'identifier-form'; parameters: Record<string, string>; rule: string };

/**
 * Checks an HSA-id: `SE`, the organisationsnummer of the directory's owner (also with the prefix 16, as in Inera's test environments), `-`, letters a–z and
 * digits; 31 characters at most. The check digit of the owner's number is not part of the id's own form and is left alone.
 */
export function checkHsaId(value: string): HsaIdCheck {
  const parts = /^SE(?:16)?(\d{10})-[A-Za-z0-9]+$/.exec(value);
  if (!parts || value.length > 31) {
    const parameters = { series: 'HSA-id', form: 'SENNNNNNNNNN-X…' };
    return { ok: false, code: 'identifier-form', parameters, rule: 'I-1' };
  }
  return { ok: true, value, organisationsnummer: parts[1] };
}
