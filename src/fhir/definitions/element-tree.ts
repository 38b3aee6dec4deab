import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Text } from '../../errors/definition.ts';
import type { DefinitionIndex } from './definition-index.ts';
import { mergeElement } from './merge-element.ts';

/** Why a StructureDefinition has no tree; `reason` is for the one who wrote it. */
export class SnapshotError extends Error {
  readonly path: string | undefined;
  /** The message in both languages. */
  readonly text: Text;

  constructor(text: Text, path?: string) {
    super(text.en);
    this.text = text;
    this.name = 'SnapshotError';
    this.path = path;
  }
}

/** What to tell of an error; what is not one of ours has one language. */
export function reasonOf(error: Error): Text | string {
  return error instanceof SnapshotError ? error.text : error.message;
}

/**
 * One element of a StructureDefinition with everything that holds for it: its own constraints and those it inherits. Children appear when they are
 * asked for, so that a tree through recursive types (`Extension.extension`, `Questionnaire.item.item`) has an end.
 */
export class ElementNode {
  /** Last step of the path: `identifier`, `value[x]`; the root's is the type. */
  readonly name: string;
  readonly parent: ElementNode | undefined;
  definition: ElementDefinition;
  sliceName: string | undefined;
  slices: ElementNode[] = [];
  /** Whether the StructureDefinition itself, or one that it builds on, says something below this element. */
  walked = false;
  #children: Map<string, ElementNode> | undefined;
  #source: ElementNode | undefined;

  constructor(name: string, definition: ElementDefinition, parent?: ElementNode, sliceName?: string) {
    this.name = name;
    this.definition = definition;
    this.parent = parent;
    this.sliceName = sliceName;
  }

  /** Path as StructureDefinitions write it: `Observation.component.value[x]`. */
  get path(): string {
    return this.parent ? `${this.parent.path}.${this.name}` : this.name;
  }

  /** Element id: the path with the slices' names (`Observation.component:systolic.value[x]`). */
  get id(): string {
    const own = this.sliceName ? `${this.name}:${this.sliceName}` : this.name;
    return this.parent ? `${this.parent.id}.${own}` : own;
  }

  get root(): ElementNode {
    return this.parent ? this.parent.root : this;
  }

  /** The children that are listed, without looking into the element's type. */
  get listed(): Map<string, ElementNode> | undefined {
    if (!this.#children && this.#source) {
      const children = this.#source.listed;
      if (children) {
        this.#children = new Map();
        for (const [name, child] of children) this.#children.set(name, child.cloneUnder(this));
      }
      this.walked ||= this.#source.walked;
      this.#source = undefined;
    }
    return this.#children;
  }

  addChild(child: ElementNode): void {
    this.listed;
    this.#children ??= new Map();
    this.#children.set(child.name, child);
  }

  /** A copy below another parent; what is below it is copied when asked for. */
  cloneUnder(parent: ElementNode | undefined, sliceName = this.sliceName): ElementNode {
    const copy = new ElementNode(this.name, this.definition, parent, sliceName);
    copy.#source = this;
    copy.walked = this.walked;
    copy.slices = this.slices.map((slice) => slice.cloneUnder(parent));
    return copy;
  }

  /** Makes the children of `source` this element's own. */
  adopt(source: ElementNode): void {
    this.#children = undefined;
    this.#source = source;
    this.listed;
  }
}

/** Builds and keeps the element trees of one layer of definitions. */
export class ElementTrees {
  readonly #definitions: DefinitionIndex;
  readonly #trees = new WeakMap<StructureDefinition, ElementNode>();
  readonly #underWay = new Set<string>();

  constructor(definitions: DefinitionIndex) {
    this.#definitions = definitions;
  }

  /** The tree of a StructureDefinition: from its snapshot if it has one, else from its base and its differential. */
  treeOf(definition: StructureDefinition): ElementNode {
    let tree = this.#trees.get(definition);
    if (!tree) {
      tree = this.#build(definition);
      this.#trees.set(definition, tree);
    }
    return tree;
  }

  /** The tree of a type's own definition (`Patient`, `HumanName`, a logical model's url). */
  treeOfType(type: string): ElementNode | undefined {
    const url = type.includes('/') ? type : `http://hl7.org/fhir/StructureDefinition/${type}`;
    const definition = this.#definitions.resolve(url, 'StructureDefinition');
    return definition && this.treeOf(definition);
  }

  /** A child of an element, looking into the element's type, or the element it refers to, when it is not listed. */
  child(node: ElementNode, name: string): ElementNode | undefined {
    return this.children(node)?.get(name);
  }

