import type { Run } from '../run.ts';
import { choice, objects } from './each.ts';

type Json = Record<string, unknown>;

export const STANDARD = 'http://hl7.org/fhir/concept-properties#';
/** http://hl7.org/fhir/R4/codesystem-concept-properties.html, with those of its later editions. */
export const STANDARD_TYPES: Readonly<Record<string, string>> = {
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

/** Properties whose values are codes of the same code system. */
const WITHIN = new Set(['parent', 'child', 'partOf', 'synonym'].map((code) => STANDARD + code));

export interface ConceptProperty {
  type: string;
  uri: string | undefined;
}

export function countConcepts(list: unknown, depth: number): number {
  let count = 0;
  if (depth < 100) for (const [concept] of objects(list)) count += 1 + countConcepts(concept.concept, depth + 1);
  return count;
}

/** What one check of a code system's concepts knows of it. */
interface Concepts {
  properties: ReadonlyMap<string, ConceptProperty>;
  codes: ReadonlySet<string>;
  seen: Set<string>;
  /** All codes are here, so that others do not exist. */
  isWhole: boolean;
  supplements: string | undefined;
}

/** The codes stand once and, in a supplement, in what it supplements; properties are those that are defined and have values of their types. */
export function checkConcepts(system: Json, properties: ReadonlyMap<string, ConceptProperty>, run: Run): void {
  const codes = new Set<string>();
  collectCodes(system.concept, codes, 0);
  const supplements = typeof system.supplements === 'string' ? system.supplements : undefined;
  const isWhole = system.content === 'complete';
  checkList(system.concept, { properties, codes, seen: new Set(), isWhole, supplements }, '', run, 0);
}

function collectCodes(list: unknown, into: Set<string>, depth: number): void {
  if (depth > 100) return;
  for (const [{ code, concept }] of objects(list)) {
    if (typeof code === 'string') into.add(code);
    collectCodes(concept, into, depth + 1);
  }
}

function checkList(list: unknown, known: Concepts, path: string, run: Run, depth: number): void {
  if (depth > 100) return;
  for (const [concept, index] of objects(list)) {
    const here = `${path}.concept[${index}]`;
    const { code } = concept;
    if (typeof code === 'string') {
      if (known.seen.has(code)) run.report('code-system-code-duplicate', {}, {}, here);
      known.seen.add(code);
      if (known.supplements && isMissing(code, known.supplements, run))
        run.report('code-system-supplement-code', {}, {}, here);
    }
    for (const [property, inner] of objects(concept.property)) {
      checkProperty(property, known, `${here}.property[${inner}]`, run);
    }
    checkList(concept.concept, known, here, run, depth + 1);
  }
}

function isMissing(code: string, canonical: string, run: Run): boolean {
  const [system = '', version] = canonical.split('|');
  return (
    run.services.terminology.validateCoding({ system, code, ...(version && { version }) }).status === 'unknown-code'
  );
}

function checkProperty(property: Json, known: Concepts, at: string, run: Run): void {
  const { code } = property;
  const given = choice(property, 'value');
  if (typeof code !== 'string' || !given) return;
  const defined = known.properties.get(code);
  const found = given.type === 'Coding' ? 'Coding' : given.type.charAt(0).toLowerCase() + given.type.slice(1);
  if (!defined) {
    if (!(code in STANDARD_TYPES))
      run.report('code-system-property-undefined', { property: safe(code) }, { severity: 'warning' }, at);
    return;
  }
  const { type, uri = '' } = defined;
  if (found !== type) {
    run.report('code-system-property-type', { property: safe(code), expected: type, found }, {}, at);
  } else if (type === 'code' && typeof given.value === 'string' && isNoCode(given.value, known, run)) {
    const severity = WITHIN.has(uri) || known.supplements ? 'error' : 'warning';
    if (severity === 'error' || uri.startsWith(STANDARD) === false)
      run.report('code-system-property-code-unknown', { property: safe(code) }, { severity }, at);
  }
}

/** Whether a code is known not to be one of the system: a supplement has those of what it supplements. */
function isNoCode(code: string, { codes, isWhole, supplements }: Concepts, run: Run): boolean {
  return supplements ? isMissing(code, supplements, run) : isWhole && !codes.has(code);
}

export function safe(name: string): string {
  return /^[\w.-]{1,64}$/.test(name) ? name : '(…)';
}
