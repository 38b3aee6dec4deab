import type { Run } from '../run.ts';
import { objects } from './each.ts';

type Json = Record<string, unknown>;

/** A side of the map: where its codes are, and the value set that they are taken from. */
interface Side {
  system: string | undefined;
  version: string | undefined;
  valueSet: string | undefined;
}

/** The codes of a ConceptMap exist and are of its value sets, as far as those are known (http://hl7.org/fhir/R4/conceptmap.html). The run stands at it. */
export function checkConceptMap(map: Json, run: Run): void {
  const source = valueSetOf(map, 'source', run);
  const target = valueSetOf(map, 'target', run);
  for (const [group, index] of objects(map.group)) {
    const from = sideOf(group, 'source', source);
    const to = sideOf(group, 'target', target);
    for (const [element, inner] of objects(group.element)) {
      const at = `.group[${index}].element[${inner}]`;
      checkCode(element.code, from, at, run);
      for (const [{ code }, last] of objects(element.target)) checkCode(code, to, `${at}.target[${last}]`, run);
    }
  }
}

function valueSetOf(map: Json, side: 'source' | 'target', run: Run): string | undefined {
  const [name = '', canonical] =
    [`${side}Canonical`, `${side}Uri`].map((key) => [key, map[key]] as const).find(([, value]) => value) ?? [];
  if (typeof canonical !== 'string') return undefined;
  const { definitions } = run.services;
  if (definitions.resolve(canonical, 'ValueSet')) return canonical;
  if (definitions.resolve(canonical, 'CodeSystem'))
    run.report(
      'value-set-is-code-system',
      { valueSet: canonical },
      {},
      `.${side}.ofType(${name.slice(side.length).toLowerCase()})`,
    );
  return undefined;
}

function sideOf(group: Json, side: 'source' | 'target', valueSet: string | undefined): Side {
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { system: text(group[side]), version: text(group[`${side}Version`]), valueSet };
}

function checkCode(code: unknown, { system, version, valueSet }: Side, at: string, run: Run): void {
  if (typeof code !== 'string' || system === undefined) return;
  const question = { system, code, ...(version && { version }) };
  const { terminology } = run.services;
  if (terminology.validateCoding(question).status === 'unknown-code') {
    run.report('code-unknown', { system }, {}, `${at}.code`);
  } else if (valueSet && terminology.validateCoding({ ...question, valueSet }).status === 'not-in-value-set') {
    run.report('code-not-in-value-set', { valueSet }, {}, `${at}.code`);
  }
}
