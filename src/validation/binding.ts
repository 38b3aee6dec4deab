import type { ElementDefinitionBinding } from '@medplum/fhirtypes';
import type { Parameters } from '../errors/catalogue.ts';
import { ADDITIONAL_BINDING, additionalBindings, appliesTo } from './additional-binding.ts';
import { allowedCodes } from './allowed-codes.ts';
import { isAddedTo } from './extended-value-sets.ts';
import type { ValueCheck } from './object-check.ts';
import type { Run } from './run.ts';
import type { CodingOutcome, CodingQuestion } from './terminology-port.ts';
import { didYouMean, editionName, valueSetName } from './terminology-text.ts';

const MAX_VALUE_SET = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet';
const CODED = new Set([
  'code',
  'Coding',
  'CodeableConcept',
  'Quantity',
  'Age',
  'Duration',
  'Count',
  'Distance',
  'Money',
  'string',
  'uri',
  'url',
  'canonical',
  'id',
]);

/** What to say of an extensible value set whose codes cannot be told. */
const IF_ONE_FITS = {
  en: 'Use a code of the value set if one fits.',
  sv: 'Använd en kod ur värdemängden om någon passar.',
};

interface Coding {
  system?: string;
  version?: string;
  code?: string;
  display?: string;
}

/** Whether two bindings demand the same; their descriptions may differ. */
export function sameBinding(a: ElementDefinitionBinding, b: ElementDefinitionBinding | undefined): boolean {
  const limits = (binding: ElementDefinitionBinding) =>
    JSON.stringify(binding.extension?.filter(({ url }) => url === MAX_VALUE_SET || url === ADDITIONAL_BINDING) ?? []);
  return b !== undefined && a.strength === b.strength && a.valueSet === b.valueSet && limits(a) === limits(b);
}

/**
 * The check of a binding (http://hl7.org/fhir/R4/terminologies.html#binding): required ones and maximum value sets are errors, extensible ones
 * warnings; additional bindings hold besides, where they apply. Whether the code exists at all and its display fits is checked for every Coding, bound or
 * not: see coding.ts. `profile` (url, or url|version) is whose binding it is.
 */
export function compileBinding(
  binding: ElementDefinitionBinding | undefined,
  type: string,
  profile = '',
): ValueCheck | undefined {
  if (!binding || !CODED.has(type)) return undefined;
  const checks: ValueCheck[] = [];
  const { strength, valueSet } = binding;
  const extension = binding.extension?.find(({ url }) => url === MAX_VALUE_SET);
  const maximum = extension?.valueCanonical ?? extension?.valueUri;
  const main =
    valueSet && (strength === 'required' || strength === 'extensible') ? boundTo(valueSet, type, strength) : undefined;
  if (main) checks.push(main);
  if (maximum && strength !== 'required') {
    const most = boundTo(maximum, type, 'required');
    const inner = main && boundTo(valueSet!, type, 'required');
    // What the value set itself has is within its maximum.
    checks.push((value, run, property) => {
      if (!inner || !run.passes(() => inner(value, run, property))) most(value, run, property);
    });
  }
  for (const { valueSet: more, strength: own, usages } of additionalBindings(binding)) {
    const check = boundTo(more, type, own);
    checks.push((value, run, property) => {
      if (appliesTo(run.frame.resource, usages, profile)) check(value, run, property);
    });
  }
  if (checks.length < 2) return checks[0];
  return (value, run, property) => {
    for (const check of checks) check(value, run, property);
  };
}

function boundTo(valueSet: string, type: string, strength: 'required' | 'extensible'): ValueCheck {
  switch (type) {
    case 'CodeableConcept':
      return (value, run) => checkConcept(value as { coding?: Coding[]; text?: string }, valueSet, strength, run);
    case 'Coding':
      return (value, run) => checkCoding(value as Coding, valueSet, strength, run);
    case 'Quantity':
    case 'Age':
    case 'Duration':
    case 'Count':
    case 'Distance':
    case 'Money':
      return (value, run) => {
        const { code, system } = value as Coding;
        if (code !== undefined || system !== undefined) checkCoding(value as Coding, valueSet, strength, run);
        else if (strength === 'required' && type !== 'Money') reportMissing(valueSet, run);
      };
    default:
      return checkCode(valueSet, strength);
  }
}

function checkCode(valueSet: string, strength: 'required' | 'extensible'): ValueCheck {
  let codes: ReadonlySet<string> | undefined;
  let asked: unknown;
  return (value, run) => {
    const { terminology } = run.services;
    if (asked !== terminology) {
      asked = terminology;
      codes = terminology.codesOf(valueSet);
    }
    if (codes) {
      if (!codes.has(value as string)) reportOutside(valueSet, strength, run, undefined, { code: value as string });
      return;
    }
    const outcome = terminology.validateCoding({ code: value as string, valueSet });
    judge(outcome, { code: value as string }, valueSet, strength, run);
  };
}

function checkCoding(coding: Coding, valueSet: string, strength: 'required' | 'extensible', run: Run): void {
  if (typeof coding.code !== 'string' || typeof coding.system !== 'string') {
    if (strength === 'required' && !('extension' in coding)) reportMissing(valueSet, run);
    return;
  }
  judge(ask(coding, valueSet, run), coding, valueSet, strength, run);
}

