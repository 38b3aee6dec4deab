import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Run } from '../run.ts';
import { REASONS } from './profile-reasons.ts';

const MAX_STEPS = 20;

/**
 * The rules of a differential are its own: their source is the profile itself, and a key that the base or another element has stands for the same expression
 * (http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.constraint.key). In a snapshot one key stands for one expression.
 */
export function checkConstraints(definition: StructureDefinition, base: StructureDefinition, run: Run): void {
  const own = new Map<string, string>();
  const inherited = keysOf(base, run);
  forEachConstraint(definition.differential?.element, (key, expression, source, at) => {
    const report = (reason: keyof typeof REASONS) =>
      run.report('profile-inconsistent', { reason: REASONS[reason] }, {}, `.differential${at}`);
    const { url, version } = definition;
    if (source !== undefined && source !== url && source !== `${url}|${version}`) {
      report('constraintSource');
      return;
    }
    const before = inherited.get(key) ?? own.get(key);
    if (before !== undefined && before !== expression) report('constraintKey');
    else own.set(key, expression);
  });
  const all = new Map<string, string>();
  forEachConstraint(definition.snapshot?.element, (key, expression, _, at) => {
    const before = all.get(key);
    if (before === undefined) all.set(key, expression);
    // R4 itself has ele-1 in two forms.
    else if (before !== expression && key !== 'ele-1')
      run.report('profile-inconsistent', { reason: REASONS.constraintKey }, {}, `.snapshot${at}`);
  });
}

function forEachConstraint(
  elements: readonly ElementDefinition[] | undefined,
  each: (key: string, expression: string, source: string | undefined, at: string) => void,
): void {
  elements?.forEach(({ constraint }, index) => {
    constraint?.forEach(({ key, expression, source }, inner) => {
      if (key && expression) each(key, expression, source, `.element[${index}].constraint[${inner}]`);
    });
  });
}

/** The rules of a definition and of what it is derived from, by key. */
function keysOf(definition: StructureDefinition, run: Run): Map<string, string> {
  const keys = new Map<string, string>();
  let at: StructureDefinition | undefined = definition;
  for (let steps = 0; at && steps < MAX_STEPS; steps++) {
    for (const list of [at.snapshot?.element, at.differential?.element]) {
      forEachConstraint(list, (key, expression) => {
        if (!keys.has(key)) keys.set(key, expression);
      });
    }
    at = at.baseDefinition ? run.services.definitions.resolve(at.baseDefinition, 'StructureDefinition') : undefined;
  }
  return keys;
}
