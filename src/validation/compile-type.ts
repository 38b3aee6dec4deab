import type { ElementDefinition } from '@medplum/fhirtypes';
import { type ElementNode, type ElementTrees, typeName } from '../fhir/definitions/element-tree.ts';
import { compileBinding } from './binding.ts';
import { type CompiledInvariant, compileInvariants } from './invariant.ts';
import { checkNarrative } from './narrative.ts';
import type {
  ObjectCheck,
  PropertyCheck,
  PropertyKind,
  RequiredElement,
  SiblingCheck,
  ValueCheck,
} from './object-check.ts';
import { PRIMITIVES } from './primitives.ts';
import { QUICK } from './quick-primitives.ts';
import { compileTargets } from './reference.ts';
import { TYPE_RULES } from './type-rules.ts';

/** Required elements of one object that are collected as bits of a number. */
const BITS = 31;

/** Compiles the types of FHIR R4 itself: resources, data types and their backbone elements, each once, at its first use. */
export class TypeCompiler {
  readonly #trees: ElementTrees;
  readonly #objects = new Map<string, ObjectCheck | undefined>();
  #element: ObjectCheck | undefined;

  constructor(trees: ElementTrees) {
    this.#trees = trees;
  }

  /** The check of a resource type; undefined when there is no such type. */
  resource(type: string): ObjectCheck | undefined {
    const check = this.object(type);
    return check?.isResource ? check : undefined;
  }

  /** The check of a resource or data type; undefined when R4 has none of that name. */
  object(type: string): ObjectCheck | undefined {
    const known = this.#objects.get(type);
    if (known) return known;
    if (!this.#objects.has(type)) {
      const tree = /^[A-Za-z]+$/.test(type) ? this.#trees.treeOfType(type) : undefined;
      this.#objects.set(type, undefined);
      if (tree?.listed) this.#objects.set(type, this.#compile(tree, type));
    }
    return this.#objects.get(type);
  }

  /** What every element has: id and extensions. */
  element(): ObjectCheck {
    this.#element ??= this.object('Element')!;
    return this.#element;
  }

