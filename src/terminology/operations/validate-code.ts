import type { Coding, Parameters } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import type { Terminology } from '../terminology.ts';
import { type CodingOutcome, type CodingStatus, validateCoding } from '../validate-coding.ts';
import { compileValueSet } from '../value-set.ts';
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

/**
 * `CodeSystem/$validate-code` (http://hl7.org/fhir/R4/codesystem-operation-validate-code.html). In: `url` with `code`, or `coding`, or
 * `codeableConcept`; `version`, `display`, `date`, `displayLanguage`. Out: `result`, `message`, `display`, and the `system`, `code` and `version` that were asked. Throws
 * `terminology-parameter`.
 */
export function validateCodeInSystem(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$validate-code', parameters);
  const system = input.text('url') ?? input.text('system');
  const codings = codingsOf(input, system, input.text('version'));
  const same = (uri: string | undefined, code: string | undefined) =>
    terminology.canonicalSystem(uri ?? '', 'codesystem', code);
  const own = codings.filter((coding) => !system || same(coding.system, coding.code) === same(system, coding.code));
  if (own.length > 0) return decide(terminology, input, own, undefined);
  const message = OTHER_SYSTEM[isSwedish(input) ? 'sv' : 'en'];
  return answer({ name: 'result', valueBoolean: false }, { name: 'message', valueString: message });
}

/**
 * `ValueSet/$validate-code` (http://hl7.org/fhir/R4/valueset-operation-validate-code.html). In: `url` (with `valueSetVersion`) or `valueSet`, and `code` with `system`, or
 * `coding`, or `codeableConcept`; `systemVersion`, `display`, `date`, `displayLanguage`. Out as for a code system.
 */
export function validateCodeInValueSet(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$validate-code', parameters);
  const resource = input.resource('valueSet', 'ValueSet');
  const url = input.text('url');
  if (!resource && url === undefined) throw input.needs({ en: 'url or valueSet', sv: 'url eller valueSet' });
  const version = input.text('valueSetVersion');
  const codings = codingsOf(input, input.text('system'), input.text('systemVersion'));
  if (!resource) return decide(terminology, input, codings, version === undefined ? url : `${url}|${version}`);
  const given = compileValueSet({ ...resource, url: resource.url ?? 'urn:sluss:given' }, terminology);
  return decide(terminology.withValueSet(given), input, codings, given.url);
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

/** One coding that holds is enough. */
function decide(
  terminology: Terminology,
  input: OperationInput,
  codings: readonly Coding[],
  valueSet: string | undefined,
): Parameters {
  const date = input.date('date');
  const swedish = isSwedish(input);
  const answers = codings.map(({ system, version, code, display }) => {
    const outcome = validateCoding({ system, version, code, display, valueSet, date }, terminology);
    const result = (outcome.status === 'valid' || outcome.status === 'fragment-unknown') && !outcome.expectedDisplays;
    return { system, code, outcome, result };
  });
  const best = answers.find(({ result }) => result) ?? answers[0]!;
  const { outcome } = best;
  const message = messageOf(outcome, swedish ? 'sv' : 'en');
  return answer(
    { name: 'result', valueBoolean: best.result },
    message && { name: 'message', valueString: message },
    outcome.display !== undefined && { name: 'display', valueString: outcome.display },
    best.code !== undefined && { name: 'code', valueCode: best.code },
    best.system !== undefined && {
      name: 'system',
      valueUri: terminology.canonicalSystem(best.system, 'codesystem', best.code),
    },
    outcome.systemVersion !== undefined && { name: 'version', valueString: outcome.systemVersion },
  );
}

function isSwedish(input: OperationInput): boolean {
  return input.text('displayLanguage')?.startsWith('sv') ?? false;
}

function messageOf(outcome: CodingOutcome, language: keyof Text): string {
  const parts: string[] = [];
  if (outcome.status !== 'valid') {
    parts.push(MESSAGES[outcome.status][language] + (outcome.reason ? ` (${outcome.reason[language]})` : ''));
  }
  if (outcome.expectedDisplays) {
    parts.push(DISPLAY[language].replace('{expected}', outcome.expectedDisplays.slice(0, 3).join(' / ')));
  }
  if (outcome.suggestion) parts.push(`${language === 'sv' ? 'Menades' : 'Did you mean'} ${outcome.suggestion}?`);
  return parts.join(' ');
}