/** Half a code decides nothing; a concept may have others, a single one does not. */
function reportMissing(valueSet: string, run: Run): void {
  run.report('code-missing', { valueSet, ...allowed(valueSet, run) }, { severity: 'warning' });
}

function allowed(valueSet: string, run: Run): Parameters {
  const suggestion = allowedCodes({ valueSet }, run);
  return suggestion ? { suggestion } : {};
}

function ask({ system, version, code }: Coding, valueSet: string, run: Run): CodingOutcome {
  return run.services.terminology.validateCoding({
    valueSet,
    system: text(system),
    version: text(version),
    code: text(code),
  });
}

/** What of a coding is text. */
function given({ system, code, display }: Coding = {}): CodingQuestion {
  const [ownSystem, ownCode, ownDisplay] = [text(system), text(code), text(display)];
  return {
    ...(ownSystem !== undefined && { system: ownSystem }),
    ...(ownCode !== undefined && { code: ownCode }),
    ...(ownDisplay !== undefined && { display: ownDisplay }),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function checkConcept(
  concept: { coding?: Coding[]; text?: string },
  valueSet: string,
  strength: 'required' | 'extensible',
  run: Run,
): void {
  const codings = Array.isArray(concept.coding) ? concept.coding.filter((item) => typeof item?.code === 'string') : [];
  if (codings.length === 0) {
    if (strength === 'required') run.report('code-missing', { valueSet, ...allowed(valueSet, run) });
    return;
  }
  let undecided: [CodingOutcome, Coding] | undefined;
  let outside: [CodingOutcome, Coding] | undefined;
  let unknown: Coding | undefined;
  for (const coding of codings) {
    const outcome = ask(coding, valueSet, run);
    if (outcome.status === 'valid') return;
    if (outcome.status !== 'not-in-value-set' && outcome.status !== 'unknown-code') undecided = [outcome, coding];
    else if (isUnknownSystem(coding, run)) unknown = coding;
    else outside ??= [outcome, coding];
  }
  if (undecided) judge(undecided[0], undecided[1], valueSet, strength, run);
  else if (unknown) judge({ status: 'unknown-system' }, unknown, valueSet, strength, run);
  else reportOutside(valueSet, strength, run, outside?.[0], outside?.[1]);
}

function isUnknownSystem({ system, code }: Coding, run: Run): boolean {
  if (typeof system !== 'string' || typeof code !== 'string') return false;
  return run.services.terminology.validateCoding({ system, code }).status === 'unknown-system';
}

function judge(
  outcome: CodingOutcome,
  coding: Coding,
  valueSet: string,
  strength: 'required' | 'extensible',
  run: Run,
): void {
  switch (outcome.status) {
    case 'valid':
    case 'system-is-value-set':
    case 'system-is-supplement':
      return;
    case 'not-in-value-set':
    case 'unknown-code':
      // A value set that does not list the code is no proof where nobody knows the code's system.
      if (outcome.status === 'not-in-value-set' && strength === 'extensible' && isAddedTo(valueSet, coding.system))
        return;
      if (isUnknownSystem(coding, run)) judge({ status: 'unknown-system' }, coding, valueSet, strength, run);
      else reportOutside(valueSet, strength, run, outcome, coding);
      return;
    case 'fragment-unknown':
      run.report('code-unknown-in-fragment', { system: editionName(coding.system ?? valueSet, outcome) });
      return;
    case 'unknown-value-set': {
      const isSystem = run.services.definitions.resolve(valueSet, 'CodeSystem') !== undefined;
      run.report(isSystem ? 'value-set-is-code-system' : 'value-set-unknown', { valueSet });
      return;
    }
    case 'unknown-system': {
      const system = coding.system ?? '';
      const isHl7 = /^https?:\/\/(?:[a-z]+\.)?hl7\.org\//.test(system);
      const suggestion = allowedCodes({ ...given(coding), valueSet }, run);
      if (strength === 'required' && isHl7) {
        run.report('code-system-unknown-in-required-binding', { system, valueSet, ...(suggestion && { suggestion }) });
      } else run.report('code-system-unknown', { system, ...(suggestion && { suggestion }) });
      return;
    }
    case 'not-checked':
      run.report('code-not-checked', { reason: outcome.reason ?? valueSet });
  }
}

function reportOutside(
  valueSet: string,
  strength: 'required' | 'extensible',
  run: Run,
  outcome?: CodingOutcome,
  coding?: Coding,
): void {
  const named = valueSetName(valueSet, coding?.system, outcome);
  const suggestion =
    allowedCodes({ ...given(coding), valueSet }, run) ?? (outcome?.suggestion && didYouMean(outcome.suggestion));
  if (strength === 'extensible')
    run.report('code-not-in-extensible-value-set', { valueSet: named, suggestion: suggestion ?? IF_ONE_FITS });
  else run.report('code-not-in-value-set', { valueSet: named, ...(suggestion && { suggestion }) });
}
