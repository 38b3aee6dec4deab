import type { ElementDefinition } from '@medplum/fhirtypes';
import type { ElementNode, ElementTrees } from '../../fhir/definitions/element-tree.ts';
import { fhirTypeName } from '../compile-type.ts';
import { resolveReference } from '../resolve.ts';
import type { Run } from '../run.ts';
import type { Instance } from './instance.ts';
import { elementById, profileElementOf } from './profile-element.ts';
import type { SliceKey } from './slicing.ts';
import { matchesPattern, sameValue, valueOfChoice } from './value-match.ts';

type Json = Record<string, unknown>;
type Discriminator = NonNullable<NonNullable<ElementDefinition['slicing']>['discriminator']>[number];

/** A value that a discriminator's path leads to. `type` where it is known. */
interface Found {
  value: unknown;
  type: string | undefined;
}

type Step =
  | { kind: 'name'; name: string }
  | { kind: 'extension'; url: string }
  | { kind: 'resolve' }
  | { kind: 'ofType'; type: string };

/** Whether an occurrence belongs to a slice, as far as one discriminator tells. */
export interface SliceMatcher {
  (instance: Instance, run: Run): boolean;
  /** The property and its text that decide it, where the property has a text. */
  readonly key?: SliceKey;
}

/** The restricted FHIRPath of discriminators: http://hl7.org/fhir/R4/profiling.html#discriminator. Undefined for anything else. */
function parsePath(path: string): Step[] | undefined {
  const steps: Step[] = [];
  const pattern =
    /\s*(?:(\$this)|extension\(\s*['"]?([^'")]+)['"]?\s*\)|(resolve)\(\)|ofType\(\s*(?:FHIR\.)?(\w+)\s*\)|as\(\s*(?:FHIR\.)?(\w+)\s*\)|`?([A-Za-z_]\w*)`?(?:\[x\])?)(?:\.|$)/gy;
  for (let match = pattern.exec(path); match; match = pattern.exec(path)) {
    if (match[2]) steps.push({ kind: 'extension', url: match[2] });
    else if (match[3]) steps.push({ kind: 'resolve' });
    else if (match[4] ?? match[5]) steps.push({ kind: 'ofType', type: (match[4] ?? match[5])! });
    else if (match[6]) steps.push({ kind: 'name', name: match[6] });
    if (pattern.lastIndex >= path.trimEnd().length) return steps;
  }
  return undefined;
}

/** The values at a path inside an occurrence. */
function valuesAt(instance: Instance, steps: readonly Step[], run: Run): Found[] {
  let found: Found[] = [{ value: instance.value ?? instance.sibling, type: instance.property.type }];
  for (const step of steps) {
    const next: Found[] = [];
    for (const { value, type } of found) {
      if (typeof value !== 'object' || value === null) {
        if (step.kind === 'resolve' && typeof value === 'string') addResolved(value, run, next);
        if (step.kind === 'ofType' && type === step.type) next.push({ value, type });
        continue;
      }
      const owner = value as Json;
      switch (step.kind) {
        case 'name':
          addNamed(owner, step.name, next);
          break;
        case 'extension':
          for (const item of [owner.extension, owner.modifierExtension].flat() as (Json | undefined)[]) {
            if (item?.url === step.url) next.push({ value: item, type: 'Extension' });
          }
          break;
        case 'resolve':
          if (typeof owner.reference === 'string') addResolved(owner.reference, run, next);
          break;
        case 'ofType':
          if (type === step.type || owner.resourceType === step.type) next.push({ value, type });
          break;
      }
    }
    found = next;
  }
  return found;
}

function addResolved(reference: string, run: Run, into: Found[]): void {
  const target = resolveReference(reference, run.frame, run);
  if (target) into.push({ value: target.resource, type: String(target.resource.resourceType) });
  else {
    // Without the target, a RESTful reference still tells the type.
    const implied = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/.*)?$/.exec(reference)?.[1];
    if (implied) into.push({ value: { resourceType: implied }, type: implied });
  }
}

function addNamed(owner: Json, name: string, into: Found[]): void {
  const direct = owner[name] ?? owner[`_${name}`];
  if (direct !== undefined) {
    for (const item of Array.isArray(direct) ? direct : [direct]) {
      if (item !== null) into.push({ value: item, type: typeOf(item) });
    }
    return;
  }
  // A choice: `value` stands in `valueQuantity`.
  for (const key in owner) {
    if (!key.startsWith(name) || !/^[A-Z]/.test(key.slice(name.length))) continue;
    into.push({ value: owner[key], type: key.slice(name.length) });
  }
}

function typeOf(value: unknown): string | undefined {
  const type = (value as { resourceType?: unknown })?.resourceType;
  return typeof type === 'string' ? type : undefined;
}

