import type { CodeSystem } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import type { Run } from '../run.ts';

type Json = Record<string, unknown>;

/** A comparison may precede a number or a date: lt2. */
const COMPARED = '(?:eq|ne|gt|lt|ge|le|sa|eb|ap)?';
/** What a filter's value looks like for a property of a type; a Coding's is looked up besides. */
const VALUE_FORMS: Readonly<Record<string, [form: RegExp, expected: Text | string]>> = {
  integer: [new RegExp(`^${COMPARED}[-+]?\\d+$`), { en: 'a whole number', sv: 'ett heltal' }],
  decimal: [new RegExp(`^${COMPARED}[-+]?\\d+(?:\\.\\d+)?$`), { en: 'a number', sv: 'ett tal' }],
  boolean: [/^(?:true|false)$/, { en: 'true or false', sv: 'true eller false' }],
  dateTime: [new RegExp(`^${COMPARED}\\d{4}(?:-\\d\\d(?:-\\d\\d(?:T.+)?)?)?$`), { en: 'a date', sv: 'ett datum' }],
  Coding: [/^[^#|]+(?:\|[^#]*)?#.+$/, 'system|version#code'],
};

const OF_CONCEPTS = [
  '=',
  'is-a',
  'descendent-of',
  'is-not-a',
  'in',
  'not-in',
  'generalizes',
  'exists',
  'child-of',
  'descendent-leaf',
];
/** Operators for what every code system has (http://hl7.org/fhir/R4/codesystem.html#defined-props). */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  concept: OF_CONCEPTS,
  code: [...OF_CONCEPTS, 'regex'],
};
/** Properties whose values are codes of the system itself. */
const CODES = new Set(['concept', 'code', 'parent', 'child', 'partOf']);

const NO_BLANKS = { en: 'a code without blanks around it', sv: 'en kod utan blanksteg omkring' };
const EXPRESSION = { en: 'a regular expression', sv: 'ett reguljärt uttryck' };

/** A filter that the code system can answer: with an operator for its property, and with a value of the property's type. */
export function checkFilter(
  { property, op, value }: Json,
  system: string,
  definition: CodeSystem | undefined,
  at: string,
  run: Run,
): void {
  if (typeof property !== 'string' || typeof value !== 'string' || typeof op !== 'string') return;
  const declared = definition?.filter?.find((item) => item.code === property)?.operator;
  const allowed: readonly string[] | undefined = declared ?? OPERATORS[property];
  if (allowed && !allowed.includes(op)) {
    run.report('value-set-filter-operator', { property, allowed: allowed.join(', ') }, {}, at);
  }
  const reject = (expected: Text | string) => run.report('value-set-filter-value', { property, expected }, {}, at);
  if (op === 'exists') {
    if (value !== 'true' && value !== 'false') reject(VALUE_FORMS.boolean![1]);
    return;
  }
  if (op === 'regex') {
    if (!isExpression(value)) reject(EXPRESSION);
    return;
  }
  const values = op === 'in' || op === 'not-in' ? value.split(',') : [value];
  const type = definition?.property?.find((item) => item.code === property)?.type;
  for (const one of values) {
    if ((CODES.has(property) || type === 'code') && one !== one.trim()) reject(NO_BLANKS);
    else if (CODES.has(property)) checkCode(property, one, system, 'error', at, run);
    else if (type) checkValue(property, type, one.trim(), system, at, run);
  }
  const isUnknown = definition?.content === 'complete' && !type && !declared && !CODES.has(property);
  if (isUnknown && !USUAL.has(property))
    run.report('value-set-filter-property', { property }, { severity: 'warning' }, at);
}

/** Properties that need no definition. */
const USUAL = new Set([
  'display',
  'definition',
  'designation',
  'inactive',
  'notSelectable',
  'status',
  'synonym',
  'deprecated',
]);

function isExpression(value: string): boolean {
  try {
    new RegExp(value);
    return true;
  } catch {
    return false;
  }
}

/** How a Coding was written before it got a form of its own: system|code. */
const LEGACY = /^([A-Za-z][A-Za-z0-9+.-]*:[^\s|]+)\|([^\s#]+)$/;

function checkValue(property: string, type: string, value: string, system: string, at: string, run: Run): void {
  const legacy = type === 'Coding' ? LEGACY.exec(value) : null;
  if (legacy) {
    run.report('value-set-filter-value', { property, expected: VALUE_FORMS.Coding![1] }, { severity: 'warning' }, at);
    checkCode(property, legacy[2]!, legacy[1]!, 'error', at, run);
    return;
  }
  const form = VALUE_FORMS[type];
  if (form && !form[0].test(value)) {
    run.report('value-set-filter-value', { property, expected: form[1] }, {}, at);
    return;
  }
  if (type === 'Coding') {
    const [of = '', code = ''] = value.split('#');
    checkCode(property, code, of, 'error', at, run);
  } else if (type === 'code') checkCode(property, value, system, 'warning', at, run);
}

function checkCode(property: string, value: string, of: string, severity: 'error' | 'warning', at: string, run: Run) {
  const [system = '', version] = of.split('|');
  const code = value.trim();
  const { status } = run.services.terminology.validateCoding({ system, code, ...(version && { version }) });
  if (status !== 'unknown-code') return;
  const expected = { en: `a code of ${system}`, sv: `en kod i ${system}` };
  run.report('value-set-filter-value', { property, expected }, { severity }, at);
}
