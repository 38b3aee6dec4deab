import { checkExtension } from './extension.ts';
import { guarded } from './guard.ts';
import type { ObjectCheck, PropertyCheck } from './object-check.ts';
import { JSON_TYPES, jsonType } from './primitives.ts';
import { checkResource } from './resource.ts';
import type { Run } from './run.ts';
import { nearest } from './suggestion.ts';

type Json = Record<string, unknown>;

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks an object against its type: what it has, what it must have, and the rules of the type. The run stands at the object. */
export function walkObject(value: unknown, check: ObjectCheck, run: Run): boolean {
  if (!isJsonObject(value)) {
    run.report('element-wrong-json-type', { name: lastKey(run), expected: JSON_TYPES.object, found: jsonType(value) });
    return false;
  }
  let content = false;
  let choices = 0;
  let found = 0;
  for (const key in value) {
    const property = check.properties.get(key);
    if (property === undefined) {
      if (key === 'resourceType' && check.isResource) continue;
      content = true;
      if (key === COMMENTS && isTexts(value[key])) run.report('element-comments');
      else reportUnknown(key, check, run);
      continue;
    }
    if (key !== 'id') content = true;
    else if (!check.isResource) checkElementId(value.id, run);
    const item = value[key];
    if (property.isSibling) {
      if (item !== undefined) found |= property.of.demand;
      walkSibling(property.of, item, value, run);
      continue;
    }
    if (item !== undefined) found |= property.demand;
    if (property.choice !== 0) {
      if ((choices & property.choice) !== 0) run.report('choice-several-types', { name: property.name });
      choices |= property.choice;
    }
    walkProperty(property, item, value, run);
  }
  if (!content && !check.isResource) run.report('element-empty');
  if (found !== check.demands) reportMissing(check, found, run);
  if (check.beyond.length > 0) reportMissingBeyond(check, value, run);
  for (const invariant of check.invariants) invariant.check(value, run);
  if (check.special) guarded(check.special, value, run, undefined);
  return true;
}

/** http://hl7.org/fhir/R4/element-definitions.html#Element.id: unique within the resource, which contained ones and entries are apart from. */
function checkElementId(id: unknown, run: Run): void {
  if (typeof id !== 'string') return;
  const { frame } = run;
  frame.ids ??= new Set();
  // The elements of a snapshot have the ids of those of the differential.
  const isSnapshot = frame.type === 'StructureDefinition' && run.property(frame.depth)?.name === 'snapshot';
  const own = isSnapshot ? ` ${id}` : id;
  if (frame.ids.has(own)) run.report('id-duplicate');
  frame.ids.add(own);
}

function reportMissing({ required }: ObjectCheck, found: number, run: Run): void {
  required.forEach((path, bit) => {
    if ((found & (1 << bit)) === 0) run.report('element-missing', { path, min: 1, found: 0 });
  });
}

function reportMissingBeyond({ beyond }: ObjectCheck, value: Json, run: Run): void {
  for (const { path, keys } of beyond)
    if (keys.every((key) => value[key] === undefined)) run.report('element-missing', { path, min: 1, found: 0 });
}

function lastKey(run: Run): string {
  return run.property(-1)?.key ?? run.frame?.type ?? '';
}

/** Where older versions of FHIR put comments; readers pass over it. */
const COMMENTS = 'fhir_comments';

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

function reportUnknown(key: string, check: ObjectCheck, run: Run): void {
  // A name that is no identifier may be anything, also a person's data: it is not repeated.
  const name = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(key) ? key : '(…)';
  const suggestion = nearest(key, check.properties.keys());
  const fix = suggestion && {
    en: `Did you mean "${suggestion}"?`,
    sv: `Menade du "${suggestion}"?`,
  };
  run.report('element-unknown', { name, suggestion: '' }, fix ? { fix } : {});
}

