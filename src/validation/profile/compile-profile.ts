import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { splitCanonical } from '../../fhir/definitions/canonical.ts';
import { type ElementNode, reasonOf, SnapshotError } from '../../fhir/definitions/element-tree.ts';
import { compileBinding, sameBinding } from '../binding.ts';
import { fhirTypeName, isBackboneType } from '../compile-type.ts';
import { type CompiledInvariant, compileInvariants } from '../invariant.ts';
import type { ObjectCheck, PropertyCheck } from '../object-check.ts';
import { compileTargets } from '../reference.ts';
import type { Run } from '../run.ts';
import type { Services } from '../services.ts';
import { compileDiscriminator, type SliceMatcher } from './discriminator.ts';
import { compileElementRules } from './element-rules.ts';
import { propertiesOf } from './instance.ts';
import { applyOverlay, type ChildOverlay, type InstanceCheck, type Overlay } from './overlay.ts';
import { baseOfElement, elementById, type ProfileElement, profileElementOf } from './profile-element.ts';
import { type Slice, Slicing, withoutKey } from './slicing.ts';
import { valueOfChoice } from './value-match.ts';

const NOTHING: Overlay = { checks: [], children: [], isDemanding: false };

/** A compiled profile: what it says beyond its base type. */
export interface ProfileCheck {
  url: string;
  type: string;
  overlay: Overlay;
  /** Profiles that hold besides. */
  imposes: readonly string[];
}

const IMPOSE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-imposeProfile';

/** Compiles StructureDefinitions into overlays over their base types. */
export class ProfileCompiler {
  readonly #services: () => Services;

  constructor(services: () => Services) {
    this.#services = services;
  }

  /** Throws SnapshotError where the definition does not fit its base. */
  compile(definition: StructureDefinition): ProfileCheck {
    const { trees, types } = this.#services();
    const type = definition.type ?? '';
    const url = `${definition.url}${definition.version ? `|${definition.version}` : ''}`;
    const tree = trees.treeOf(definition);
    const base = trees.treeOfType(type);
    const check = types.object(type);
    if (!base || !check)
      throw new SnapshotError({
        en: `The type ${type} of ${url} is not known`,
        sv: `Typen ${type} för ${url} är inte känd`,
      });
    const imposes = (definition.extension ?? [])
      .filter((item) => item.url === IMPOSE)
      .map((item) => item.valueCanonical)
      .filter((canonical) => canonical !== undefined);
    return { url: definition.url!, type, overlay: this.#overlay(tree, base, check, url), imposes };
  }

  /** What `node` says beyond `base`, for values with the content of `content`. */
  #overlay(
    node: ElementNode,
    base: ElementNode | undefined,
    content: ObjectCheck | undefined,
    profile: string,
  ): Overlay {
    const checks = this.#checks(node, base, profile);
    const children: ChildOverlay[] = [];
    if (content && node.listed) {
      for (const child of node.listed.values()) {
        const overlay = this.#child(child, base?.listed?.get(child.name), content, profile);
        if (overlay) children.push(overlay);
      }
    }
    const isDemanding = children.some((child) => child.min !== undefined || child.slicing?.isDemanding);
    return checks.length === 0 && children.length === 0 ? NOTHING : { checks, children, isDemanding };
  }

