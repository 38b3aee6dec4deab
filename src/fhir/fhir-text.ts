/** FHIR as text, in either of its formats: what begins with `<` is XML, anything else JSON. */
import { locateAll } from './json/locate.ts';
import { type JsonLimits, parseStrictJson, type StrictJson } from './json/parse-strict.ts';
import type { Position } from './json/position.ts';
import { locateInXml } from './xml/locate-xml.ts';
import { isXml, parseFhirXml } from './xml/parse-xml.ts';

/** The JSON form of a resource's text, with what is wrong with the text itself. See `parseStrictJson` and `parseFhirXml`. */
export function parseFhirText(text: string, limits: JsonLimits): StrictJson {
  return isXml(text) ? parseFhirXml(text, limits) : parseStrictJson(text, limits);
}

/** Where FHIRPath locations stand in a resource's text. See `locateAll` and `locateInXml`. */
export function locateInText(text: string, expressions: string[]): (Position | undefined)[] {
  return isXml(text) ? locateInXml(text, expressions) : locateAll(text, expressions);
}
