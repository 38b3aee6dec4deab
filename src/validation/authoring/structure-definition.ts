import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { type ElementNode, reasonOf, SnapshotError } from '../../fhir/definitions/element-tree.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';
import { whyBroken } from './expression.ts';
import { checkConstraints } from './profile-constraint.ts';
import { checkElement } from './profile-element.ts';
import { checkHeader } from './profile-header.ts';
import { REASONS } from './profile-reasons.ts';
import { checkSnapshot } from './snapshot-element.ts';

/** A StructureDefinition against its base: what it says of itself, and a differential that fits, in the base's order, and makes sense. The run stands at it. */
export function checkStructureDefinition(value: Record<string, unknown>, run: Run): void {
  const definition = wellShaped(value, run.services.types) as unknown as StructureDefinition;
  const { definitions, trees } = run.services;
  const { baseDefinition } = definition;
  const base = baseDefinition ? definitions.resolve(baseDefinition, 'StructureDefinition') : undefined;
  checkHeader(definition, base, run);
  if (base) checkSnapshot(definition, run);
  const elements = definition.differential?.element;
  if (!Array.isArray(elements)) return;
  checkExpressions(elements, run);
  if (base) checkPaths(definition, run);
  if (!base || definition.derivation !== 'constraint') return;
  checkConstraints(definition, base, run);
  let tree: ElementNode;
  let baseTree: ElementNode;
  try {
    const { snapshot: _, ...withoutSnapshot } = definition;
    tree = trees.treeOf(withoutSnapshot as StructureDefinition);
    baseTree = trees.treeOf(base);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    run.report('snapshot-impossible', { reason: reasonOf(error) });
    return;
  }
  checkOrder(elements, tree, run);
  elements.forEach((element, index) => {
    const before = nodeOf(baseTree, element)?.definition;
    checkElement(element, nodeOf(tree, element), before, `.differential.element[${index}]`, run);
  });
}

/** The paths of the elements begin with the type's name, which is the end of a logical model's address. */
function checkPaths({ type, snapshot, differential }: StructureDefinition, run: Run): void {
  const root = type?.slice(type.lastIndexOf('/') + 1);
  for (const [part, list] of Object.entries({ differential, snapshot })) {
    list?.element?.forEach(({ path }, index) => {
      if (path === undefined || path === root || path.startsWith(`${root}.`)) return;
      run.report('profile-inconsistent', { reason: REASONS.path }, {}, `.${part}.element[${index}]`);
    });
  }
}

/** The rules of the elements can be read. */
function checkExpressions(elements: readonly ElementDefinition[], run: Run): void {
  elements.forEach(({ constraint }, index) => {
    constraint?.forEach(({ key, expression }, inner) => {
      if (!expression || whyBroken(expression, []) === undefined) return;
      const at = `.differential.element[${index}].constraint[${inner}]`;
      run.report('invariant-expression-broken', { key: String(key) }, {}, at);
    });
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
