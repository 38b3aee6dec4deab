import type { ElementNode, ElementTrees } from '../../fhir/definitions/element-tree.ts';
import { fhirTypeName } from '../compile-type.ts';

/** A variable of a mapping rule: what it is for, and what it holds where that is known. */
export interface MapVariable {
  mode: 'source' | 'target';
  /** The element that it holds, as defined; undefined where nobody says. */
  node?: ElementNode | undefined;
  /** The one of the element's types that is meant. */
  type?: string | undefined;
}

/** The variables in sight; the same name may stand for a source and for a target. */
export class MapVariables {
  readonly #known: Map<string, MapVariable>;

  constructor(known: Iterable<[string, MapVariable]> = []) {
    this.#known = new Map(known);
  }

  copy(): MapVariables {
    return new MapVariables(this.#known);
  }

  add(name: string, variable: MapVariable): void {
    this.#known.set(`${variable.mode} ${name}`, variable);
  }

  get(name: string, mode: MapVariable['mode']): MapVariable | undefined {
    return this.#known.get(`${mode} ${name}`);
  }

  has(name: string): boolean {
    return this.get(name, 'source') !== undefined || this.get(name, 'target') !== undefined;
  }
}

/** A name that the mapping language can write. */
export function isName(name: string): boolean {
  return /^[A-Za-z][\w-]*$/.test(name);
}

/** The elements of a name in what a variable holds: several where it has several types. Undefined where that is not known. */
export function elementsOf({ node, type }: MapVariable, name: string, trees: ElementTrees): ElementNode[] | undefined {
  if (!node) return undefined;
  const own = type === undefined ? trees.children(node) : undefined;
  const types = type === undefined ? (node.definition.type ?? []).map(fhirTypeName) : [type];
  if (own && (types.length < 2 || node.listed?.has(name))) return childrenNamed(own, name);
  const found: ElementNode[] = [];
  for (const one of types) {
    const tree = trees.treeOfType(one);
    // A type that is not here, or any resource, may have whatever element.
    if (!tree || one === 'Resource' || one === 'DomainResource') return undefined;
    found.push(...childrenNamed(trees.children(tree), name));
  }
  return types.length === 0 ? undefined : found;
}

function childrenNamed(children: Map<string, ElementNode> | undefined, name: string): ElementNode[] {
  const child = children?.get(name) ?? children?.get(`${name}[x]`);
  return child ? [child] : [];
}
