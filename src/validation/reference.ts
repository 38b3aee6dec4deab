import type { ElementDefinition } from '@medplum/fhirtypes';
import { splitCanonical } from '../fhir/definitions/canonical.ts';
import { entriesOf } from './bundle/entry-index.ts';
import type { ValueCheck } from './object-check.ts';
import { QUICK } from './quick-primitives.ts';
import { entryUrl, type Resolved, resolveReference } from './resolve.ts';
import { bundleOf, type ResourceFrame } from './resource-frame.ts';
import type { Run } from './run.ts';
import { isAbsoluteUri } from './uri.ts';

type Json = Record<string, unknown>;
type TypeDefinition = NonNullable<ElementDefinition['type']>[number];

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const CONDITIONAL = /^[A-Z][A-Za-z]+\?[^=&\s]+=[^&]*(?:&[^=&\s]+=[^&]*)*$/;
const RELATIVE = /^(?:https?:\/\/.+\/)?([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Form of any Reference, wherever it stands: http://hl7.org/fhir/R4/references.html. */
export function checkReferenceItself(value: Json, run: Run): void {
  const { reference, type } = value;
  if (typeof type === 'string' && !run.services.types.resource(nameOfType(type))) {
    run.report('reference-type-unknown', { type: safe(type) });
  }
  if (typeof reference !== 'string' || reference === '') return;
  if (reference.startsWith('#')) {
    if (!resolveReference(reference, run.frame, run)) run.report('reference-contained-missing', { reference: '#…' });
    return;
  }
  const bundle = bundleOf(run.frame);
  if (bundle === undefined && typeof type !== 'string' && isPlain(reference, run)) return;
  if (/\s/.test(reference)) run.report('uri-whitespace');
  const isRelative = !isAbsoluteUri(reference);
  if (isRelative && !isRelativeForm(reference, run)) checkOtherForm(reference, bundle, run);
  const implied = typeof type === 'string' ? impliedType(reference) : undefined;
  if (implied && implied !== nameOfType(type as string) && run.services.types.resource(implied)) {
    run.report('reference-type-mismatch', { stated: safe(nameOfType(type as string)), found: implied });
  }
  if (bundle) checkInBundle(reference, isRelative, bundle, run);
}

/** A relative reference that is not `Type/id`: a search that is well-formed, or an error where it must be found by the entry's address. */
function checkOtherForm(reference: string, bundle: ResourceFrame | undefined, run: Run): void {
  if (isConditional(reference)) {
    if (!CONDITIONAL.test(reference)) run.report('reference-format');
    return;
  }
  const isJudged = bundle && entryUrl(run.frame, bundle) !== undefined;
  run.report('reference-format', {}, { severity: isJudged ? 'error' : 'warning' });
}

/** What any reference in an entry must fulfil: http://hl7.org/fhir/R4/bundle.html#references */
function checkInBundle(reference: string, isRelative: boolean, bundle: ResourceFrame, run: Run): void {
  const url = entryUrl(run.frame, bundle);
  if (isRelative && url === undefined) {
    const isResponse = /^(?:batch|transaction)-response$/.test(String(bundle.resource.type));
    if (isResponse || isConditional(reference) || !run.services.options.requireFullUrl) return;
    run.report('bundle-reference-relative');
    run.reportEntry('bundle-entry-fullurl-missing', bundle.depth);
    return;
  }
  if (entriesOf(bundle.resource).find(reference, url).length > 1) run.report('bundle-reference-ambiguous');
}

/** `Patient/1`, with a type that exists. */
function isRelativeForm(reference: string, run: Run): boolean {
  if (isPlain(reference, run)) return true;
  const type = RELATIVE.exec(reference)?.[1];
  return type !== undefined && run.services.types.resource(type) !== undefined;
}

/** The same, without a server before it or a version behind it: nothing more can be wrong with it. */
function isPlain(reference: string, run: Run): boolean {
  const slash = reference.indexOf('/');
  return (
    slash > 0 &&
    QUICK.id!(reference.slice(slash + 1)) &&
    run.services.types.resource(reference.slice(0, slash)) !== undefined
  );
}

/** `Patient?identifier=…`: allowed in transactions, and resolved by the receiver. */
function isConditional(reference: string): boolean {
  return /^[A-Z][A-Za-z]+\?/.test(reference);
}

function nameOfType(type: string): string {
  return type.startsWith(CORE) ? type.slice(CORE.length) : type;
}

function safe(type: string): string {
  return /^[A-Za-z]{1,64}$/.test(type) ? type : '(…)';
}

/** The type that a reference's text implies: `Patient` of `Patient/1` and of `http://server/Patient/1`. */
export function impliedType(reference: string): string | undefined {
  return RELATIVE.exec(reference)?.[1];
}

/** What a Reference may point to, compiled. */
interface Targets {
  profiles: readonly string[];
  /** Resource types of the profiles; undefined for an unknown profile, which allows any. Empty: no limits. */
  types: readonly (string | undefined)[];
  names: string;
}

/** The check of what a Reference may point to; undefined where anything is allowed. */
export function compileTargets(type: TypeDefinition): ValueCheck | undefined {
  if (type.code !== 'Reference') return undefined;
  const isAny = type.targetProfile?.some((item) => item === `${CORE}Resource`);
  const profiles = isAny ? [] : (type.targetProfile ?? []);
  if (profiles.length === 0 && !type.aggregation?.length) return undefined;
  let knownTo: unknown;
  let targets: Targets | undefined;
  return (value, run) => {
    if (!targets || knownTo !== run.services.definitions) {
      knownTo = run.services.definitions;
      const types = profiles.map((profile) => targetTypeOf(profile, run));
      targets = { profiles, types, names: [...new Set(types)].join(', ') };
    }
    checkTarget(value as Json, targets, type, run);
  };
}

function allows({ types }: Targets, found: string): boolean {
  return types.length === 0 || types.includes(found) || types.includes(undefined);
}

function checkTarget(value: Json, targets: Targets, type: TypeDefinition, run: Run): void {
  const { reference, type: stated } = value;
  if (typeof stated === 'string' && !allows(targets, nameOfType(stated))) {
    run.report('reference-target-type', { found: safe(nameOfType(stated)), allowed: targets.names });
  }
  if (typeof reference !== 'string' || reference === '') return;
  const found = resolveReference(reference, run.frame, run);
  if (!found || found.kind === 'external') {
    if (reference.startsWith('#')) return;
    checkExternal(reference, found, targets, run);
    if (!found || run.services.options.references === 'ignore') {
      checkAggregation(type, 'referenced', run);
      return;
    }
  }
  checkAggregation(type, found.kind === 'external' ? 'referenced' : found.kind, run);
  const foundType: unknown = found.resource.resourceType;
  // That the target has no type is told at the target.
  if (typeof foundType !== 'string') return;
  if (!allows(targets, foundType)) {
    run.report('reference-target-type', { found: safe(foundType), allowed: targets.names });
    return;
  }
  if (
    typeof stated === 'string' &&
    nameOfType(stated) !== foundType &&
    run.services.types.resource(nameOfType(stated))
  ) {
    run.report('reference-type-mismatch', { stated: safe(stated), found: safe(foundType) });
  }
  if (found.kind === 'external' && run.services.options.references !== 'valid') return;
  checkTargetProfiles(found, targets, run);
}

function checkExternal(reference: string, found: Resolved | undefined, targets: Targets, run: Run): void {
  const { references, trustReferenceTypes } = run.services.options;
  const implied = trustReferenceTypes ? impliedType(reference) : undefined;
  if (implied && !allows(targets, implied)) {
    run.report('reference-target-type', { found: safe(implied), allowed: targets.names });
  }
  if (references !== 'ignore' && !found && !/example\.org|acme\.com/.test(reference))
    run.report('reference-unresolved');
}

/** The resource type that a target profile is about; undefined when the profile is unknown. */
function targetTypeOf(profile: string, run: Run): string | undefined {
  const { url } = splitCanonical(profile);
  if (url.startsWith(CORE) && run.services.types.resource(url.slice(CORE.length))) return url.slice(CORE.length);
  return run.services.definitions.resolve(profile, 'StructureDefinition')?.type;
}

function checkAggregation(type: TypeDefinition, found: 'contained' | 'bundled' | 'referenced', run: Run): void {
  const allowed = type.aggregation;
  if (!allowed?.length || allowed.includes(found)) return;
  // What is in the same Bundle is also referenced.
  if (found === 'bundled' && allowed.includes('referenced') && !bundleOf(run.frame)) return;
  run.report('reference-aggregation', { found, allowed: allowed.join(', ') });
}

/** Target profiles beyond the plain types: the target must conform to one of them. */
function checkTargetProfiles(found: Resolved, { profiles, types }: Targets, run: Run): void {
  const foundType: unknown = found.resource.resourceType;
  // That the target has no type is told at the target.
  if (typeof foundType !== 'string') return;
  const relevant = profiles.filter((_, index) => types[index] === foundType);
  if (relevant.some((profile) => splitCanonical(profile).url === `${CORE}${foundType}`)) return;
  if (relevant.length === 0) {
    const unknown = types.includes(foundType) ? [] : profiles.filter((_, index) => types[index] === undefined);
    if (unknown.length > 0) run.report('profile-unknown', { profile: unknown.join(', ') });
    return;
  }
  const conforming = relevant.some((profile) => run.services.profiles.targetConforms(found, profile, run));
  if (!conforming) run.report('reference-target-profile', { profiles: relevant.join(', ') });
}