  #child(
    node: ElementNode,
    base: ElementNode | undefined,
    content: ObjectCheck,
    profile: string,
  ): ChildOverlay | undefined {
    const { definition } = node;
    const properties = propertiesOf(content, node.name);
    if (properties.length === 0) return undefined;
    const min = (definition.min ?? 0) > (base?.definition.min ?? 0) ? definition.min : undefined;
    const isTighter = definition.max !== undefined && definition.max !== '*' && definition.max !== base?.definition.max;
    const max = isTighter ? Number(definition.max) : undefined;
    const each = this.#overlay(node, baseOf(node, base, this.#services()), this.#contentOf(node, properties), profile);
    const slicing = this.#slicing(node, base, properties, profile);
    if (min === undefined && max === undefined && each === NOTHING && !slicing) return undefined;
    return {
      path: node.id,
      properties,
      min,
      max,
      each: each === NOTHING ? undefined : each,
      slicing,
      onlyText: (min ?? 1) <= 1 && (max ?? 1) >= 1 && !slicing ? onlyText(node, base, each) : undefined,
      rule: profile,
    };
  }

  /** The content of an element's values, where one kind is left: its backbone, or its only type. */
  #contentOf(node: ElementNode, properties: readonly PropertyCheck[]): ObjectCheck | undefined {
    const { types } = this.#services();
    const only = node.definition.type?.length === 1 ? fhirTypeName(node.definition.type[0]!) : undefined;
    if (only && !isBackboneType(only) && only !== 'Resource') return types.object(only) ?? types.element();
    return properties.length === 1 && properties[0]!.kind !== 'resource' ? properties[0]!.object() : types.element();
  }

  #checks(node: ElementNode, base: ElementNode | undefined, profile: string): InstanceCheck[] {
    const { definition } = node;
    const before = base?.definition;
    const checks: InstanceCheck[] = [];
    if (node.parent && definition.type && definition.type !== before?.type)
      checks.push(...this.#typeChecks(definition.type, before, profile));
    checks.push(...compileElementRules(definition, before, profile));
    if (definition.binding && !sameBinding(definition.binding, before?.binding)) {
      const codes = (definition.type ?? []).map(fhirTypeName);
      for (const code of codes) {
        const binding = compileBinding(definition.binding, code, profile);
        if (binding) {
          checks.push(({ property, value }, run) => {
            if (property.type === code && value !== undefined) binding(value, run, property);
          });
        }
      }
    }
    const known = new Set(before?.constraint?.map((item) => item.key));
    const own = definition.constraint?.filter((item) => !known.has(item.key));
    if (own?.length) checks.push(this.#invariants(own, node));
    return checks;
  }

  /** The rules that a profile adds to an element; a choice's values tell their type when they are there. */
  #invariants(own: NonNullable<ElementDefinition['constraint']>, node: ElementNode): InstanceCheck {
    const compiled = new Map<string, CompiledInvariant[]>();
    const isChoice = node.name.endsWith('[x]');
    const only = node.parent ? this.#typeForRules(node) : node.name;
    return ({ value, sibling, property }, run) => {
      const type = isChoice ? property.type : only;
      let invariants = compiled.get(type);
      if (!invariants) {
        invariants = compileInvariants(own, type, node.root.name);
        compiled.set(type, invariants);
      }
      const focus = value ?? sibling;
      for (const invariant of invariants) {
        // A rule on `Bundle.entry.resource` is a rule of the Bundle.
        if (property.kind === 'resource') run.outside(() => invariant.check(focus, run));
        else invariant.check(focus, run);
      }
    };
  }

  #typeForRules(node: ElementNode): string {
    const only = node.definition.type?.length === 1 ? fhirTypeName(node.definition.type[0]!) : undefined;
    return only && !isBackboneType(only) ? only : node.path;
  }

  /** The types that are left, the profiles on them, and what references may point to. */
  #typeChecks(
    types: NonNullable<ElementDefinition['type']>,
    before: ElementDefinition | undefined,
    rule: string,
  ): InstanceCheck[] {
    const names = types.map(fhirTypeName);
    const wasWider = (before?.type ?? []).some((type) => !names.includes(fhirTypeName(type)));
    const checks: InstanceCheck[] = [];
    if (wasWider && !names.includes('Resource')) {
      const allowed = names.join(', ');
      checks.push(({ property, value }, run) => {
        const found =
          property.kind === 'resource' ? String((value as { resourceType?: unknown })?.resourceType) : property.type;
        if (names.includes(found) || isBackboneType(found) || found.includes('.')) return;
        if (property.kind === 'resource' && names.some((name) => isAbstract(name))) return;
        if (property.path === 'Extension.value[x]')
          run.reportAtParent('type-not-allowed', { found, allowed }, { rule });
        else run.report('type-not-allowed', { found, allowed }, { rule });
        return false;
      });
    }
    for (const type of types) {
      const name = fhirTypeName(type);
      const old = before?.type?.find((item) => fhirTypeName(item) === name);
      const targets = compileTargets(type);
      if (
        targets &&
        JSON.stringify([type.targetProfile, type.aggregation]) !==
          JSON.stringify([old?.targetProfile, old?.aggregation])
      ) {
        checks.push(({ property, value }, run) => {
          if (property.type === 'Reference' && value !== undefined) targets(value, run, property);
        });
      }
      const stated = profileElementOf(type);
      const profiles = type.profile?.filter((profile) => !isOwnType(profile, name)) ?? [];
      if (stated) checks.push(this.#conformsToElement(stated));
      else if (profiles.length > 0 && JSON.stringify(profiles) !== JSON.stringify(old?.profile)) {
        checks.push(this.#conformsToOneOf(profiles, name));
      }
    }
    return checks;
  }

  /** Values conform to one element of a profile; compiled at its first use. */
  #conformsToElement({ profile, id }: ProfileElement): InstanceCheck {
    let overlay: Overlay | undefined;
    return (instance, run) => {
      if (instance.property.kind !== 'object') return;
      const { trees } = this.#services();
      const tree = this.#treeOf(profile);
      const node = tree && elementById(trees, tree, id);
      if (!node) {
        run.report('profile-unresolved', { profile: `${profile}#${id}` });
        return;
      }
      overlay ??= this.#overlay(node, baseOfElement(trees, id), instance.property.object(), profile);
      applyOverlay(overlay, instance, run);
    };
  }

  #conformsToOneOf(profiles: readonly string[], type: string): InstanceCheck {
    return (instance, run) => {
      const { property, value } = instance;
      const isResource = property.kind === 'resource';
      const found = isResource ? String((value as { resourceType?: unknown })?.resourceType) : property.type;
      if (found !== type && !isAbstract(type) && !found.includes('.')) return;
      if (property.kind === 'extension' && this.#isCheckedAlready(profiles, value, run)) return;
      const known = profiles.filter((profile) => {
        const check = this.#services().profiles.profile(profile);
        if (!check) run.report('profile-unresolved', { profile });
        if (check instanceof Error) run.report('profile-broken', { profile, reason: reasonOf(check) });
        return check && !(check instanceof Error);
      });
      if (known.length === 1 && profiles.length === 1) {
        const check = this.#services().profiles.profile(known[0]!) as ProfileCheck;
        if (isResource && check.type !== found && !isAbstract(check.type)) {
          run.report('type-not-allowed', { found, allowed: check.type }, { rule: known[0]! });
        } else {
          const target = typeof value === 'object' && value !== null ? value : instance;
          run.conformance.begin(target, check.url);
          applyOverlay(check.overlay, instance, run);
          run.conformance.finished();
        }
        return;
      }
      if (known.length === 0) return;
      const conforms = known.some((profile) => {
        const check = this.#services().profiles.profile(profile) as ProfileCheck;
        if (isResource && check.type !== found && !isAbstract(check.type)) return false;
        return run.passes(() => applyOverlay(check.overlay, instance, run));
      });
      if (!conforms) run.report('profile-no-match', { profiles: known.join(', ') });
    };
  }

  /** Whether an extension has been checked against its definition, and its findings told, where it was met. */
  #isCheckedAlready([profile, ...others]: readonly string[], value: unknown, run: Run): boolean {
    if (run.isMuted || run.frame.kind === 'contained' || others.length > 0) return false;
    const url = (value as { url?: unknown } | undefined)?.url;
    if (typeof url !== 'string' || url !== profile) return false;
    const { extensions, profiles } = run.services;
    const known = extensions.find(url);
    const check = profiles.profile(profile);
    return known !== undefined && check !== undefined && profiles.profile(known.canonical) === check;
  }

  #slicing(
    node: ElementNode,
    base: ElementNode | undefined,
    properties: readonly PropertyCheck[],
    profile: string,
    inherited?: ElementDefinition['slicing'],
  ): Slicing | undefined {
    const slicing = node.definition.slicing ?? inherited;
    const top = node.slices.filter((slice) => !slice.sliceName!.includes('/'));
    if (top.length === 0) return undefined;
    return this.#slicingOf(node, top, slicing, base, properties, profile);
  }

  #slicingOf(
    node: ElementNode,
    slices: readonly ElementNode[],
    slicing: ElementDefinition['slicing'],
    base: ElementNode | undefined,
    properties: readonly PropertyCheck[],
    profile: string,
  ): Slicing {
    const { trees } = this.#services();
    const isExtension = node.name === 'extension' || node.name === 'modifierExtension';
    const isChoice = node.name.endsWith('[x]');
    const discriminators =
      slicing?.discriminator ??
      (isExtension
        ? [{ type: 'value' as const, path: 'url' }]
        : isChoice
          ? [{ type: 'type' as const, path: '$this' }]
          : []);
    const compiled = slices.map((slice): Slice => {
      const matchers: SliceMatcher[] = [];
      let isBroken = false;
      let undecidable = discriminators.length === 0;
      for (const discriminator of discriminators) {
        const matcher = compileDiscriminator(discriminator, slice, node, trees, (canonical) => this.#treeOf(canonical));
        if (matcher === 'broken') isBroken = true;
        else if (matcher) matchers.push(matcher);
        if (typeof matcher !== 'function') undecidable = true;
      }
      const reslices = node.slices.filter((other) => other.sliceName!.startsWith(`${slice.sliceName}/`));
      const overlay = this.#overlay(
        slice,
        baseOf(slice, base, this.#services()),
        this.#contentOf(slice, properties),
        profile,
      );
      const key = undecidable || matchers.length > 1 ? undefined : matchers[0]!.key;
      return {
        name: slice.sliceName!,
        min: isBroken ? 0 : (slice.definition.min ?? 0),
        max:
          isBroken || slice.definition.max === undefined || slice.definition.max === '*'
            ? Number.POSITIVE_INFINITY
            : Number(slice.definition.max),
        matches: undecidable
          ? untold(isBroken, slice, profile)
          : (instance, run) => matchers.every((matcher) => matcher(instance, run)),
        key,
        overlay,
        remaining: withoutKey(overlay, key),
        slicing:
          reslices.length > 0
            ? this.#slicingOf(node, reslices, slice.definition.slicing ?? slicing, base, properties, profile)
            : undefined,
      };
    });
    return new Slicing(node.path, compiled, slicing?.rules ?? 'open', slicing?.ordered ?? false, profile);
  }

  #treeOf(canonical: string): ElementNode | undefined {
    const { definitions, trees } = this.#services();
    const definition = definitions.resolve(canonical, 'StructureDefinition');
    return definition && trees.treeOf(definition);
  }
}

