import type { Text } from '../../errors/definition.ts';
import type { Run } from '../run.ts';
import { isAbsoluteUri } from '../uri.ts';
import { objects } from './each.ts';

type Json = Record<string, unknown>;

/** What a filter's value looks like for a property of a type; a Coding's is looked up besides. */
const VALUE_FORMS: Readonly<Record<string, [form: RegExp, expected: Text | string]>> = {
  // A comparison may precede a number: lt2.
  integer: [/^(?:eq|ne|[lg][te])?[-+]?\d+$/, { en: 'a whole number', sv: 'ett heltal' }],
  decimal: [/^(?:eq|ne|[lg][te])?[-+]?\d+(?:\.\d+)?$/, { en: 'a number', sv: 'ett tal' }],
  boolean: [/^(?:true|false)$/, { en: 'true or false', sv: 'true eller false' }],
  dateTime: [/^\d{4}(?:-\d\d(?:-\d\d(?:T.+)?)?)?$/, { en: 'a date', sv: 'ett datum' }],
  Coding: [/^[^#|]+(?:\|[^#]*)?#.+$/, 'system|version#code'],
};

/** A ValueSet's includes: absolute systems, and filters whose values fit the properties of the code system. The run stands at it. */
export function checkValueSet(valueSet: Json, run: Run): void {
  const compose = valueSet.compose as Json | undefined;
  for (const part of ['include', 'exclude'] as const) {
    for (const [include, index] of objects(compose?.[part])) checkInclude(include, `.compose.${part}[${index}]`, run);
  }
}

function checkInclude(include: Json, at: string, run: Run): void {
  const { system } = include;
  if (typeof system !== 'string') return;
  if (!isAbsoluteUri(system)) {
    run.report('value-set-system-relative', {}, {}, at);
    return;
  }
  const definition = run.services.definitions.resolve(system, 'CodeSystem');
  for (const [filter, index] of objects(include.filter)) {
    const { property, value, op } = filter;
    if (typeof property !== 'string' || typeof value !== 'string' || op === 'exists' || op === 'regex') continue;
    const type = definition?.property?.find((item) => item.code === property)?.type;
    const values = op === 'in' || op === 'not-in' ? value.split(',') : [value];
    for (const one of type ? values : []) checkFilterValue(property, type!, one, system, `${at}.filter[${index}]`, run);
  }
}

function checkFilterValue(property: string, type: string, value: string, system: string, at: string, run: Run): void {
  const form = VALUE_FORMS[type];
  if (form && !form[0].test(value)) {
    run.report('value-set-filter-value', { property, expected: form[1] }, {}, at);
    return;
  }
  const [of = '', code = ''] = type === 'Coding' ? value.split('#') : type === 'code' ? [system, value] : [];
  if (!code) return;
  const [url = '', version] = of.split('|');
  const { status } = run.services.terminology.validateCoding({ system: url, code, ...(version && { version }) });
  if (status === 'unknown-code')
    run.report(
      'value-set-filter-value',
      { property, expected: { en: `a code of ${url}`, sv: `en kod i ${url}` } },
      {},
      at,
    );
}
