import { checkCodingItself } from './coding.ts';
import { isAbsoluteUri, isBase64 } from './primitives.ts';
import { checkReferenceItself } from './reference.ts';
import type { Run } from './run.ts';

type Json = Record<string, unknown>;

/** What a data type means beyond its structure. */
export const TYPE_RULES: Readonly<Record<string, (value: Json, run: Run) => void>> = {
  Coding: checkCodingItself,
  Reference: checkReferenceItself,
  Attachment: checkAttachment,
  Identifier: checkIdentifier,
};

/** http://hl7.org/fhir/R4/datatypes.html#Attachment: `size` is that of the data before encoding. */
function checkAttachment(value: Json, run: Run): void {
  const { data, size } = value;
  if (typeof data !== 'string' || typeof size !== 'number' || !isBase64(data)) return;
  const actual = Buffer.byteLength(data.replace(/\s+/g, ''), 'base64');
  if (actual !== size) run.report('attachment-size-mismatch', { stated: size, actual });
}

function checkIdentifier(value: Json, run: Run): void {
  const { system } = value;
  if (typeof system === 'string' && !isAbsoluteUri(system)) {
    run.report('identifier-system-relative', {}, {}, '.system');
  }
}
