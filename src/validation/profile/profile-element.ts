import type { ElementDefinition } from '@medplum/fhirtypes';
import type { ElementNode, ElementTrees } from '../../fhir/definitions/element-tree.ts';

type TypeDefinition = NonNullable<ElementDefinition['type']>[number];

const PROFILE_ELEMENT = 'http://hl7.org/fhir/StructureDefinition/elementdefinition-profile-element';

/** The element of a profile that values of a type conform to, instead of to the whole profile. */
export interface ProfileElement {
  profile: string;
  id: string;
}

/** http://hl7.org/fhir/R4/extension-elementdefinition-profile-element.html; only where a type has one profile. */
export function profileElementOf(type: TypeDefinition): ProfileElement | undefined {
  const [profile, ...others] = type.profile ?? [];
  const siblings = (type as { _profile?: ({ extension?: { url?: string; valueString?: string }[] } | null)[] })
    ._profile;
  const id = siblings?.[0]?.extension?.find(({ url }) => url === PROFILE_ELEMENT)?.valueString;
  return profile !== undefined && id && others.length === 0 ? { profile, id } : undefined;
}

/** An element by its id (`Composition.section:summary.code`); undefined when the tree has none. */
export function elementById(trees: ElementTrees, tree: ElementNode, id: string): ElementNode | undefined {
  let node: ElementNode | undefined = tree;
  for (const step of id.split('.').slice(1)) {
    const [name = '', slice] = step.split(':');
    const child: ElementNode | undefined = node && trees.child(node, name);
    node = slice === undefined ? child : child?.slices.find(({ sliceName }) => sliceName === slice);
  }
  return node;
}

/** The same in the base type: without slices. */
export function baseOfElement(trees: ElementTrees, id: string): ElementNode | undefined {
  const path = id.replace(/:[^.]*/g, '');
  const tree = trees.treeOfType(path.split('.')[0]!);
  return tree && elementById(trees, tree, path);
}