function walkProperty(property: PropertyCheck, value: unknown, owner: Json, run: Run): void {
  if (property.list) {
    if (!Array.isArray(value)) {
      reportAt(property, run, 'element-must-be-list');
      if (value !== null && value !== undefined) walkItem(property, value, -1, owner, run);
      return;
    }
    if (value.length === 0) {
      reportAt(property, run, 'element-empty-list');
      return;
    }
    for (let i = 0; i < value.length; i++) walkItem(property, value[i], i, owner, run);
  } else if (Array.isArray(value)) {
    reportAt(property, run, 'element-not-a-list');
    if (value.length === 1) walkItem(property, value[0], -1, owner, run);
  } else {
    walkItem(property, value, -1, owner, run);
  }
}

function reportAt(
  property: PropertyCheck,
  run: Run,
  code: 'element-must-be-list' | 'element-empty-list' | 'element-not-a-list' | 'element-null',
): void {
  if (!run.enter(property, -1)) return;
  run.report(code, { name: property.key });
  run.leave();
}

function walkItem(property: PropertyCheck, value: unknown, index: number, owner: Json, run: Run): void {
  const { quick } = property;
  const isFine = quick?.(value) === true;
  // Nothing more can be said of it.
  if (isFine && property.isLeaf) return;
  const { after } = property;
  const { depth } = run;
  const frames = run.frames.length;
  if (!run.enter(property, index)) return;
  try {
    switch (property.kind) {
      case 'primitive': {
        if (value === null) {
          if (!siblingAt(property, owner, index)) run.report('element-null', { name: property.key });
          break;
        }
        if (isFine || property.primitive!(value, run)) for (const check of after) guarded(check, value, run, property);
        break;
      }
      case 'object':
        if (walkObject(value, property.content ?? property.object(), run))
          for (const check of after) guarded(check, value, run, property);
        break;
      case 'extension':
        if (walkObject(value, property.content ?? property.object(), run)) checkExtension(value as Json, property, run);
        break;
      case 'resource':
        checkResource(value, property, owner, run);
        break;
      case 'xhtml':
        if (typeof value !== 'string') {
          run.report('element-wrong-json-type', {
            name: property.key,
            expected: JSON_TYPES.string,
            found: jsonType(value),
          });
        } else for (const check of after) guarded(check, value, run, property);
        break;
    }
    run.leave();
  } catch (error) {
    run.checkFailed(error, depth, frames);
  }
}

/** The object with id and extensions that belongs to a primitive's value. */
function siblingAt(property: PropertyCheck, owner: Json, index: number): Json | undefined {
  const sibling = owner[property.siblingKey];
  const own = index < 0 ? sibling : Array.isArray(sibling) ? sibling[index] : undefined;
  return isJsonObject(own) ? own : undefined;
}

function isOnlyId(value: unknown): value is { id: string } {
  return isJsonObject(value) && typeof value.id === 'string' && value.id !== '' && Object.keys(value).length === 1;
}

/** http://hl7.org/fhir/R4/json.html#primitive: `_name` has the shape of `name`, with null where a value has nothing beside it. */
function walkSibling(property: PropertyCheck, value: unknown, owner: Json, run: Run): void {
  const main = owner[property.key];
  const walkOne = (item: unknown, index: number, hasValue: boolean) => {
    if (!run.enter(property, index)) return;
    if (item === null) {
      if (!hasValue) run.report('element-null', { name: property.siblingKey });
    } else if (hasValue && isOnlyId(item)) {
      // A value may have an id and nothing else.
      checkElementId(item.id, run);
    } else {
      walkObject(item, run.services.types.element(), run);
    }
    run.leave();
  };
  if (!property.list) {
    if (Array.isArray(value)) reportAt(property, run, 'element-not-a-list');
    else walkOne(value, -1, main !== undefined && main !== null);
    return;
  }
  if (!Array.isArray(value)) {
    reportAt(property, run, 'element-must-be-list');
    return;
  }
  value.forEach((item, index) => {
    const own = Array.isArray(main) ? main[index] : undefined;
    walkOne(item, index, own !== undefined && own !== null);
  });
}
