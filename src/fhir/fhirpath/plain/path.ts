import type { Node } from '../ast.ts';
import type { Slot, TypeInfo } from '../type-model.ts';
import { UNSURE, YES } from './answer.ts';
import { compileNode } from './condition.ts';

/** Adds the values at a path; false when that leaves the part of FHIRPath that is spoken here, and what was added then says nothing. */
export type Collect = (focus: unknown, resource: unknown, into: unknown[]) => boolean;
/** The values of one type at a path; a choice has one of these for each of its types. */
export interface Branch {
  collect: Collect;
  type: TypeInfo;
  /** It is the focus itself. */
  isFocus?: true;
  /** It is an element of the focus, in this slot. */
  slot?: Slot;
}

export interface Scope {
  type: TypeInfo;
  /** The type of `%resource`. */
  root: TypeInfo | undefined;
}

/** The branches of a path; undefined when it is no path of this part of FHIRPath. */
export function pathTo(node: Node | undefined, scope: Scope): Branch[] | undefined {
  if (!node) return [itself(scope.type)];
  switch (node.kind) {
    case 'variable':
      return node.name === '$this' && !node.target ? [itself(scope.type)] : undefined;
    case 'constant':
      return node.name === 'resource' && scope.root?.kind === 'resource' ? [surrounding(scope.root)] : undefined;
    case 'member': {
      const from = pathTo(node.target, scope);
      if (!node.target && node.name === scope.type.name && !scope.type.element(node.name)) return from;
      return from && step(from, node.name);
    }
    case 'call': {
      const from = node.name === 'where' ? pathTo(node.target, scope) : undefined;
      return from && node.args[0] ? where(from, node.args[0], scope) : undefined;
    }
    default:
      return undefined;
  }
}

function itself(type: TypeInfo): Branch {
  const isFit = type.primitive ? isSimple : isComplex;
  return {
    type,
    isFocus: true,
    collect: (focus, _resource, into) => {
      into.push(focus);
      return isFit(focus);
    },
  };
}

function surrounding(type: TypeInfo): Branch {
  return {
    type,
    collect: (_focus, resource, into) => {
      into.push(resource);
      return isComplex(resource) && (resource as { resourceType?: unknown }).resourceType === type.name;
    },
  };
}

function isComplex(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSimple(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `.name` behind each branch. */
function step(from: readonly Branch[], name: string): Branch[] | undefined {
  const branches: Branch[] = [];
  for (const branch of from) {
    const { type } = branch;
    if (type.primitive || type.kind === 'system' || type.kind === 'untyped') return undefined;
    const slots = type.element(name)?.slots;
    if (type.name === 'Resource' || type.name === 'DomainResource' || (!slots && isAbstract(type))) return undefined;
    if (slots) for (const slot of slots) branches.push(below(branch, slot));
    else branches.push(without(branch, name));
  }
  return branches;
}

function isAbstract(type: TypeInfo): boolean {
  return type.name === 'Element' || type.name === 'BackboneElement';
}

function below({ collect, isFocus }: Branch, slot: Slot): Branch {
  const { type } = slot;
  if (isFocus) return { type, slot, collect: (focus, _resource, found) => addSlot(focus, slot, found) };
  return {
    type,
    collect: (focus, resource, found) => {
      const from = found.length;
      if (!collect(focus, resource, found)) return false;
      const owners = found.length - from;
      for (let at = from; at < from + owners; at++) if (!addSlot(found[at], slot, found)) return false;
      removeAt(from, owners, found);
      return true;
    },
  };
}

/** Takes out the owners, behind which their values stand. */
function removeAt(from: number, owners: number, found: unknown[]): void {
  for (let at = from + owners; at < found.length; at++) found[at - owners] = found[at];
  for (let left = owners; left > 0; left--) found.pop();
}

function addSlot(owner: unknown, { key, extensionKey, type }: Slot, found: unknown[]): boolean {
  if (!isComplex(owner)) return false;
  const value = (owner as Record<string, unknown>)[key];
  // A primitive without a value may still have extensions, which make it exist.
  if (type.primitive && (owner as Record<string, unknown>)[extensionKey] !== undefined) return false;
  if (value === undefined) return true;
  const isFit = type.primitive ? isSimple : isComplex;
  if (!Array.isArray(value)) {
    found.push(value);
    return isFit(value);
  }
  for (const item of value) {
    if (!isFit(item)) return false;
    found.push(item);
  }
  return true;
}

/** An element that the type does not have: nothing, unless the value has it all the same. */
function without({ collect, type }: Branch, name: string): Branch {
  return {
    type,
    collect: (focus, resource) => {
      const owners: unknown[] = [];
      return collect(focus, resource, owners) && owners.every((owner) => !Object.hasOwn(owner as object, name));
    },
  };
}

/** The only value in a slot where it plainly is one of its type; undefined says nothing. */
export function plainValue(owner: unknown, { key, extensionKey, type }: Slot): unknown {
  if (!isComplex(owner)) return undefined;
  const value = (owner as Record<string, unknown>)[key];
  if (type.primitive)
    return isSimple(value) && (owner as Record<string, unknown>)[extensionKey] === undefined ? value : undefined;
  return isComplex(value) ? value : undefined;
}

export function together(path: readonly Branch[]): Collect {
  const [only] = path;
  if (path.length === 1) return only!.collect;
  return (focus, resource, into) => path.every(({ collect }) => collect(focus, resource, into));
}

export function where(path: readonly Branch[], criterion: Node, { root }: Scope): Branch[] {
  return path.map(({ collect, type }) => {
    const holds = compileNode(criterion, { type, root });
    return {
      type,
      collect: (focus, resource, found) => {
        const from = found.length;
        if (!collect(focus, resource, found)) return false;
        let kept = from;
        for (let at = from; at < found.length; at++) {
          const answer = holds(found[at], resource);
          if (answer === UNSURE) return false;
          if (answer === YES) found[kept++] = found[at];
        }
        while (found.length > kept) found.pop();
        return true;
      },
    };
  });
}
