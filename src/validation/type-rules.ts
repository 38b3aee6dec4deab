import { checkCodingItself } from './coding.ts';
import { isBase64 } from './primitives.ts';
import { checkUnit } from './quantity.ts';
import { checkReferenceItself } from './reference.ts';
import type { Run } from './run.ts';
import { isAbsoluteUri } from './uri.ts';

type Json = Record<string, unknown>;

/** What a data type means beyond its structure. */
export const TYPE_RULES: Readonly<Record<string, (value: Json, run: Run) => void>> = {
  Coding: checkCodingItself,
  Reference: checkReferenceItself,
  Attachment: checkAttachment,
  Identifier: checkIdentifier,
  Quantity: checkUnit,
  Age: checkUnit,
  Count: checkUnit,
  Distance: checkUnit,
  Duration: checkUnit,
};

/** http://hl7.org/fhir/R4/datatypes.html#Attachment: `size` is that of the data before encoding. */
function checkAttachment(value: Json, run: Run): void {
  const { data, size } = value;
  if (typeof data !== 'string' || typeof size !== 'number' || !isBase64(data)) return;
  const actual = Buffer.byteLength(data.replace(/\s+/g, ''), 'base64');
  if (actual !== size) run.report('attachment-size-mismatch', { stated: size, actual });
}

/** http://hl7.org/fhir/R4/datatypes.html#Identifier: the system is an absolute address, and so is a value whose system is that of URIs. */
function checkIdentifier({ system, value }: Json, run: Run): void {
  if (typeof system !== 'string') return;
  if (!system.startsWith('urn:') && !/^(?:https?|ldap):/.test(system)) run.report('identifier-system-relative');
  if (system === 'urn:ietf:rfc:3986' && typeof value === 'string' && !isAbsoluteUri(value))
    run.report('identifier-value-relative');
}
