/** Functions that FHIR adds (https://hl7.org/fhir/R4/fhirpath.html#functions) and those of SQL on FHIR. */
import { BOOLEAN, STRING, single, singleString } from '../compiled.ts';
import type { Context } from '../context.ts';
import { FhirPathError } from '../fhirpath-error.ts';
import { htmlErrors } from '../html-checks.ts';
import { booleanItems, dynamicType, EMPTY, Item, isObject, owningResource, stringItem, unwrap } from '../item.ts';
import { memberStep } from '../navigation.ts';
import { fhirType, SYSTEM, UNTYPED } from '../type-model.ts';
import { resolveType, typeArgument } from '../types-of.ts';
import type { FunctionTable } from './definition.ts';

const CORE_PROFILE = 'http://hl7.org/fhir/StructureDefinition/';
const extensions = memberStep('extension');

/** The text of a reference: a Reference's, or the string itself (canonical, uri). */
function referenceText(item: Item): string | undefined {
  const text = isObject(item.value) ? item.value.reference : item.value;
  return typeof text === 'string' ? text : undefined;
}

/** The outermost resource that an item stands in, below Bundle.entry and Parameters. */
function container(item: Item): Item | undefined {
  const owner = owningResource(item);
  const above = owner?.parent && owner.slot?.name === 'contained' ? owningResource(owner.parent) : undefined;
  return above ?? owner;
}

function resolveReference(item: Item, context: Context): Item | undefined {
  const reference = referenceText(item);
  if (reference === undefined) return undefined;
  if (reference.startsWith('#')) {
    const holder =
      container(item) ?? (isObject(context.env.rootResource) ? itemOf(context.env.rootResource) : undefined);
    if (reference === '#') return holder;
    return contained([...(holder ? [holder] : [])]).find(
      (one) => (one.value as { id?: unknown }).id === reference.slice(1),
    );
  }
  const resource = context.env.resolve?.(reference);
  return resource && itemOf(resource);
}

const contained = memberStep('contained');
const itemOf = (value: unknown) => new Item(value, dynamicType(value, UNTYPED));

/** `Type/id` at the end of a relative or absolute reference. */
const REFERENCE = /(?:^|\/)([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

export const fhir: FunctionTable = {
  extension: {
    arity: [1, 1],
    types: [fhirType('Extension')!],
    run: (input, [url]) => {
      const wanted = singleString(url!, 'extension()');
      if (wanted === undefined) return EMPTY;
      return extensions(input).filter((item) => isObject(item.value) && item.value.url === wanted);
    },
  },
  resolve: {
    arity: [0, 0],
    run: (input, _args, context) =>
      input.map((item) => resolveReference(item, context)).filter((item) => item !== undefined),
  },
  memberOf: {
    arity: [1, 1],
    types: BOOLEAN,
    run: (input, [valueSet], context) => {
      const item = single(input, 'memberOf()');
      const url = singleString(valueSet!, 'memberOf()');
      if (!item || url === undefined) return EMPTY;
      return booleanItems(context.env.memberOf?.(unwrap(item), url));
    },
  },
  conformsTo: {
    arity: [1, 1],
    types: BOOLEAN,
    run: (input, [profile], context) => {
      const item = single(input, 'conformsTo()');
      const url = singleString(profile!, 'conformsTo()');
      if (!item || url === undefined) return EMPTY;
      const answer = context.env.conformsTo?.(unwrap(item), url);
      if (answer !== undefined) return booleanItems(answer);
      const type = url.startsWith(CORE_PROFILE) ? fhirType(url.slice(CORE_PROFILE.length)) : undefined;
      if (!type) throw new FhirPathError('execution', `the profile ${url} is unknown`);
      return booleanItems(item.type.isA(type));
    },
  },
  htmlChecks: {
    arity: [0, 0],
    types: BOOLEAN,
    run: (input) => {
      const html = single(input, 'htmlChecks()')?.value;
      return html === undefined ? EMPTY : booleanItems(typeof html === 'string' && htmlErrors(html).length === 0);
    },
  },
  type: {
    arity: [0, 0],
    run: (input) =>
      input.map(
        ({ type }) =>
          new Item(
            { namespace: type.namespace, name: type.name.includes('.') ? 'BackboneElement' : type.name },
            SYSTEM.TypeInfo,
          ),
      ),
  },
  getResourceKey: {
    arity: [0, 0],
    types: STRING,
    run: (input) => {
      const value = single(input, 'getResourceKey()')?.value;
      return isObject(value) && typeof value.id === 'string' ? [stringItem(value.id)] : EMPTY;
    },
  },
  getReferenceKey: {
    arity: [0, 1],
    compile: ({ target, args: [argument] }) => {
      const wanted = argument && typeArgument(argument);
      if (wanted) resolveType(wanted, argument?.position);
      return {
        types: STRING,
        run: (input, context) => {
          const out: Item[] = [];
          for (const item of target.run(input, context)) {
            const match = REFERENCE.exec(referenceText(item) ?? '');
            if (match && (!wanted || wanted.name === match[1])) out.push(stringItem(match[2] as string));
          }
          return out;
        },
      };
    },
  },
};
