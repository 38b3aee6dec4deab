/** What an expression names without looking at its input: literals, and the variables that FHIR defines. */
import type { LiteralKind } from './ast.ts';
import { BOOLEAN, type Compiled } from './compiled.ts';
import type { Context } from './context.ts';
import { FhirPathError } from './fhirpath-error.ts';
import {
  decimalItem,
  FALSE,
  Item,
  type Items,
  integerItem,
  owningResource,
  stringItem,
  TRUE,
  wrapAll,
} from './item.ts';
import { parseDateTime, parseTime } from './temporal.ts';
import { SYSTEM } from './type-model.ts';

const URLS: Record<string, string> = {
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
};

/** A step that always gives the same. */
export function constant(items: Items): Compiled {
  const types = items.map((item) => item.type);
  const value = items[0]?.value;
  return typeof value === 'boolean'
    ? { run: () => items, test: () => value, types: BOOLEAN }
    : { run: () => items, types };
}

/** A literal as items. Throws when there is no such date or time. */
export function literal(type: LiteralKind, text: string, position: number): Items {
  switch (type) {
    case 'boolean':
      return text === 'true' ? TRUE : FALSE;
    case 'string':
      return [stringItem(text)];
    case 'integer':
      return [integerItem(Number(text))];
    case 'decimal':
      return [decimalItem(Number(text), text.split('.')[1]?.length ?? 0)];
    case 'time':
      if (!parseTime(text)) break;
      return [new Item(text, SYSTEM.Time)];
    default:
      if (!parseDateTime(text)) break;
      return [new Item(text, type === 'date' ? SYSTEM.Date : SYSTEM.DateTime)];
  }
  throw new FhirPathError('syntax', `there is no ${type} ${text}`, position);
}

/** `%resource` or `%rootResource`: as the environment says, else found from the focus. */
export function surrounding({ env, root }: Context, input: Items, which: 'resource' | 'rootResource'): Items {
  const given = which === 'resource' ? env.resource : (env.rootResource ?? env.resource);
  if (given !== undefined) return wrapAll(given);
  const focus = root[0] ?? input[0];
  const owner = focus && owningResource(focus);
  if (!owner) return root;
  const above =
    which === 'rootResource' && owner.parent && owner.slot?.name === 'contained'
      ? owningResource(owner.parent)
      : undefined;
  return [above ?? owner];
}

/** The URL that a variable of FHIR stands for: `%sct`, `%vs-…`, `%ext-…`; undefined for other names. */
export function variableUrl(name: string): string | undefined {
  if (Object.hasOwn(URLS, name)) return URLS[name];
  if (name.startsWith('vs-')) return `http://hl7.org/fhir/ValueSet/${name.slice(3)}`;
  return name.startsWith('ext-') ? `http://hl7.org/fhir/StructureDefinition/${name.slice(4)}` : undefined;
}
