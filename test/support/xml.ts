import assert from 'node:assert/strict';
import { parseFhirXml } from '../../src/fhir/xml/parse-xml.ts';

export const XML_LIMITS = { maxDepth: 100 };
export const XMLNS = 'xmlns="http://hl7.org/fhir"';

/** What a text is as JSON; it must be without faults. */
export function readXml(text: string): unknown {
  const { value, findings } = parseFhirXml(text, XML_LIMITS);
  assert.deepEqual(findings, []);
  return value;
}