  #backbone(node: ElementNode): ObjectCheck {
    const path = node.path;
    let check = this.#objects.get(path);
    if (!check) {
      check = this.#compile(node, path);
      this.#objects.set(path, check);
    }
    return check;
  }

  #compile(node: ElementNode, type: string): ObjectCheck {
    const properties = new Map<string, PropertyCheck | SiblingCheck>();
    const required: string[] = [];
    const beyond: RequiredElement[] = [];
    let choices = 0;
    let demands = 0;
    for (const child of this.#trees.children(node)!.values()) {
      const choice = child.name.endsWith('[x]') ? 1 << choices++ : 0;
      const isRequired = (child.definition.min ?? 0) > 0;
      const hasBit = isRequired && required.length < BITS;
      const demand = hasBit ? 1 << required.length : 0;
      demands |= demand;
      const made = this.#properties(child, choice, demand);
      if (isRequired && !hasBit) beyond.push({ path: child.path, keys: made.flatMap(keysOf) });
      for (const property of made) {
        properties.set(property.key, property);
        if (property.kind === 'primitive' && property.name !== 'id') {
          properties.set(property.siblingKey, { isSibling: true, of: property });
        }
      }
      if (hasBit) required.push(child.path);
    }
    const isResource = properties.has('implicitRules') && !type.includes('.');
    return {
      type,
      isResource,
      properties,
      required,
      demands,
      beyond,
      invariants: compileInvariants(node.definition.constraint, type, node.root.name),
      special: TYPE_RULES[type],
    };
  }

  #properties(node: ElementNode, choice: number, demand: number): PropertyCheck[] {
    const { definition } = node;
    const name = choice ? node.name.slice(0, -3) : node.name;
    if (definition.contentReference) {
      return [this.#property(node, name, name, name, 'BackboneElement', 0, demand, this.#contentOf(definition))];
    }
    return (definition.type ?? []).map((item) => {
      // R4 types a resource's id as string, and means id (http://hl7.org/fhir/R4/resource-definitions.html#Resource.id).
      const type = isResourceId(node) ? 'id' : fhirTypeName(item);
      const suffix = choice ? type.charAt(0).toUpperCase() + type.slice(1) : '';
      const label = choice ? `${name}.ofType(${type})` : name;
      return this.#property(node, name, name + suffix, label, type, choice, demand, undefined, item);
    });
  }

  #contentOf(definition: ElementDefinition): () => ObjectCheck {
    const path = definition.contentReference!.slice(definition.contentReference!.indexOf('#') + 1);
    return () => {
      let target = this.#trees.treeOfType(path.split('.')[0]!)!;
      for (const step of path.split('.').slice(1)) target = this.#trees.child(target, step)!;
      return this.#backbone(target);
    };
  }

  #property(
    node: ElementNode,
    name: string,
    key: string,
    label: string,
    type: string,
    choice: number,
    demand: number,
    content?: () => ObjectCheck,
    typeDefinition?: NonNullable<ElementDefinition['type']>[number],
  ): PropertyCheck {
    const kind = this.#kindOf(type);
    const isBackbone = !content && isBackboneType(type) && node.listed !== undefined;
    const after = this.#after(node, type, isBackbone, kind, typeDefinition);
    // What every value is asked for comes first, near to each other in memory.
    const property: PropertyCheck = {
      isSibling: false,
      isLeaf: after.length === 0,
      list: node.definition.max !== '1' && node.definition.max !== '0',
      choice,
      demand,
      quick: kind === 'primitive' ? QUICK[type] : undefined,
      kind,
      after,
      content: undefined,
      object: () => {
        property.content ??=
          (content ? content() : isBackbone ? this.#backbone(node) : this.object(type)) ?? this.element();
        return property.content;
      },
      primitive: kind === 'primitive' ? (PRIMITIVES[type] ?? PRIMITIVES.string) : undefined,
      key,
      siblingKey: `_${key}`,
      label,
      name,
      path: node.path,
      type: isBackbone ? node.path : type,
    };
    return property;
  }

  #kindOf(type: string): PropertyKind {
    if (type === 'xhtml') return 'xhtml';
    if (type in PRIMITIVES) return 'primitive';
    if (type === 'Extension') return 'extension';
    if (this.#trees.treeOfType(type)?.listed?.has('implicitRules')) return 'resource';
    return 'object';
  }

  #after(
    node: ElementNode,
    type: string,
    isBackbone: boolean,
    kind: PropertyKind,
    typeDefinition: NonNullable<ElementDefinition['type']>[number] | undefined,
  ): ValueCheck[] {
    const checks: ValueCheck[] = [];
    if (kind === 'xhtml') checks.push(checkNarrative);
    const targets = typeDefinition && compileTargets(typeDefinition);
    if (targets) checks.push(targets);
    const binding = compileBinding(node.definition.binding, type);
    if (binding) checks.push(binding);
    if (!isBackbone && kind !== 'extension') {
      for (const invariant of this.#ownInvariants(node, type)) {
        checks.push((value, run) => invariant.check(value, run));
      }
    }
    return checks;
  }

  /** The element's constraints that its type does not have anyway. */
  #ownInvariants(node: ElementNode, type: string): CompiledInvariant[] {
    const inherited = new Set(this.#trees.treeOfType(type)?.definition.constraint?.map((item) => item.key));
    const own = node.definition.constraint?.filter((item) => !inherited.has(item.key));
    return compileInvariants(own, type, node.root.name);
  }
}

function isResourceId(node: ElementNode): boolean {
  return node.name === 'id' && node.parent?.listed?.has('implicitRules') === true;
}

/** The types of elements whose content stands in the definition around them. */
export function isBackboneType(type: string): boolean {
  return type === 'BackboneElement' || type === 'Element';
}

/** The FHIR type that a definition means; ids are typed as FHIRPath strings with FHIR's type in an extension. */
export function fhirTypeName(type: NonNullable<ElementDefinition['type']>[number]): string {
  const code = type.code ?? '';
  if (!code.startsWith('http://hl7.org/fhirpath/')) return code;
  const stated = type.extension?.find((item) => item.url.endsWith('/structuredefinition-fhir-type'));
  return stated?.valueUrl ?? stated?.valueUri ?? `${typeName(code).slice('System.'.length).toLowerCase()}`;
}

/** Where a property may stand: its own key, and a primitive's sibling. */
function keysOf({ key, siblingKey, kind }: PropertyCheck): string[] {
  return kind === 'primitive' ? [key, siblingKey] : [key];
}