/** The node of a slice at a discriminator's path; also the fixed value or pattern of a parent that reaches down to it. */
function nodeAt(
  trees: ElementTrees,
  slice: ElementNode,
  steps: readonly Step[],
  resolveProfile: (canonical: string) => ElementNode | undefined,
): { node: ElementNode | undefined; value?: { value: unknown; isPattern: boolean } } {
  let node = profiledElement(trees, slice, resolveProfile);
  for (let i = 0; i <= steps.length && node; i++) {
    const given = fixedOrPattern(node);
    if (given) {
      const rest = steps.slice(i);
      const value = rest.every((step) => step.kind === 'name')
        ? below(
            given.value,
            rest.map((step) => (step as { name: string }).name),
          )
        : undefined;
      if (value !== undefined) return { node, value: { value, isPattern: given.isPattern } };
    }
    const step = steps[i];
    if (!step) break;
    node = stepInto(trees, node, step, resolveProfile);
  }
  return { node };
}

/** What a slice is said to be: itself, or the element of a profile that it conforms to. */
function profiledElement(
  trees: ElementTrees,
  slice: ElementNode,
  resolveProfile: (canonical: string) => ElementNode | undefined,
): ElementNode | undefined {
  const [type, ...others] = slice.definition.type ?? [];
  const stated = type && others.length === 0 ? profileElementOf(type) : undefined;
  const tree = stated && resolveProfile(stated.profile);
  return tree ? elementById(trees, tree, stated.id) : slice;
}

function stepInto(
  trees: ElementTrees,
  node: ElementNode,
  step: Step,
  resolveProfile: (canonical: string) => ElementNode | undefined,
): ElementNode | undefined {
  switch (step.kind) {
    case 'name': {
      const child: ElementNode | undefined = trees.child(node, step.name) ?? trees.child(node, `${step.name}[x]`);
      // A choice whose only slice says more than the choice itself.
      return child && child.slices.length === 1 && child.name.endsWith('[x]') && !fixedOrPattern(child)
        ? child.slices[0]
        : child;
    }
    case 'extension': {
      const extension = trees.child(node, 'extension');
      // The last is the most specific: slices of slices follow what they slice.
      return extension?.slices.findLast((slice) => {
        const url = trees.child(slice, 'url');
        const profile = slice.definition.type?.[0]?.profile?.[0];
        return profile === step.url || (url && fixedOrPattern(url)?.value === step.url);
      });
    }
    case 'resolve': {
      const profile = node.definition.type?.flatMap((type) => type.targetProfile ?? [])[0];
      return profile ? resolveProfile(profile) : undefined;
    }
    case 'ofType': {
      const slice = node.slices.find((item) => item.definition.type?.[0]?.code === step.type);
      return slice ?? node;
    }
  }
}

function fixedOrPattern(node: ElementNode): { value: unknown; isPattern: boolean } | undefined {
  const fixed = valueOfChoice(node.definition, 'fixed');
  if (fixed) return { value: fixed.value, isPattern: false };
  const pattern = valueOfChoice(node.definition, 'pattern');
  return pattern && { value: pattern.value, isPattern: true };
}

function below(value: unknown, names: readonly string[]): unknown {
  let at = value;
  for (const name of names) {
    if (Array.isArray(at)) at = at[0];
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Json)[name];
  }
  return Array.isArray(at) && at.length === 1 ? at[0] : at;
}

/**
 * Compiles one discriminator for one slice of `head`. Undefined when the slice says nothing at its path; `broken` when nothing could be told by it whatever the
 * occurrence is: its path is no path, or the slice does not say what a discriminator of its type asks for.
 */
export function compileDiscriminator(
  discriminator: Discriminator,
  slice: ElementNode,
  head: ElementNode,
  trees: ElementTrees,
  resolveProfile: (canonical: string) => ElementNode | undefined,
): SliceMatcher | 'broken' | undefined {
  const steps = parsePath(discriminator.path ?? '$this');
  if (!steps) return 'broken';
  const { node, value } = nodeAt(trees, slice, steps, resolveProfile);
  if (!node) return undefined;
  switch (discriminator.type) {
    case 'exists': {
      const mustExist = (node.definition.min ?? 0) > 0;
      const mustNot = node.definition.max === '0';
      if (!mustExist && !mustNot) return 'broken';
      return (instance, run) => {
        const exists = valuesAt(instance, steps, run).length > 0;
        return mustNot ? !exists : exists;
      };
    }
    case 'type':
      return isNarrowed(node, nodeAt(trees, head, steps, resolveProfile).node) ? matchType(node, steps) : 'broken';
    case 'profile':
      return matchProfile(node, steps, slice) ?? 'broken';
    default:
      if (node.definition.max === '0') return (instance, run) => valuesAt(instance, steps, run).length === 0;
      return value ? matchValue(value, steps) : (matchBelow(trees, node, steps) ?? matchBinding(node, steps));
  }
}

