import type {
  StructureMap,
  StructureMapGroup,
  StructureMapGroupInput,
  StructureMapStructure,
} from '@medplum/fhirtypes';
import { SnapshotError } from '../../fhir/definitions/element-tree.ts';
import type { Run } from '../run.ts';
import { wellShaped } from '../well-shaped.ts';
import { MAP_REASONS } from './map-reasons.ts';
import { checkMapRules, type MapCheck } from './map-rule.ts';
import { isName, MapVariables } from './map-variable.ts';

/**
 * A StructureMap's structure (http://hl7.org/fhir/R4/structuremap.html): groups that exist, inputs of types that exist, variables that are known where they are
 * used, elements that are there, and transforms with as many parameters as they take. Nothing is mapped. The run stands at it.
 */
export function checkStructureMap(value: Record<string, unknown>, run: Run): void {
  const map = wellShaped(value, run.services.types) as unknown as StructureMap;
  const check: MapCheck = {
    run,
    groups: groupsOf([map, ...importsOf(map, run)]),
    report: (reason, at, severity) =>
      run.report('structure-map-inconsistent', { reason: MAP_REASONS[reason] }, severity ? { severity } : {}, at),
  };
  const names = new Set<string>();
  map.group?.forEach((group, index) => {
    const at = `.group[${index}]`;
    const { name } = group;
    if (name !== undefined) {
      if (!isName(name)) check.report('name', at);
      if (names.has(name)) check.report('groupTwice', at);
      names.add(name);
    }
    if (group.extends !== undefined && !check.groups.has(group.extends)) check.report('group', `${at}.extends`);
    checkMapRules(check, group.rule, at, inputsOf(check, group, map.structure ?? [], at), 0);
  });
}

function groupsOf(maps: readonly StructureMap[]): Map<string, StructureMapGroup> {
  const groups = new Map<string, StructureMapGroup>();
  for (const { group } of maps)
    for (const one of group ?? []) if (one.name && !groups.has(one.name)) groups.set(one.name, one);
  return groups;
}

/** The imported maps that are at hand; an import may name many by `*`. */
function importsOf(map: StructureMap, run: Run): StructureMap[] {
  const { definitions } = run.services;
  return (map.import ?? []).flatMap((canonical) => {
    if (!canonical.includes('*')) return definitions.resolve(canonical, 'StructureMap') ?? [];
    const [before = '', after = ''] = canonical.split('*');
    return [...definitions.all('StructureMap', true)].filter(
      ({ url }) =>
        url !== undefined &&
        url.length >= before.length + after.length &&
        url.startsWith(before) &&
        url.endsWith(after),
    );
  });
}

function inputsOf(
  check: MapCheck,
  { input }: StructureMapGroup,
  structures: readonly StructureMapStructure[],
  at: string,
): MapVariables {
  const variables = new MapVariables();
  input?.forEach((one, index) => {
    const { name, mode } = one;
    if (name === undefined || (mode !== 'source' && mode !== 'target')) return;
    const here = `${at}.input[${index}]`;
    if (!isName(name)) check.report('name', here);
    if (variables.has(name)) check.report('inputTwice', here);
    variables.add(name, { mode, node: rootOf(check, one, structures, here) });
  });
  return variables;
}

/** What an input holds; its type is the alias of a structure, or the name of a type. */
function rootOf(
  check: MapCheck,
  { type, mode }: StructureMapGroupInput,
  structures: readonly StructureMapStructure[],
  at: string,
) {
  if (type === undefined) return undefined;
  const { definitions, trees } = check.run.services;
  const structure = structures.find(({ alias }) => alias === type);
  const url = structure?.url ?? (type.includes('/') ? type : `http://hl7.org/fhir/StructureDefinition/${type}`);
  const definition = definitions.resolve(url, 'StructureDefinition');
  if (!definition) {
    check.report(structure ? 'structure' : 'inputType', at);
    return undefined;
  }
  const isForSource = structure && (structure.mode === 'source' || structure.mode === 'queried');
  if (structure?.mode && isForSource !== (mode === 'source')) check.report('inputMode', at);
  try {
    return trees.treeOf(definition);
  } catch (error) {
    if (error instanceof SnapshotError) return undefined;
    throw error;
  }
}
