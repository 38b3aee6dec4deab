import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { DefinitionIndex } from './definition-index.ts';
import { type ElementNode, ElementTrees } from './element-tree.ts';

/**
 * The definition with a snapshot made from its base and its differential (http://hl7.org/fhir/R4/profiling.html#snapshot); one that it already has is made anew. Children
 * of a type stand in it where the definition, or one that it builds on, says something of them. Throws SnapshotError where differential and base do not fit.
 */
export function withSnapshot(definition: StructureDefinition, definitions: DefinitionIndex): StructureDefinition {
  const { snapshot, ...rest } = definition;
  const source = definition.differential?.element?.length ? (rest as StructureDefinition) : definition;
  const tree = new ElementTrees(definitions).treeOf(source);
  return { ...rest, snapshot: { ...snapshot, element: [...elementsOf(tree, tree.path)] } };
}

/** Extensions are sliced by their url, said or not: http://hl7.org/fhir/R4/profiling.html#slicing */
const EXTENSIONS = new Set(['extension', 'modifierExtension']);
const BY_URL: ElementDefinition['slicing'] = {
  discriminator: [{ type: 'value', path: 'url' }],
  ordered: false,
  rules: 'open',
};

function* elementsOf(node: ElementNode, path: string): Generator<ElementDefinition> {
  const { id: _id, path: _path, ...content } = node.definition;
  const { min = 0, max = '*' } = content;
  const slicing = content.slicing ?? (node.slices.length > 0 && EXTENSIONS.has(node.name) ? BY_URL : undefined);
  yield { id: node.id, path, ...content, ...(slicing && { slicing }), base: content.base ?? { path, min, max } };
  if (node.parent === undefined || node.walked) {
    for (const child of node.listed?.values() ?? []) yield* elementsOf(child, `${path}.${child.name}`);
  }
  for (const slice of node.slices) yield* elementsOf(slice, path);
}
