import type { ElementDefinition } from '@medplum/fhirtypes';
import type { ElementNode } from '../../fhir/definitions/element-tree.ts';
import { fhirType } from '../../fhir/fhirpath/type-model.ts';
import { fhirTypeName, isBackboneType } from '../compile-type.ts';
import { sameValue, valueOfChoice } from '../profile/value-match.ts';
import type { Run } from '../run.ts';
import { whyBroken } from './expression.ts';
import { checkElementTypes } from './profile-element-types.ts';
import { REASONS, type Reason } from './profile-reasons.ts';

/** Types that a binding says something of: http://hl7.org/fhir/R4/terminologies.html#binding */
const BINDABLE = new Set(
  'code Coding CodeableConcept Quantity SimpleQuantity MoneyQuantity Age Count Distance Duration Money Range string uri url canonical id oid uuid markdown Extension BackboneElement Element'.split(
    ' ',
  ),
);
const ORDERED = new Set(
  'date dateTime instant time decimal integer positiveInt unsignedInt Quantity SimpleQuantity Age Count Distance Duration Money Period Range'.split(
    ' ',
  ),
);
/** Types that have a length: all that are written as one text. */
const TEXTS = new Set(
  'string code id uri url canonical oid uuid markdown integer decimal instant date dateTime time positiveInt unsignedInt System.String'.split(
    ' ',
  ),
);
const CONTINUOUS = new Set(
  'decimal instant dateTime time Age Distance Duration Money Quantity MoneyQuantity SimpleQuantity'.split(' '),
);

/**
 * One element of a differential: that it makes sense for its types, and only narrows what the base has. `node` is the element with everything that
 * holds for it, `before` the same in the base.
 */
export function checkElement(
  element: ElementDefinition,
  node: ElementNode | undefined,
  before: ElementDefinition | undefined,
  at: string,
  run: Run,
): void {
  const report = (reason: Reason, below = '', severity: 'warning' | 'error' = 'error') =>
    run.report('profile-inconsistent', { reason: REASONS[reason] }, { severity }, at + below);
  const types = (element.type ?? node?.definition.type ?? []).map(fhirTypeName);
  if (types.length > 0) checkTypes(element, types, at, report, run);
  if (element.meaningWhenMissing !== undefined) report('meaning');
  if (element.slicing) {
    checkDiscriminators(element, node, report, run);
    if (element.path && !element.path.includes('.')) report('rootSlicing', '.slicing');
    else if (isSingle(node?.definition ?? element, types)) report('slicing', '.slicing');
  }
  for (const type of element.type ?? []) checkElementTypes(type, element, at + typeAt(element, type), report, run);
  if (before) checkAgainstBase(element, before, report, run);
}

/**
 * The path of a discriminator leads to an element of the types, as far as these are known (http://hl7.org/fhir/R4/profiling.html#discriminator). Where the
 * differential does not repeat the types, it is a warning: another profile may have said more of them.
 */
function checkDiscriminators(
  { slicing, type }: ElementDefinition,
  node: ElementNode | undefined,
  report: (reason: Reason, below: string, severity?: 'warning') => void,
  { services }: Run,
): void {
  const own = (type ?? node?.definition.type ?? []).map(fhirTypeName);
  const types = own.map((name) => (isBackboneType(name) && node ? node.path : name));
  const known = types.every((name) => services.types.object(name) || fhirType(name));
  if (types.length === 0 || !known) return;
  slicing?.discriminator?.forEach(({ path }, index) => {
    if (typeof path !== 'string' || path.includes('resolve(') || types.some((name) => leads(path, name))) return;
    report('discriminator', `.slicing.discriminator[${index}]`, type ? undefined : 'warning');
  });
}

function leads(path: string, type: string): boolean {
  return whyBroken(path, [type]) === undefined;
}

function typeAt({ type = [] }: ElementDefinition, one: NonNullable<ElementDefinition['type']>[number]): string {
  return `.type[${type.indexOf(one)}]`;
}

