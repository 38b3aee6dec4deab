import type {
  StructureMapGroup,
  StructureMapGroupRule,
  StructureMapGroupRuleDependent,
  StructureMapGroupRuleSource,
  StructureMapGroupRuleTarget,
} from '@medplum/fhirtypes';
import type { ElementNode } from '../../fhir/definitions/element-tree.ts';
import { fhirTypeName } from '../compile-type.ts';
import type { Run } from '../run.ts';
import { whyBroken } from './expression.ts';
import type { MapReason } from './map-reasons.ts';
import { elementsOf, isName, type MapVariable, type MapVariables } from './map-variable.ts';

/** One map being checked. */
export interface MapCheck {
  run: Run;
  /** The groups that rules may invoke, this map's first. */
  groups: ReadonlyMap<string, StructureMapGroup>;
  report(reason: MapReason, at: string, severity?: 'warning'): void;
}

const MAX_DEPTH = 50;

/** How many parameters a transform takes (http://hl7.org/fhir/R4/valueset-map-transform.html). */
const PARAMETERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  create: [0, 1],
  copy: [0, 1],
  reference: [1, 1],
  evaluate: [1, 2],
  cc: [1, 3],
  c: [2, 3],
  uuid: [0, 0],
  translate: [3, 3],
  truncate: [2, 2],
};
const TRANSLATIONS = new Set(['code', 'system', 'display', 'Coding', 'CodeableConcept']);

/** The rules of a group, or inside a rule: `variables` are those that are known there. */
export function checkMapRules(
  check: MapCheck,
  rules: readonly StructureMapGroupRule[] | undefined,
  at: string,
  variables: MapVariables,
  depth: number,
): void {
  if (depth > MAX_DEPTH) return;
  rules?.forEach((rule, index) => {
    const here = `${at}.rule[${index}]`;
    const { name, source, target, dependent } = rule;
    if (name !== undefined && !isName(name)) check.report('name', here);
    const own = variables.copy();
    for (const [inner, one] of (source ?? []).entries()) checkSource(check, one, `${here}.source[${inner}]`, own);
    for (const [inner, one] of (target ?? []).entries()) checkTarget(check, one, `${here}.target[${inner}]`, own);
    checkMapRules(check, rule.rule, here, own, depth + 1);
    for (const [inner, one] of (dependent ?? []).entries())
      checkDependent(check, one, `${here}.dependent[${inner}]`, own);
  });
}

function checkSource(
  check: MapCheck,
  { context, element, variable, type, condition, check: further }: StructureMapGroupRuleSource,
  at: string,
  variables: MapVariables,
): void {
  for (const expression of [condition, further])
    if (expression !== undefined && whyBroken(expression, []) !== undefined) check.report('expression', at);
  const held = context === undefined ? undefined : variables.get(context, 'source');
  if (context !== undefined && !held) check.report('context', at);
  const node = elementAt(check, held, element, at);
  if (node && type !== undefined && !hasType(node, type)) check.report('type', at);
  addVariable(check, variable, { mode: 'source', node, type: node && type }, at, variables);
}

function checkTarget(
  check: MapCheck,
  { context, contextType, element, variable, transform, parameter }: StructureMapGroupRuleTarget,
  at: string,
  variables: MapVariables,
): void {
  const isVariable = context !== undefined && contextType !== 'type';
  const held = isVariable ? variables.get(context, 'target') : undefined;
  if (isVariable && !held) check.report('context', at);
  const node = elementAt(check, held, element, at);
  const count = parameter?.length ?? 0;
  if (transform === undefined) {
    if (count > 0) check.report('noTransform', at);
  } else {
    const [least, most] = PARAMETERS[transform] ?? [0, Number.POSITIVE_INFINITY];
    if (count < least || count > most) check.report('parameters', at);
  }
  const [first, , third] = parameter ?? [];
  if (transform === 'evaluate' && count === 1 && typeof first?.valueString === 'string') {
    if (whyBroken(first.valueString, []) !== undefined) check.report('expression', `${at}.parameter[0]`);
  }
  const mode = third?.valueString ?? third?.valueId;
  if (transform === 'translate' && mode !== undefined && !TRANSLATIONS.has(mode)) check.report('translation', at);
  const made = transform === 'create' ? (first?.valueString ?? first?.valueId) : undefined;
  // What another transform gives is not known before it is done.
  const isAsDefined = transform === undefined || transform === 'create';
  const known = isAsDefined && (made === undefined || !node || hasType(node, made)) ? node : undefined;
  addVariable(check, variable, { mode: 'target', node: known, type: known && made }, at, variables);
}

/** The element that a source or target names in what its context holds; the context's own where it names none. */
function elementAt(check: MapCheck, held: MapVariable | undefined, element: string | undefined, at: string) {
  if (!held || element === undefined) return held?.type === undefined ? held?.node : undefined;
  const found = elementsOf(held, element, check.run.services.trees);
  if (found?.length === 0) check.report('element', at);
  return found?.length === 1 ? found[0] : undefined;
}

function addVariable(
  check: MapCheck,
  name: string | undefined,
  variable: MapVariable,
  at: string,
  variables: MapVariables,
): void {
  if (name === undefined) return;
  if (!isName(name)) check.report('name', at);
  variables.add(name, variable);
}

function hasType({ definition }: ElementNode, type: string): boolean {
  const name = type.slice(type.lastIndexOf('/') + 1);
  const types = (definition.type ?? []).map(fhirTypeName);
  return types.length === 0 || types.some((one) => one === name || one === 'Resource' || one === 'Element');
}

function checkDependent(
  check: MapCheck,
  { name, variable }: StructureMapGroupRuleDependent,
  at: string,
  variables: MapVariables,
): void {
  const group = name === undefined ? undefined : check.groups.get(name);
  if (!group) {
    if (name !== undefined) check.report('group', at);
    return;
  }
  const inputs = group.input ?? [];
  if (variable === undefined || variable.length !== inputs.length) {
    check.report('arguments', at);
    return;
  }
  variable.forEach((one, index) => {
    const { mode } = inputs[index]!;
    if ((mode === 'source' || mode === 'target') && !variables.get(one, mode))
      check.report('context', `${at}.variable[${index}]`);
  });
}
