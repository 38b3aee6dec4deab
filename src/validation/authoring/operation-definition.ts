import type { OperationDefinition, OperationDefinitionParameter, StructureDefinition } from '@medplum/fhirtypes';
import { type ElementNode, SnapshotError } from '../../fhir/definitions/element-tree.ts';
import { fhirTypeName } from '../compile-type.ts';
import { valueOfChoice } from '../profile/value-match.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';

const ALLOWED_TYPE = 'http://hl7.org/fhir/StructureDefinition/operationdefinition-allowed-type';

/**
 * The profiles of an operation's parameters are known, are of Parameters, and say of each parameter what the operation says: as often, of the same types, with the same
 * target profiles (http://hl7.org/fhir/R4/operationdefinition-definitions.html#OperationDefinition.inputProfile). The run stands at the OperationDefinition.
 */
export function checkOperationDefinition(value: Record<string, unknown>, run: Run): void {
  const operation = wellShaped(value, run.services.types) as unknown as OperationDefinition;
  for (const [name, use] of [
    ['inputProfile', 'in'],
    ['outputProfile', 'out'],
  ] as const) {
    const canonical = operation[name];
    if (!canonical) continue;
    const profile = run.services.definitions.resolve(canonical, 'StructureDefinition');
    if (!profile) run.report('profile-unknown', { profile: canonical }, { severity: 'error' }, `.${name}`);
    else if (profile.type !== 'Parameters') {
      run.report('operation-profile-type', { found: String(profile.type) }, {}, `.${name}`);
    } else compareParameters(operation, profile, use, run);
  }
}

function compareParameters(
  { parameter = [] }: OperationDefinition,
  profile: StructureDefinition,
  use: 'in' | 'out',
  run: Run,
): void {
  for (const slice of slicesOf(profile, run)) {
    const name = nameOf(slice, run);
    const index = parameter.findIndex((item) => item.name === name && item.use === use);
    if (name !== undefined && index >= 0) compareParameter(parameter[index]!, slice, `.parameter[${index}]`, run);
  }
}

function slicesOf(profile: StructureDefinition, run: Run): readonly ElementNode[] {
  const { trees } = run.services;
  try {
    return trees.child(trees.treeOf(profile), 'parameter')?.slices ?? [];
  } catch (error) {
    if (error instanceof SnapshotError) return [];
    throw error;
  }
}

/** The name by which a slice of the parameters is known. */
function nameOf(slice: ElementNode, { services: { trees } }: Run): string | undefined {
  const name = trees.child(slice, 'name')?.definition;
  const given = name && (valueOfChoice(name, 'fixed') ?? valueOfChoice(name, 'pattern'))?.value;
  return typeof given === 'string' ? given : undefined;
}

function compareParameter(parameter: OperationDefinitionParameter, slice: ElementNode, at: string, run: Run): void {
  const report = (what: 'min' | 'max' | 'type' | 'targetProfile') =>
    run.report('operation-profile-differs', { what }, {}, at);
  const { min, max } = slice.definition;
  if (parameter.min !== undefined && parameter.min !== min) report('min');
  if (parameter.max !== undefined && max !== undefined && parameter.max !== max) report('max');
  const { types, targets } = contentOf(slice, run);
  const stated = parameter.extension?.filter(({ url }) => url === ALLOWED_TYPE).map(({ valueUri }) => valueUri ?? '');
  const allowed = stated?.length ? stated : parameter.type ? [parameter.type] : undefined;
  if (allowed && !sameSet(allowed, types)) report('type');
  // Where the operation leaves it open, the profile may say it.
  if (parameter.targetProfile?.length && !sameSet(parameter.targetProfile, targets)) report('targetProfile');
}

/** The types that a slice of the parameters may have as value or resource, and what its references lead to. */
function contentOf(slice: ElementNode, { services: { trees } }: Run): { types: string[]; targets: string[] } {
  const [value, resource, part] = ['value[x]', 'resource', 'part'].map((name) => trees.child(slice, name)?.definition);
  const isUsed = (own: typeof value, ...others: (typeof value)[]) =>
    own !== undefined && own.max !== '0' && !others.some((other) => (other?.min ?? 0) > 0);
  const kinds = [
    ...(isUsed(value, resource, part) ? (value?.type ?? []) : []),
    ...(isUsed(resource, value, part) ? (resource?.type ?? []) : []),
  ];
  return { types: kinds.map(fhirTypeName), targets: kinds.flatMap(({ targetProfile }) => targetProfile ?? []) };
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));
}