function checkTypes(
  element: ElementDefinition,
  types: readonly string[],
  at: string,
  report: (reason: Reason, below?: string) => void,
  run: Run,
): void {
  const names = types.join(', ');
  if (element.binding && !types.some((type) => BINDABLE.has(type))) {
    run.report('element-binding-irrelevant', { types: names }, {}, at);
  }
  for (const kind of ['fixed', 'pattern']) {
    const given = valueOfChoice(element, kind);
    if (given && !types.some((type) => type.toLowerCase() === given.type.toLowerCase())) {
      run.report('element-fixed-type', { types: names }, {}, at);
    }
  }
  const { extension } = element;
  const has = (name: string) => extension?.some(({ url }) => url === `http://hl7.org/fhir/StructureDefinition/${name}`);
  if ((element.maxLength !== undefined || has('minLength')) && !types.some((type) => TEXTS.has(type)))
    report('maxLength');
  if (has('maxDecimalPlaces') && !types.some((type) => CONTINUOUS.has(type))) report('decimals');
  if (has('maxSize') && !types.some((type) => type === 'base64Binary' || type === 'Attachment')) report('size');
  const limited = valueOfChoice(element, 'minValue') ?? valueOfChoice(element, 'maxValue');
  if (limited && !types.some((type) => ORDERED.has(type))) report('range');
  const valueSet = element.binding?.valueSet;
  const { definitions } = run.services;
  if (valueSet && !definitions.resolve(valueSet, 'ValueSet') && definitions.resolve(valueSet, 'CodeSystem')) {
    run.report('value-set-is-code-system', { valueSet }, {}, `${at}.binding`);
  }
}

/** Neither repeating nor a choice: slices would have nothing to tell apart. */
function isSingle({ max, path, base }: ElementDefinition, types: readonly string[]): boolean {
  return (
    (base?.max ?? max) === '1' && max === '1' && !path?.endsWith('[x]') && types.length === 1 && types[0] !== 'Resource'
  );
}

function checkAgainstBase(
  element: ElementDefinition,
  before: ElementDefinition,
  report: (reason: Reason, below?: string) => void,
  run: Run,
): void {
  const isSlice = element.sliceName !== undefined;
  if (!isSlice && element.min !== undefined && before.min !== undefined && element.min < before.min) report('min');
  if (element.max !== undefined && before.max !== undefined && most(element.max) > most(before.max)) report('max');
  if (before.mustSupport === true && element.mustSupport === false) report('mustSupport');
  if (element.isSummary !== undefined && before.isSummary !== undefined && element.isSummary !== before.isSummary)
    report('summary');
  const fixed = valueOfChoice(element, 'fixed');
  const fixedBefore = valueOfChoice(before, 'fixed');
  if (fixed && fixedBefore && !sameValue(fixed.value, fixedBefore.value)) report('fixed');
  const { binding } = element;
  if (binding && before.binding?.strength === 'required') {
    if (binding.strength && binding.strength !== 'required') report('weaker');
    else if (isWider(binding.valueSet, before.binding.valueSet, run)) report('wider');
  }
  const allowed = before.type?.map(fhirTypeName) ?? [];
  if (allowed.length > 0 && element.type?.some((type) => !isAllowed(fhirTypeName(type), allowed, run)))
    report('typeNotInBase');
}

function most(max: string): number {
  return max === '*' ? Number.POSITIVE_INFINITY : Number(max);
}

/** Whether a value set is known to have codes that another has not. */
function isWider(own: string | undefined, base: string | undefined, run: Run): boolean {
  if (!own || !base || own.split('|')[0] === base.split('|')[0]) return false;
  const { terminology } = run.services;
  const codes = terminology.codesOf(own);
  const allowed = codes && terminology.codesOf(base);
  return allowed !== undefined && [...codes!].some((code) => !allowed.has(code));
}

/** Whether a type is one of these, or a specialization or profile of one. */
function isAllowed(type: string, allowed: readonly string[], run: Run): boolean {
  let name: string | undefined = type;
  for (let steps = 0; name !== undefined && steps < 10; steps++) {
    if (allowed.includes(name)) return true;
    const url: string = name.includes('/') ? name : `http://hl7.org/fhir/StructureDefinition/${name}`;
    const definition = run.services.definitions.resolve(url, 'StructureDefinition');
    // Of a type that is not here, nothing is known.
    if (!definition) return true;
    name = definition.baseDefinition?.replace('http://hl7.org/fhir/StructureDefinition/', '');
  }
  return false;
}