  /** All children of an element. Undefined for an element of several types, or of an unknown one. */
  children(node: ElementNode): Map<string, ElementNode> | undefined {
    if (node.listed) return node.listed;
    const source = this.#contentOf(node);
    if (source?.listed) node.adopt(source);
    return node.listed;
  }

  #contentOf(node: ElementNode): ElementNode | undefined {
    const { contentReference, type } = node.definition;
    if (contentReference) {
      const path = contentReference.slice(contentReference.indexOf('#') + 1);
      const tree = path.split('.')[0] === node.root.name ? node.root : this.treeOfType(path.split('.')[0]!);
      return tree && findByPath(this, tree, path);
    }
    if (type?.length !== 1) return type?.length ? this.treeOfType('Element') : undefined;
    const [only] = type;
    const profile = only?.profile?.length === 1 ? only.profile[0] : undefined;
    if (profile && !this.#underWay.has(profile)) {
      const definition = this.#definitions.resolve(profile, 'StructureDefinition');
      if (definition) return this.treeOf(definition);
    }
    return only?.code ? this.treeOfType(typeName(only.code)) : undefined;
  }

  #build(definition: StructureDefinition): ElementNode {
    if (definition.snapshot?.element?.length) {
      return buildFromList(definition.snapshot.element, definition.type);
    }
    const url = definition.url ?? '';
    if (this.#underWay.has(url))
      throw new SnapshotError({
        en: `The definition ${url} builds on itself`,
        sv: `Definitionen ${url} bygger på sig själv`,
      });
    const base = definition.baseDefinition
      ? this.#definitions.resolve(definition.baseDefinition, 'StructureDefinition')
      : undefined;
    const isModel = definition.kind === 'logical' || definition.derivation === 'specialization';
    if (!base && !isModel) {
      throw new SnapshotError({
        en: `The base ${definition.baseDefinition ?? '(none)'} of ${url} is not known`,
        sv: `Basen ${definition.baseDefinition ?? '(ingen)'} för ${url} är inte känd`,
      });
    }
    this.#underWay.add(url);
    try {
      const elements = definition.differential?.element ?? [];
      const rootName = isModel ? (elements[0]?.path?.split('.')[0] ?? definition.type) : undefined;
      const baseTree = base && this.treeOf(base);
      const root = baseTree
        ? rebase(baseTree, rootName ?? baseTree.name)
        : new ElementNode(rootName!, { path: rootName, min: 0, max: '*' } as ElementDefinition);
      applyDifferential(this, root, elements, isModel);
      return root;
    } finally {
      this.#underWay.delete(url);
    }
  }
}

function rebase(tree: ElementNode, name: string): ElementNode {
  if (name === tree.name) return tree.cloneUnder(undefined);
  const root = new ElementNode(name, tree.definition);
  root.adopt(tree);
  return root;
}

/** `http://hl7.org/fhirpath/System.String` → `System.String`; FHIR's types as they are. */
export function typeName(code: string): string {
  return code.startsWith('http://hl7.org/fhirpath/') ? code.slice('http://hl7.org/fhirpath/'.length) : code;
}

function findByPath(trees: ElementTrees, tree: ElementNode, path: string): ElementNode | undefined {
  let node: ElementNode | undefined = tree;
  for (const name of path.split('.').slice(1)) node = node && trees.child(node, name);
  return node;
}

/** A step of an element id: name and slice. */
interface Step {
  name: string;
  slice?: string;
}

/** The id's steps when the id fits the path, else the path's own with the slice's name on the last. */
function stepsOf(element: ElementDefinition): { steps: Step[]; byId: boolean } {
  const path = element.path!;
  const names = path.split('.');
  const parts = element.id?.split('.');
  if (parts?.length === names.length) {
    const steps = parts.map((part): Step => {
      const colon = part.indexOf(':');
      return colon < 0 ? { name: part } : { name: part.slice(0, colon), slice: part.slice(colon + 1) };
    });
    const fits = steps.every((step, index) => step.name === names[index] || isChoiceOf(step.name, names[index]!));
    const last = steps.at(-1)!;
    if (fits && (last.slice === element.sliceName || !element.sliceName || last.slice)) {
      return { steps, byId: steps.some((step) => step.slice) };
    }
  }
  const steps: Step[] = names.map((name) => ({ name }));
  if (element.sliceName) steps.at(-1)!.slice = element.sliceName;
  return { steps, byId: false };
}

function isChoiceOf(choice: string, name: string): boolean {
  return choice.endsWith('[x]') && name.startsWith(choice.slice(0, -3));
}

