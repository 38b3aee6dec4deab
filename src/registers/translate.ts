import type { CodeableConcept, Coding, Resource } from '@medplum/fhirtypes';
import type { Case } from './case.ts';
import type { Register } from './register.ts';

/** The codings that a concept map gives for a coding; none when it has no map for it. */
export type Translate = (conceptMap: string, coding: Coding) => readonly Coding[];

interface Translation {
  steps: string[];
  conceptMap: string;
}

const plans = new WeakMap<readonly Register[], Map<string, Translation[]>>();

/** What the registers ask to have translated, by resource type, each element and map once. */
function translationPlan(registers: readonly Register[]): Map<string, Translation[]> {
  let plan = plans.get(registers);
  if (plan) return plan;
  plan = new Map();
  const wanted = new Set(
    registers.flatMap((register) =>
      register.definition.translations.map((item) => `${item.element} ${item.conceptMap}`),
    ),
  );
  for (const item of wanted) {
    const [element, conceptMap] = item.split(' ') as [string, string];
    const [type, ...steps] = element.split('.') as [string, ...string[]];
    plan.set(type, [...(plan.get(type) ?? []), { steps, conceptMap }]);
  }
  plans.set(registers, plan);
  return plan;
}

/**
 * A copy of the case in which the codings that the registers' concept maps give stand beside those that were sent, so that views and rules
 * ask for one code system only. Nothing that was sent is changed or removed; the copy is for mapping and is never stored.
 */
export function translateCase(source: Case, registers: readonly Register[], translate: Translate): Case {
  const plan = translationPlan(registers);
  if (plan.size === 0) return source;
  let root = source.root;
  let isChanged = false;
  const resources = source.resources.map((resource) => {
    const translated = translateResource(resource, plan.get(resource.resourceType), translate);
    if (translated === resource) return resource;
    isChanged = true;
    if (resource === source.root) root = translated;
    return translated;
  });
  return isChanged ? { ...source, root, resources } : source;
}

function translateResource(
  resource: Resource,
  translations: Translation[] | undefined,
  translate: Translate,
): Resource {
  let result = resource;
  for (const { steps, conceptMap } of translations ?? []) {
    result = translateAt(result, steps, (concept) =>
      addCodings(concept, (coding) => translate(conceptMap, coding)),
    ) as Resource;
  }
  return result;
}

/** Changes what stands at the end of a path, through lists; everything on the way is copied only when something changes. */
function translateAt(value: unknown, steps: string[], change: (concept: CodeableConcept) => CodeableConcept): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => translateAt(item, steps, change));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const [step, ...further] = steps;
  if (step === undefined) return change(value as CodeableConcept);
  const object = value as Record<string, unknown>;
  const before = object[step];
  const after = translateAt(before, further, change);
  return after === before ? value : { ...object, [step]: after };
}

function addCodings(concept: CodeableConcept, translate: (coding: Coding) => readonly Coding[]): CodeableConcept {
  const codings = concept.coding ?? [];
  const added: Coding[] = [];
  for (const coding of codings) {
    for (const { system, code } of translate(coding)) {
      const isThere = [...codings, ...added].some((other) => other.system === system && other.code === code);
      if (!isThere) added.push({ system, code });
    }
  }
  return added.length > 0 ? { ...concept, coding: [...codings, ...added] } : concept;
}