function matchValue(
  { value, isPattern }: { value: unknown; isPattern: boolean },
  steps: readonly Step[],
): SliceMatcher {
  const matches = isPattern ? matchesPattern : sameValue;
  const [only] = steps;
  if (steps.length === 1 && only?.kind === 'name' && typeof value !== 'object') {
    // The common case, such as `system` or `url`, without collecting anything.
    const { name } = only;
    const matcher = (instance: Instance, run: Run) => {
      const direct = (instance.value as Json | undefined)?.[name];
      if (typeof direct === 'string') return direct === value;
      return valuesAt(instance, steps, run).some((found) => found.value === value);
    };
    return typeof value === 'string' ? Object.assign(matcher, { key: { name, text: value } }) : matcher;
  }
  return (instance, run) => valuesAt(instance, steps, run).some((found) => matches(found.value, value));
}

/** A slice may fix parts of what the discriminator names instead of the whole: all of them must fit. */
function matchBelow(trees: ElementTrees, node: ElementNode, steps: readonly Step[]): SliceMatcher | undefined {
  const parts: { steps: Step[]; value: unknown; isPattern: boolean }[] = [];
  const collect = (at: ElementNode, path: Step[]) => {
    if (!at.walked) return;
    for (const child of trees.children(at)?.values() ?? []) {
      const name: Step = { kind: 'name', name: child.name.replace('[x]', '') };
      for (const each of [child, ...child.slices]) {
        const given = fixedOrPattern(each);
        if (given) parts.push({ steps: [...path, name], ...given });
        else collect(each, [...path, name]);
      }
    }
  };
  collect(node, []);
  if (parts.length === 0) return undefined;
  return (instance, run) =>
    parts.every((part) => {
      const matches = part.isPattern ? matchesPattern : sameValue;
      return valuesAt(instance, [...steps, ...part.steps], run).some((found) => matches(found.value, part.value));
    });
}

function matchBinding(node: ElementNode, steps: readonly Step[]): SliceMatcher | undefined {
  const { binding, min } = node.definition;
  if (binding?.valueSet && binding.strength === 'required') {
    const valueSet = binding.valueSet;
    return (instance, run) => valuesAt(instance, steps, run).some((found) => isMember(found.value, valueSet, run));
  }
  if (steps.length === 0) return undefined;
  if ((min ?? 0) > 0) return (instance, run) => valuesAt(instance, steps, run).length > 0;
  return undefined;
}

function isMember(value: unknown, valueSet: string, run: Run): boolean {
  if (typeof value === 'string') {
    return run.services.terminology.validateCoding({ code: value, valueSet }).status === 'valid';
  }
  const { coding, code, system } = value as { coding?: unknown[]; code?: string; system?: string };
  if (Array.isArray(coding)) return coding.some((item) => isMember(item, valueSet, run));
  if (typeof code !== 'string') return false;
  return run.services.terminology.validateCoding({ code, valueSet, ...(system && { system }) }).status === 'valid';
}

/** Whether a slice has fewer types than what is sliced, or one only. */
function isNarrowed({ definition }: ElementNode, head: ElementNode | undefined): boolean {
  const count = definition.type?.length ?? 0;
  return count < 2 || count < (head?.definition.type?.length ?? 0);
}

function matchType(node: ElementNode, steps: readonly Step[]): SliceMatcher | undefined {
  const last = steps.at(-1);
  const types = new Set<string>();
  if (last?.kind === 'resolve' && !node.parent) types.add(node.name);
  else for (const type of node.definition.type ?? []) types.add(fhirTypeName(type));
  if (!node.parent) types.add(node.name);
  if (types.size === 0 || types.has('Resource')) return undefined;
  const isType = (type: string | undefined) =>
    type !== undefined && (types.has(type) || types.has(type.charAt(0).toLowerCase() + type.slice(1)));
  return (instance, run) => valuesAt(instance, steps, run).some((found) => isType(typeOf(found.value) ?? found.type));
}

function matchProfile(node: ElementNode, steps: readonly Step[], slice: ElementNode): SliceMatcher | undefined {
  const isResolved = steps.at(-1)?.kind === 'resolve';
  const source = isResolved ? beforeResolve(slice, steps) : node;
  const types = source?.definition.type ?? [];
  const profiles = types.flatMap((type) => (isResolved ? type.targetProfile : type.profile) ?? []);
  if (profiles.length === 0) return undefined;
  return (instance, run) =>
    valuesAt(instance, steps, run).some((found) => {
      // Known only by the type in its reference: it cannot be decided further.
      const isBare = isResolved && Object.keys(found.value as Json).length === 1;
      return profiles.some((profile) =>
        isBare ? false : run.services.profiles.conforms(found.value, profile, run) === true,
      );
    });
}

function beforeResolve(slice: ElementNode, steps: readonly Step[]): ElementNode | undefined {
  let node: ElementNode | undefined = slice;
  for (const step of steps.slice(0, -1)) if (step.kind === 'name') node = node?.listed?.get(step.name);
  return node;
}
