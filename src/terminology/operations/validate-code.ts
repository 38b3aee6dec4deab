import type { Coding, Parameters } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import { SlussError } from '../../errors/sluss-error.ts';
import { DefinitionIndex } from '../../fhir/definitions/definition-index.ts';
import { coverageSentence } from '../edition-coverage.ts';
import { constraintsOf } from '../snomed/ecl/constraints-of.ts';
import type { Terminology } from '../terminology.ts';
import { type CodingOutcome, type CodingStatus, validateCoding } from '../validate-coding.ts';
import { type CompiledValueSet, compileValueSet } from '../value-set.ts';
import { answer, OperationInput } from './parameters.ts';

/** What each outcome is called; `{suggestion}` and `{reason}` are added after it. */
const MESSAGES: Record<Exclude<CodingStatus, 'valid'>, Text> = {
  'not-in-value-set': { en: 'The code is not in the value set.', sv: 'Koden finns inte i värdemängden.' },
  'unknown-code': { en: 'The code system does not have the code.', sv: 'Kodsystemet har inte koden.' },
  'fragment-unknown': {
    en: 'The code is not in the part of the code system that is at hand; it may be valid.',
    sv: 'Koden finns inte i den del av kodsystemet som finns här; den kan vara giltig.',
  },
  'unknown-system': { en: 'The code system is not known.', sv: 'Kodsystemet är okänt.' },
  'unknown-value-set': { en: 'The value set is not known.', sv: 'Värdemängden är okänd.' },
  'system-is-value-set': { en: 'The system is a value set.', sv: 'Systemet är en värdemängd.' },
  'system-is-supplement': { en: 'The system is a supplement.', sv: 'Systemet är ett supplement.' },
  'not-checked': { en: 'The code could not be checked', sv: 'Koden kunde inte kontrolleras' },
};

const OTHER_SYSTEM: Text = {
  en: 'The code is of another code system than the one that is asked.',
  sv: 'Koden hör till ett annat kodsystem än det tillfrågade.',
};

const DISPLAY: Text = {
  en: 'The display is not one of the code: {expected}.',
  sv: 'Visningstexten hör inte till koden: {expected}.',
};

const ABSTRACT: Text = {
  en: 'The code is a heading and cannot be used itself.',
  sv: 'Koden är en rubrik och kan inte själv användas.',
};

const INACTIVE: Text = { en: 'The code is no longer in use.', sv: 'Koden används inte längre.' };

/**
 * `CodeSystem/$validate-code` (http://hl7.org/fhir/R4/codesystem-operation-validate-code.html). In: `url` (with `version`) or `codeSystem`, and `code`, or `coding`, or
 * `codeableConcept`; `display`, `date`, `abstract`, `displayLanguage`. Out: `result`, `message`, `display`, and the `system`, `code` and `version` that were asked. Throws
 * `terminology-parameter`.
 */
export function validateCodeInSystem(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$validate-code', parameters);
  const given = input.resource('codeSystem', 'CodeSystem');
  const system = given ? (given.url ?? GIVEN) : (input.text('url') ?? input.text('system'));
  const codings = codingsOf(input, system, given ? undefined : input.text('version'));
  const same = (uri: string | undefined, code: string | undefined) =>
    terminology.canonicalSystem(uri ?? '', 'codesystem', code);
  const own = codings.filter((coding) => !system || same(coding.system, coding.code) === same(system, coding.code));
  if (own.length > 0 && given) {
    // Under a name of its own, so that nothing that is at hand under its address answers for it.
    const asked = terminology.over(new DefinitionIndex().layer([{ ...given, url: GIVEN }]));
    const renamed = own.map(({ version: _, ...coding }) => ({ ...coding, system: GIVEN }));
    return decide(asked, input, renamed, undefined, given.url);
  }
  if (own.length > 0) return decide(terminology, input, own, undefined);
  const message = OTHER_SYSTEM[isSwedish(input) ? 'sv' : 'en'];
  return answer({ name: 'result', valueBoolean: false }, { name: 'message', valueString: message });
}

/**
 * `ValueSet/$validate-code` (http://hl7.org/fhir/R4/valueset-operation-validate-code.html). In: `url` (with `valueSetVersion`) or `valueSet`, and `code` with `system`
 * (which may be missing where the value set is of one system), or `coding`, or `codeableConcept`; `systemVersion`, `display`, `date`, `abstract`, `displayLanguage`. Out
 * as for a code system. Throws `terminology-parameter`, `value-set-not-found`.
 */
