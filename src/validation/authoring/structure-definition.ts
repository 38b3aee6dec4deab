import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { type ElementNode, reasonOf, SnapshotError } from '../../fhir/definitions/element-tree.ts';
import { fhirTypeName } from '../compile-type.ts';
import { valueOfChoice } from '../profile/value-match.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';

/** Types that a binding says something of: http://hl7.org/fhir/R4/terminologies.html#binding */
const BINDABLE = new Set(
  'code Coding CodeableConcept Quantity SimpleQuantity MoneyQuantity Age Count Distance Duration Money string uri url canonical id oid uuid markdown Extension BackboneElement Element'.split(
    ' ',
  ),
);

/** A StructureDefinition's differential against its base: it fits, in the base's order, and says what makes sense. The run stands at it. */
export function checkStructureDefinition(value: Record<string, unknown>, run: Run): void {
  const definition = wellShaped(value, run.services.types) as unknown as StructureDefinition;
  const elements = definition.differential?.element;
  if (!Array.isArray(elements) || definition.derivation !== 'constraint') return;
  const { definitions, trees } = run.services;
  const base = definition.baseDefinition && definitions.resolve(definition.baseDefinition, 'StructureDefinition');
  if (!base) return;
  let tree: ElementNode;
  try {
    const { snapshot: _, ...withoutSnapshot } = definition;
    tree = trees.treeOf(withoutSnapshot as StructureDefinition);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    run.report('snapshot-impossible', { reason: reasonOf(error) });
    return;
  }
  checkOrder(elements, tree, run);
  elements.forEach((element, index) => {
    checkElement(element, nodeOf(tree, element), `.differential.element[${index}]`, run);
  });
}

/** Siblings without slices stand in the order of the base. */
function checkOrder(elements: readonly ElementDefinition[], tree: ElementNode, run: Run): void {
  const latest = new Map<string, number>();
  elements.forEach((element, index) => {
    const { path, id, sliceName } = element;
    if (typeof path !== 'string' || sliceName || id?.includes(':') || path.split('.').length !== 2) return;
    const names = [...(tree.listed?.keys() ?? [])];
    const position = names.indexOf(path.split('.')[1]!);
    if (position < 0) return;
    if (position < (latest.get('') ?? -1)) {
      run.report('differential-path-unmatched', {}, {}, `.differential.element[${index}]`);
    }
    latest.set('', Math.max(position, latest.get('') ?? -1));
  });
}

function nodeOf(tree: ElementNode, element: ElementDefinition): ElementNode | undefined {
  let node: ElementNode | undefined = tree;
  for (const step of (element.id ?? element.path ?? '').split('.').slice(1)) {
    const [name = '', slice] = step.split(':');
    const child: ElementNode | undefined = node?.listed?.get(name);
    node = slice ? child?.slices.find((item) => item.sliceName === slice) : child;
  }
  return node;
}

function checkElement(element: ElementDefinition, node: ElementNode | undefined, at: string, run: Run): void {
  const types = (element.type ?? node?.definition.type ?? []).map(fhirTypeName);
  if (types.length === 0) return;
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
}
