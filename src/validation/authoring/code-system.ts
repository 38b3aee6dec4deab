import type { Run } from '../run.ts';
import { choice, objects } from './each.ts';

type Json = Record<string, unknown>;

const STANDARD = 'http://hl7.org/fhir/concept-properties#';
/** http://hl7.org/fhir/R4/codesystem-concept-properties.html, with those of its later editions. */
const STANDARD_TYPES: Readonly<Record<string, string>> = {
  status: 'code',
  inactive: 'boolean',
  effectiveDate: 'dateTime',
  deprecated: 'dateTime',
  deprecationDate: 'dateTime',
  retirementDate: 'dateTime',
  notSelectable: 'boolean',
  parent: 'code',
  child: 'code',
  partOf: 'code',
  synonym: 'code',
  comment: 'string',
  itemWeight: 'decimal',
};

/** A CodeSystem's own consistency: its count, the properties that it defines, and those of its concepts. The run stands at it. */
export function checkCodeSystem(system: Json, run: Run): void {
  const { count, content, concept } = system;
  if (content === 'complete' && typeof count === 'number' && Array.isArray(concept)) {
    const actual = countConcepts(concept, 0);
    if (actual !== count) run.report('code-system-count', { stated: count, actual }, {}, '.count');
  }
  const types = checkProperties(system.property, run);
  checkConcepts(concept, types, '', run, 0);
}

function countConcepts(list: unknown, depth: number): number {
  let count = 0;
  if (depth < 100) for (const [concept] of objects(list)) count += 1 + countConcepts(concept.concept, depth + 1);
  return count;
}

/** The types of the defined properties by their codes. */
function checkProperties(list: unknown, run: Run): Map<string, string> {
  const types = new Map<string, string>();
  const uris = new Set<string>();
  for (const [property, index] of objects(list)) {
    const { code, uri, type } = property;
    const at = `.property[${index}]`;
    if (typeof code !== 'string') continue;
    const name = safe(code);
    if (types.has(code)) run.report('code-system-property-duplicate', { property: name }, {}, at);
    else if (typeof type === 'string') types.set(code, type);
    if (typeof uri !== 'string') continue;
    if (uris.has(uri)) run.report('code-system-property-duplicate', { property: name }, {}, at);
    uris.add(uri);
    if (!uri.startsWith(STANDARD)) continue;
    const standard = uri.slice(STANDARD.length);
    const expected = STANDARD_TYPES[standard];
    if (!expected) continue;
    if (code !== standard && code in STANDARD_TYPES) {
      run.report('code-system-property-code', { expected: standard }, {}, at);
    }
    if (typeof type === 'string' && type !== expected) {
      run.report('code-system-property-type', { property: name, expected, found: safe(type) }, {}, at);
    }
  }
  return types;
}

function checkConcepts(list: unknown, types: ReadonlyMap<string, string>, path: string, run: Run, depth: number): void {
  if (depth > 100) return;
  for (const [concept, index] of objects(list)) {
    const here = `${path}.concept[${index}]`;
    for (const [property, inner] of objects(concept.property)) {
      const { code } = property;
      const given = choice(property, 'value');
      if (typeof code !== 'string' || !given) continue;
      const expected = types.get(code);
      const at = `${here}.property[${inner}]`;
      const found = given.type === 'Coding' ? 'Coding' : given.type.charAt(0).toLowerCase() + given.type.slice(1);
      if (expected === undefined) {
        if (!(code in STANDARD_TYPES)) {
          run.report('code-system-property-undefined', { property: safe(code) }, { severity: 'warning' }, at);
        }
      } else if (found !== expected) {
        run.report('code-system-property-type', { property: safe(code), expected, found }, {}, at);
      }
    }
    checkConcepts(concept.concept, types, here, run, depth + 1);
  }
}

function safe(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : '(…)';
}