export function validateCodeInValueSet(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$validate-code', parameters);
  const resource = input.resource('valueSet', 'ValueSet');
  const url = input.text('url');
  if (!resource && url === undefined) throw input.needs({ en: 'url or valueSet', sv: 'url eller valueSet' });
  const version = input.text('valueSetVersion');
  const canonical = resource ? (resource.url ?? GIVEN) : version === undefined ? url! : `${url}|${version}`;
  const asked = resource
    ? terminology.withValueSet(compileValueSet({ ...resource, url: canonical }, terminology))
    : terminology;
  const compiled = asked.valueSet(canonical);
  if (!compiled) throw SlussError.of('value-set-not-found', { valueSet: canonical });
  // Throws where an expression constraint cannot be read.
  constraintsOf(compiled, asked);
  const codings = codingsOf(input, input.text('system') ?? onlySystemOf(compiled), input.text('systemVersion'));
  return decide(asked, input, codings, canonical);
}

/** What a given resource without an address is called while it is asked. */
const GIVEN = 'urn:sluss:given';

/** The system of a value set that is of one. */
function onlySystemOf({ include }: CompiledValueSet): string | undefined {
  const systems = new Set(include.map(({ system }) => system));
  return systems.size === 1 ? [...systems][0] : undefined;
}

function codingsOf(input: OperationInput, system: string | undefined, version: string | undefined): Coding[] {
  const code = input.text('code');
  if (code !== undefined) return [{ code, system, version, display: input.text('display') }];
  const coding = input.coding('coding');
  const codings = coding ? [coding] : (input.codeableConcept('codeableConcept')?.coding ?? []);
  if (codings.length === 0)
    throw input.needs({ en: 'code, coding or codeableConcept', sv: 'code, coding eller codeableConcept' });
  return codings.map((item) => ({ ...item, system: item.system ?? system, version: item.version ?? version }));
}

/** One coding that holds is enough. `system` is what the answer calls the code system, where that is not its canonical URI. */
function decide(
  terminology: Terminology,
  input: OperationInput,
  codings: readonly Coding[],
  valueSet: string | undefined,
  system?: string,
): Parameters {
  const date = input.date('date');
  const language = input.text('displayLanguage');
  const takesHeadings = input.flag('abstract') !== false;
  const answers = codings.map(({ system, version, code, display }) => {
    const outcome = validateCoding({ system, version, code, display, valueSet, date, language }, terminology);
    const isHeading = outcome.abstract === true && !takesHeadings;
    const holds = outcome.status === 'valid' || outcome.status === 'fragment-unknown';
    return { system, code, outcome, isHeading, result: holds && !outcome.expectedDisplays && !isHeading };
  });
  const best = answers.find(({ result }) => result) ?? answers[0]!;
  const { outcome, isHeading } = best;
  const message = messageOf(outcome, isHeading, isSwedish(input) ? 'sv' : 'en');
  return answer(
    { name: 'result', valueBoolean: best.result },
    message && { name: 'message', valueString: message },
    outcome.display !== undefined && { name: 'display', valueString: outcome.display },
    best.code !== undefined && { name: 'code', valueCode: best.code },
    best.system !== undefined && {
      name: 'system',
      valueUri: system ?? terminology.canonicalSystem(best.system, 'codesystem', best.code),
    },
    outcome.systemVersion !== undefined && { name: 'version', valueString: outcome.systemVersion },
    outcome.inactive === true && { name: 'inactive', valueBoolean: true },
  );
}

function isSwedish(input: OperationInput): boolean {
  return input.text('displayLanguage')?.startsWith('sv') ?? false;
}

function messageOf(outcome: CodingOutcome, isHeading: boolean, language: keyof Text): string {
  const parts: string[] = [];
  if (outcome.status !== 'valid') {
    const reason = outcome.reason && !outcome.coverage ? ` (${outcome.reason[language]})` : '';
    parts.push(MESSAGES[outcome.status][language] + reason);
  }
  if (outcome.expectedDisplays) {
    parts.push(DISPLAY[language].replace('{expected}', outcome.expectedDisplays.slice(0, 3).join(' / ')));
  }
  if (isHeading) parts.push(ABSTRACT[language]);
  if (outcome.inactive) parts.push(INACTIVE[language]);
  if (outcome.coverage) parts.push(coverageSentence(outcome.coverage)[language]);
  if (outcome.suggestion) parts.push(`${language === 'sv' ? 'Menades' : 'Did you mean'} ${outcome.suggestion}?`);
  return parts.join(' ');
}
