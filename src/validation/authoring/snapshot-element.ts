import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import { fhirTypeName } from '../compile-type.ts';
import type { Run } from '../run.ts';

const IN_PROFILE_ROOT = [
  'sliceName',
  'slicing',
  'requirements',
  'defaultValue',
  'meaningWhenMissing',
  'fixed',
  'pattern',
  'example',
  'minValue',
  'maxValue',
  'maxLength',
];
const IN_TYPE_ROOT = [
  'sliceName',
  'slicing',
  'requirements',
  'defaultValue',
  'fixed',
  'pattern',
  'example',
  'minValue',
  'maxValue',
];
const IN_TYPE = ['sliceName', 'fixed', 'pattern', 'minValue', 'maxValue'];

/**
 * What the elements of a snapshot may have, by the table of http://hl7.org/fhir/R4/elementdefinition.html#interpretation: a root has nothing that is said of one
 * place only, a new type's elements have limits and no slices. Values are of the element's types. The run stands at the definition.
 */
export function checkSnapshot({ snapshot, derivation, kind }: StructureDefinition, run: Run): void {
  snapshot?.element?.forEach((element, index) => {
    const { path } = element;
    if (typeof path !== 'string') return;
    const at = `.snapshot.element[${index}]`;
    const isRoot = !path.includes('.');
    const isProfile = derivation === 'constraint';
    // A primitive's value has the limits of what it can hold.
    const inType = kind === 'primitive-type' ? [] : IN_TYPE;
    const banned = isRoot ? (isProfile ? IN_PROFILE_ROOT : IN_TYPE_ROOT) : isProfile ? [] : inType;
    const report = (reason: Text) => run.report('profile-inconsistent', { reason }, {}, at);
    for (const name of banned) if (has(element, name)) report(notHere(name));
    if (!isProfile && !isRoot) for (const name of ['min', 'max']) if (!has(element, name)) report(missing(name));
    if (!isRoot) checkValues(element, at, run);
  });
}

function checkValues(element: ElementDefinition, at: string, run: Run): void {
  const types = (element.type ?? []).map(fhirTypeName);
  if (types.length === 0) {
    if (!element.contentReference) run.report('profile-inconsistent', { reason: NO_TYPE }, {}, at);
    return;
  }
  for (const kind of ['defaultValue', 'fixed', 'pattern']) {
    const key = Object.keys(element).find((name) => isChoice(name, kind));
    const type = key?.slice(kind.length).toLowerCase();
    if (type !== undefined && !types.some((one) => one.toLowerCase() === type))
      run.report('element-fixed-type', { types: types.join(', ') }, {}, `${at}.${kind}`);
  }
}

function has(element: ElementDefinition, name: string): boolean {
  return Object.keys(element).some((key) => key === name || isChoice(key, name));
}

/** Whether a property is that of a choice element: `fixedUri` of `fixed`. */
function isChoice(key: string, name: string): boolean {
  return key.length > name.length && key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length));
}

const NO_TYPE: Text = {
  en: 'The element has neither a type nor a reference to the content of another.',
  sv: 'Elementet har varken en typ eller en hänvisning till ett annats innehåll.',
};

function notHere(name: string): Text {
  return { en: `A snapshot has no ${name} here.`, sv: `En ögonblicksbild har inget ${name} här.` };
}

function missing(name: string): Text {
  return { en: `A snapshot of a type has ${name} here.`, sv: `En typs ögonblicksbild har ${name} här.` };
}
