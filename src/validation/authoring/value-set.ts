import type { Text } from '../../errors/definition.ts';
import { splitCanonical } from '../../fhir/definitions/canonical.ts';
import type { Run } from '../run.ts';
import { isAbsoluteUri } from '../uri.ts';
import { objects } from './each.ts';
import { checkFilter } from './value-set-filter.ts';

type Json = Record<string, unknown>;

const NOT_A_SYSTEM = {
  'value-set': {
    en: 'The system of the include is a value set; those are named in include.valueSet.',
    sv: 'Systemet i include är en värdemängd; sådana anges i include.valueSet.',
  },
  supplement: {
    en: 'The system of the include is a supplement; a value set takes codes from what it supplements.',
    sv: 'Systemet i include är ett tillägg; en värdemängd tar koder ur det som det kompletterar.',
  },
  versioned: {
    en: 'The version of the system belongs in include.version.',
    sv: 'Systemets version hör hemma i include.version.',
  },
} satisfies Record<string, Text>;

/** A ValueSet's includes: systems that are code systems, codes that exist there, and filters that it can answer. The run stands at it. */
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
  const wrong = notASystem(system, run);
  if (wrong) {
    run.report('value-set-inconsistent', { reason: NOT_A_SYSTEM[wrong] }, {}, at);
    return;
  }
  const version = typeof include.version === 'string' ? { version: include.version } : {};
  for (const [{ code }, index] of objects(include.concept)) {
    if (typeof code !== 'string') continue;
    const { status } = run.services.terminology.validateCoding({ system, code, ...version });
    // Nothing else is to be learnt of a system that is not here.
    if (status === 'unknown-system' || status === 'not-checked') break;
    if (status === 'unknown-code') run.report('code-unknown', { system }, {}, `${at}.concept[${index}]`);
  }
  const definition = run.services.definitions.resolve(system, 'CodeSystem');
  for (const [filter, index] of objects(include.filter)) {
    checkFilter(filter, system, definition, `${at}.filter[${index}]`, run);
  }
}

function notASystem(system: string, run: Run): keyof typeof NOT_A_SYSTEM | undefined {
  const { definitions } = run.services;
  if (splitCanonical(system).version !== undefined) return 'versioned';
  const definition = definitions.resolve(system, 'CodeSystem');
  if (definition?.content === 'supplement' || definition?.supplements) return 'supplement';
  return !definition && definitions.resolve(system, 'ValueSet') ? 'value-set' : undefined;
}
