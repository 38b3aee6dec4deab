import type { Text } from '../../errors/definition.ts';
import type { Run } from '../run.ts';
import { isAbsoluteUri } from '../uri.ts';
import {
  type ConceptProperty,
  checkConcepts,
  countConcepts,
  STANDARD,
  STANDARD_TYPES,
  safe,
} from './code-system-concepts.ts';
import { objects } from './each.ts';

type Json = Record<string, unknown>;

const UNKNOWN_PROPERTY = {
  en: 'The uri of the property is none of those that HL7 defines.',
  sv: 'Egenskapens uri är ingen av dem som HL7 definierar.',
};
const NOT_PRESENT = {
  en: 'The content is said not to be present, so there can be no concepts.',
  sv: 'Innehållet sägs inte finnas med, så det kan inte finnas begrepp.',
};
const SUPPLEMENT_CONTENT = {
  en: 'A code system that supplements another has the content "supplement".',
  sv: 'Ett kodsystem som kompletterar ett annat har innehållet "supplement".',
};
const SUPPLEMENT_CASE = {
  en: 'A supplement does not say whether case matters: the supplemented code system does.',
  sv: 'Ett tillägg säger inte om skiftläge har betydelse: det gör kodsystemet som kompletteras.',
};
const SUPPLEMENT_HIERARCHY = {
  en: 'The hierarchy of the supplemented code system means something else.',
  sv: 'Hierarkin i kodsystemet som kompletteras betyder något annat.',
};
const SUPPLEMENT_OF_NOTHING = {
  en: 'A supplement must say what it supplements.',
  sv: 'Ett tillägg ska säga vad det kompletterar.',
};
const ALL_OF_ANOTHER = {
  en: 'The value set that is said to have all codes of the code system is not defined so.',
  sv: 'Värdemängden som sägs ha alla koder i kodsystemet är inte definierad så.',
};

/** A CodeSystem's own consistency: its count, what it supplements, the properties that it defines, and those of its concepts. The run stands at it. */
export function checkCodeSystem(system: Json, run: Run): void {
  const { count, content, concept } = system;
  if (content === 'complete' && typeof count === 'number' && Array.isArray(concept)) {
    const actual = countConcepts(concept, 0);
    if (actual !== count) run.report('code-system-count', { stated: count, actual }, {}, '.count');
  }
  checkContent(system, run);
  checkAllOfIt(system, run);
  checkConcepts(system, checkProperties(system.property, run), run);
}

/** http://hl7.org/fhir/R4/codesystem-definitions.html#CodeSystem.content */
function checkContent({ content, supplements, concept, caseSensitive, hierarchyMeaning }: Json, run: Run): void {
  const report = (reason: Text, at: string) => run.report('code-system-inconsistent', { reason }, {}, at);
  if (content === 'not-present' && Array.isArray(concept) && concept.length > 0) report(NOT_PRESENT, '.concept[0]');
  if (supplements === undefined) {
    if (content === 'supplement') report(SUPPLEMENT_OF_NOTHING, '.content');
    return;
  }
  if (content !== undefined && content !== 'supplement') report(SUPPLEMENT_CONTENT, '.content');
  if (caseSensitive !== undefined) report(SUPPLEMENT_CASE, '.caseSensitive');
  const source =
    typeof supplements === 'string' ? run.services.definitions.resolve(supplements, 'CodeSystem') : undefined;
  const meant = source?.hierarchyMeaning;
  if (meant && hierarchyMeaning !== undefined && hierarchyMeaning !== meant) report(SUPPLEMENT_HIERARCHY, '');
}

/** The value set of all codes, where it is known, includes the whole code system and nothing else. */
function checkAllOfIt({ valueSet, url }: Json, run: Run): void {
  const all = typeof valueSet === 'string' ? run.services.definitions.resolve(valueSet, 'ValueSet') : undefined;
  if (!all || typeof url !== 'string') return;
  const { include = [], exclude = [] } = all.compose ?? { include: [] };
  const [only, ...others] = include;
  const isAll =
    only?.system === url && !only.concept && !only.filter && !only.valueSet && others.length + exclude.length === 0;
  if (!isAll) run.report('code-system-inconsistent', { reason: ALL_OF_ANOTHER });
}

/** The defined properties by their codes. */
function checkProperties(list: unknown, run: Run): Map<string, ConceptProperty> {
  const known = new Map<string, ConceptProperty>();
  // HL7 defines the properties in its own code systems.
  const isHl7s =
    typeof run.frame.resource.url === 'string' && run.frame.resource.url.startsWith('http://hl7.org/fhir/');
  const uris = new Set<string>();
  for (const [property, index] of objects(list)) {
    const { code, uri, type } = property;
    const at = `.property[${index}]`;
    if (typeof code !== 'string') continue;
    const name = safe(code);
    if (known.has(code)) run.report('code-system-property-duplicate', { property: name }, {}, at);
    else if (typeof type === 'string') known.set(code, { type, uri: typeof uri === 'string' ? uri : undefined });
    if (typeof uri !== 'string') continue;
    if (uris.has(uri)) run.report('code-system-property-duplicate', { property: name }, {}, at);
    uris.add(uri);
    if (!isAbsoluteUri(uri)) run.report('canonical-relative', {}, {}, at);
    if (!uri.startsWith(STANDARD)) continue;
    const standard = uri.slice(STANDARD.length);
    const expected = STANDARD_TYPES[standard];
    if (!expected) {
      if (!isHl7s) run.report('code-system-inconsistent', { reason: UNKNOWN_PROPERTY }, {}, at);
      continue;
    }
    if (code !== standard && code in STANDARD_TYPES) {
      run.report('code-system-property-code', { expected: standard }, {}, at);
    }
    if (typeof type === 'string' && type !== expected) {
      run.report('code-system-property-type', { property: name, expected, found: safe(type) }, {}, at);
    }
  }
  return known;
}