/** A slice that nothing can be sorted into; where that is the discriminators' fault, it is told at every occurrence, since what belongs to the slice is not checked. */
function untold(isToBeTold: boolean, { sliceName = '', path }: ElementNode, profile: string): Slice['matches'] {
  return (_, run) => {
    if (isToBeTold) run.report('slicing-not-evaluated', { slice: sliceName, path, profile }, { rule: profile });
    return false;
  };
}

/** Whether a canonical says no more than the type itself. */
function isOwnType(canonical: string, type: string): boolean {
  const { url } = splitCanonical(canonical);
  return (
    url === `http://hl7.org/fhir/StructureDefinition/${type}` ||
    url === 'http://hl7.org/fhir/StructureDefinition/Resource' ||
    url === 'http://hl7.org/fhir/StructureDefinition/DomainResource'
  );
}

export function isAbstract(type: string): boolean {
  return type === 'Resource' || type === 'DomainResource';
}

/** What an element's constraints are compared with: the same element of the base type, or the root of its own type when it is looked into. */
function baseOf(node: ElementNode, base: ElementNode | undefined, services: Services): ElementNode | undefined {
  const only = node.definition.type?.length === 1 ? fhirTypeName(node.definition.type[0]!) : undefined;
  if (!only || isBackboneType(only) || only === 'Resource' || !node.listed) return base;
  const tree = services.trees.treeOfType(only);
  if (!tree) return base;
  if (!base) return tree;
  // The element's own definition, with the content of its type.
  const merged = tree.cloneUnder(undefined);
  merged.definition = {
    ...base.definition,
    constraint: [...(base.definition.constraint ?? []), ...(tree.definition.constraint ?? [])],
  };
  return merged;
}

/** The text that an element must be, where its overlay demands nothing else. */
function onlyText(node: ElementNode, base: ElementNode | undefined, each: Overlay): string | undefined {
  if (each.checks.length !== 1 || each.children.length > 0) return undefined;
  const given = ['fixed', 'pattern'].map((prefix) => valueOfChoice(node.definition, prefix)?.value);
  const before = ['fixed', 'pattern'].map((prefix) => base && valueOfChoice(base.definition, prefix));
  const [text, other] = given.filter((value) => value !== undefined);
  // A single check beyond the base's: the one of the text.
  return typeof text === 'string' && other === undefined && !before.some(Boolean) ? text : undefined;
}