/** A snapshot's list as a tree; nothing is looked up. */
function buildFromList(elements: ElementDefinition[], type: string | undefined): ElementNode {
  const first = elements[0]!;
  const root = new ElementNode(first.path ?? type ?? '', first);
  const last = new Map<string, ElementNode>([[root.name, root]]);
  for (const element of elements.slice(1)) {
    const path = element.path!;
    const cut = path.lastIndexOf('.');
    const parent = last.get(path.slice(0, cut));
    if (!parent)
      throw new SnapshotError(
        { en: `The snapshot has ${path} without its parent`, sv: `Snapshot har ${path} utan dess överordnade` },
        path,
      );
    const name = path.slice(cut + 1);
    const head = parent.listed?.get(name);
    parent.walked = true;
    const node = new ElementNode(name, element, parent, element.sliceName);
    if (head && element.sliceName) head.slices.push(node);
    else parent.addChild(node);
    forget(last, path);
    last.set(path, node);
  }
  return root;
}

function forget(last: Map<string, ElementNode>, path: string): void {
  for (const key of last.keys()) if (key.startsWith(`${path}.`)) last.delete(key);
}

/** Lays a differential's elements over the tree of its base. */
function applyDifferential(
  trees: ElementTrees,
  root: ElementNode,
  elements: ElementDefinition[],
  isModel: boolean,
): void {
  const last = new Map<string, ElementNode>();
  each: for (const element of elements) {
    if (!element.path)
      throw new SnapshotError({
        en: 'An element of the differential has no path',
        sv: 'Ett element i differentialen saknar path',
      });
    if (element.path === root.name) {
      root.definition = mergeElement(root.definition, element);
      continue;
    }
    const { steps, byId } = stepsOf(element);
    let node = root;
    let path = root.name;
    for (let i = 1; i < steps.length; i++) {
      const step = steps[i]!;
      const isLast = i === steps.length - 1;
      path += `.${step.name}`;
      const known = byId || isLast ? undefined : last.get(path);
      node.walked = true;
      const next = known ?? takeStep(trees, node, step, element, isLast, isModel);
      if (!next) continue each;
      node = next;
    }
    if (!byId || !steps.slice(0, -1).some((step) => step.slice)) {
      forget(last, path);
      last.set(path, node);
    }
    node.definition = mergeElement(node.definition, element);
  }
}

/** The node of a step; undefined for a child that only some of a choice's types have, which no rule can be attached to. */
function takeStep(
  trees: ElementTrees,
  parent: ElementNode,
  step: Step,
  element: ElementDefinition,
  isLast: boolean,
  isModel: boolean,
): ElementNode | undefined {
  const children = trees.children(parent);
  const head = children?.get(step.name);
  if (head) {
    if (step.slice) return sliceOf(head, step.slice);
    return head;
  }
  // `valueQuantity` for `value[x]` limited to Quantity (http://hl7.org/fhir/R4/profiling.html#slicing, "shortcut").
  for (const [name, child] of children ?? []) {
    if (!name.endsWith('[x]') || !step.name.startsWith(name.slice(0, -3))) continue;
    const suffix = step.name.slice(name.length - 3);
    if (suffix === '[x]') return child;
    const type = child.definition.type?.find((item) => capitalise(item.code ?? '') === suffix);
    if (!type) continue;
    child.definition = {
      ...child.definition,
      slicing: child.definition.slicing ?? { discriminator: [{ type: 'type', path: '$this' }], rules: 'open' },
    };
    const slice = sliceOf(child, step.slice ?? step.name);
    slice.definition = { ...slice.definition, type: [type] };
    return slice;
  }
  if ((parent.definition.type?.length ?? 0) > 1) return undefined;
  if (!isModel || !isLast) {
    throw new SnapshotError(
      {
        en: `${element.path} is not an element of ${parent.path}`,
        sv: `${element.path} är inget element i ${parent.path}`,
      },
      element.path,
    );
  }
  const child = new ElementNode(step.name, { path: element.path, min: 0, max: '*' } as ElementDefinition, parent);
  parent.addChild(child);
  return child;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The slice of that name; a new one begins as the element that it slices, not required. */
function sliceOf(head: ElementNode, name: string): ElementNode {
  const known = head.slices.find((slice) => slice.sliceName === name);
  if (known) return known;
  // A slice of a slice (`a/b`) begins as that slice.
  const slash = name.lastIndexOf('/');
  const start = (slash > 0 && head.slices.find((slice) => slice.sliceName === name.slice(0, slash))) || head;
  const slice = start.cloneUnder(head.parent, name);
  slice.slices = [];
  const { slicing: _, ...definition } = slice.definition;
  slice.definition = { ...definition, min: 0, sliceName: name };
  head.slices.push(slice);
  return slice;
}
