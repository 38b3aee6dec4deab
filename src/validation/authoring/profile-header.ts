import type { StructureDefinition } from '@medplum/fhirtypes';
import { splitCanonical } from '../../fhir/definitions/canonical.ts';
import type { Run } from '../run.ts';
import { isAbsoluteUri } from '../uri.ts';
import { whyBroken } from './expression.ts';
import { REASONS, type Reason } from './profile-reasons.ts';

const MAX_STEPS = 30;

/** Names that stand for many types. */
const ANYWHERE = new Set(['*', 'Any', 'CanonicalResource', 'MetadataResource']);

/** What a StructureDefinition says of itself: how it is derived, and where an extension may stand. The run stands at it. */
export function checkHeader(definition: StructureDefinition, base: StructureDefinition | undefined, run: Run): void {
  const report = (reason: Reason, at = '') => run.report('profile-inconsistent', { reason: REASONS[reason] }, {}, at);
  const { derivation, type, kind, baseDefinition } = definition;
  if (baseDefinition && !derivation) report('derivation');
  if (base && derivation === 'constraint') {
    if (kind && base.kind && kind !== base.kind) report('kind');
    if (type && base.type && nameOf(type) !== nameOf(base.type)) report('type');
  }
  if (base && derivation === 'specialization') {
    if (type && type === base.type) report('newType');
    if (kind && base.kind && !base.abstract && kind !== base.kind) report('kind');
  }
  checkType(definition, report, run);
  if (type === 'Extension') {
    if (derivation === 'constraint' && !fixesUrl(definition)) report('extensionUrl');
    checkContexts(definition, report, run);
    return;
  }
  for (const index of (definition.context ?? []).keys()) report('context', `.context[${index}]`);
  for (const index of (definition.contextInvariant ?? []).keys()) report('context', `.contextInvariant[${index}]`);
}

/** A type is one of FHIR's, or the address of one's own logical model (http://hl7.org/fhir/R4/structuredefinition-definitions.html#StructureDefinition.type). */
function checkType(
  { type, kind, url, derivation }: StructureDefinition,
  report: (reason: Reason, at: string) => void,
  run: Run,
): void {
  if (!type) return;
  const own = `http://hl7.org/fhir/StructureDefinition/${type}`;
  if (isAbsoluteUri(type)) {
    if (kind && kind !== 'logical') report('typeLogical', '.type');
  } else if (!run.services.definitions.resolve(own, 'StructureDefinition')) report('typeUnknown', '.type');
  else if (url !== own && derivation === 'specialization') report('typeDerived', '.type');
}

function nameOf(type: string): string {
  return type.slice(type.lastIndexOf('/') + 1);
}

/** The url is fixed where the extension is first defined; a profile of an extension may leave that to its base. */
function fixesUrl({ url, differential, snapshot, baseDefinition }: StructureDefinition): boolean {
  const isProfileOfOne = baseDefinition !== 'http://hl7.org/fhir/StructureDefinition/Extension';
  const fixed = [...(differential?.element ?? []), ...(snapshot?.element ?? [])]
    .filter(({ path, id }) => path === 'Extension.url' && (id === undefined || id === 'Extension.url'))
    .map(({ fixedUri }) => fixedUri)
    .filter((uri) => uri !== undefined);
  return isProfileOfOne || (fixed.length > 0 && fixed.every((uri) => uri === url));
}

function checkContexts({ context }: StructureDefinition, report: (reason: Reason, at: string) => void, run: Run): void {
  context?.forEach(({ type, expression }, index) => {
    const at = `.context[${index}]`;
    if (!expression) return;
    if (type === 'fhirpath') {
      if (whyBroken(expression, []) !== undefined) report('contextExpression', at);
    } else if (type === 'element' && !isElement(expression, run)) report('contextUnknown', at);
  });
}

/** `Patient.name`, `HumanName`, or a profile's url and the id of one of its elements. */
function isElement(expression: string, run: Run): boolean {
  if (ANYWHERE.has(expression)) return true;
  const { definitions, trees } = run.services;
  const [url = '', id = ''] = /^[a-z]+:/i.test(expression) ? expression.split('#') : ['', expression];
  // Of a profile that is not here, nothing is known.
  if (url) {
    const profile = definitions.resolve(splitCanonical(url).url, 'StructureDefinition');
    if (!profile || !id) return true;
  }
  const [root = '', ...steps] = id.split('.').map((step) => step.replace(/:.*$/, ''));
  let node = trees.treeOfType(root);
  if (!node) return false;
  // Types that contain themselves have no end.
  if (steps.length > MAX_STEPS) return true;
  for (const step of steps) {
    const children = trees.children(node);
    // What has several types is not looked into.
    if (!children) return true;
    const next = children.get(step) ?? children.get(`${step}[x]`);
    if (!next) return [...children.keys()].some((name) => name.endsWith('[x]') && step.startsWith(name.slice(0, -3)));
    node = next;
  }
  return true;
}
