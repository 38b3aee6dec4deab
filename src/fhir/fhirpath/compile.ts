/** The tree of an expression to closures. Names, types, literals and functions are looked up here, once. */
import { addItems, concatenate, divideItems, integerDivide, multiplyItems, negate } from './arithmetic.ts';
import type { BinaryOperator, LiteralKind, Node } from './ast.ts';
import { asTest, BOOLEAN, type Compiled, fromTest, INTEGER, single, singleInteger } from './compiled.ts';
import type { Context } from './context.ts';
import { compareItems, equalCollections, equalItems, equivalentCollections } from './equality.ts';
import { FhirPathError, UnsupportedExpression } from './fhirpath-error.ts';
import type { Call } from './functions/definition.ts';
import { union } from './functions/sets.ts';
import { FUNCTIONS } from './functions/table.ts';
import {
  decimalItem,
  EMPTY,
  FALSE,
  Item,
  type Items,
  integerItem,
  owningResource,
  quantityItem,
  stringItem,
  TRUE,
  wrapAll,
} from './item.ts';
import { memberStep } from './navigation.ts';
import { parseDateTime, parseTime } from './temporal.ts';
import { SYSTEM, type TypeInfo } from './type-model.ts';
import { castsTo, isOfType, resolveType } from './types-of.ts';

export interface CompileOptions {
  /** Values of `%name`, fixed at compile time. */
  constants: ReadonlyMap<string, Items>;
  /** Names that the environment will have; any other `%name` is an error. Undefined: not checked. */
  variables: ReadonlySet<string> | undefined;
  /** Refuse elements that no possible type of the input has. */
  strict: boolean;
}

/** What is known of `$this` where a node stands. */
interface Scope {
  types: readonly TypeInfo[] | undefined;
  /** Whether `$this` is the focus of the whole expression, where a type's name may stand for it. */
  root: boolean;
}

/** Compiles a tree for a focus of the given types. Throws FhirPathError (`semantic`) or UnsupportedExpression. */
export function compileNode(node: Node, types: readonly TypeInfo[] | undefined, options: CompileOptions): Compiled {
  return new Compiler(options).node(node, { types, root: true });
}

const ORDER: Partial<Record<BinaryOperator, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

const ARITHMETIC: Partial<Record<BinaryOperator, (a: Item, b: Item) => Items>> = {
  '+': (a, b) => addItems(a, b, 1),
  '-': (a, b) => addItems(a, b, -1),
  '*': multiplyItems,
  '/': divideItems,
  div: (a, b) => integerDivide(a, b, 'div'),
  mod: (a, b) => integerDivide(a, b, 'mod'),
};

const VARIABLES: Record<string, string> = {
  sct: 'http://snomed.info/sct',
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
};

class Compiler {
  readonly #options: CompileOptions;

  constructor(options: CompileOptions) {
    this.#options = options;
  }

  node(node: Node, scope: Scope): Compiled {
    switch (node.kind) {
      case 'empty':
        return { run: () => EMPTY };
      case 'literal':
        return constant(literal(node.type, node.text, node.position));
      case 'quantity':
        return constant([quantityItem({ value: Number(node.value), unit: node.unit, calendar: node.calendar })]);
      case 'member':
        return this.#member(node, scope);
      case 'call':
        return this.#call(node, scope);
      case 'variable':
        return this.#variable(node, scope);
      case 'constant':
        return this.#constant(node.name, node.position);
      case 'index':
        return this.#index(node, scope);
      case 'sign':
        return this.#sign(node, scope);
      case 'binary':
        return this.#binary(node.operator, this.node(node.left, scope), this.node(node.right, scope));
      case 'type':
        return this.#type(node, scope);
    }
  }

  #target(node: Node | undefined, scope: Scope): Compiled {
    return node ? this.node(node, scope) : { run: (input) => input, types: scope.types };
  }

  #member(node: Node & { kind: 'member' }, scope: Scope): Compiled {
    const { name } = node;
    const step = memberStep(name);
    if (!node.target) {
      const types = memberTypes(scope.types, name);
      if (types === null) {
        // At the start of an expression a type's name is the focus itself, if it is of that type.
        const named = scope.types?.filter((type) => isNamed(type, name));
        if (named && named.length > 0) return { run: (input) => input, types: named };
        if (this.#options.strict) this.#noElement(scope.types, name, node.position);
      }
      if (!/^[A-Z]/.test(name)) return { run: step, types: types ?? undefined };
      return {
        run: (input) => (input.length > 0 && isNamed((input[0] as Item).type, name) ? input : step(input)),
      };
    }
    const target = this.node(node.target, scope);
    const types = memberTypes(target.types, name);
    if (types === null && this.#options.strict) this.#noElement(target.types, name, node.position);
    return { run: (input, context) => step(target.run(input, context)), types: types ?? undefined };
  }

  #noElement(types: readonly TypeInfo[] | undefined, name: string, position: number): never {
    const owner = types?.map((type) => type.name).join(' or ') ?? 'the input';
    const slot = types?.map((type) => type.slot(name)).find((found) => found);
    const hint = slot && slot.key !== slot.name ? `; write ${slot.name}.ofType(${slot.type.name})` : '';
    throw new FhirPathError('semantic', `${owner} has no element ${name}${hint}`, position);
  }

  #call(node: Node & { kind: 'call' }, scope: Scope): Compiled {
    const definition = Object.hasOwn(FUNCTIONS, node.name) ? FUNCTIONS[node.name] : undefined;
    if (!definition) throw new UnsupportedExpression(`the function ${node.name}()`);
    const [least, most] = definition.arity;
    if (node.args.length < least || node.args.length > most) {
      throw new FhirPathError(
        'semantic',
        `${node.name}() takes ${least === most ? least : `${least} to ${most}`} arguments`,
        node.position,
      );
    }
    const target = this.#target(node.target, scope);
    if ('compile' in definition) {
      const call: Call = {
        target,
        args: node.args,
        descending: node.descending ?? [],
        strict: this.#options.strict,
        perItem: (argument) => this.node(argument, { types: target.types, root: scope.root && !node.target }),
        inFocus: (argument) => this.node(argument, scope),
      };
      return definition.compile(call);
    }
    const { run, types } = definition;
    const args = node.args.map((argument) => this.node(argument, scope));
    const result = types === 'input' ? target.types : types;
    if (args.length === 0) {
      const none: readonly Items[] = [];
      return { run: (input, context) => run(target.run(input, context), none, context), types: result };
    }
    return {
      run: (input, context) =>
        run(
          target.run(input, context),
          args.map((argument) => argument.run(input, context)),
          context,
        ),
      types: result,
    };
  }

  #variable(node: Node & { kind: 'variable' }, scope: Scope): Compiled {
    switch (node.name) {
      case '$this':
        return this.#target(node.target, scope);
      case '$index':
        return { run: (_input, context) => (context.index < 0 ? EMPTY : [integerItem(context.index)]), types: INTEGER };
      case '$total':
        return { run: (_input, context) => context.total };
    }
  }

  #constant(name: string, position: number): Compiled {
    const fixed = this.#options.constants.get(name);
    if (fixed) return { run: () => fixed, types: fixed.map((item) => item.type) };
    switch (name) {
      case 'rowIndex':
        if (this.#options.variables?.has(name) !== true) break;
        return { run: (_input, context) => [integerItem(context.rowIndex)], types: INTEGER };
      case 'context':
        return { run: (_input, context) => context.root };
      case 'resource':
        return { run: (input, context) => surrounding(context, input, 'resource') };
      case 'rootResource':
        return { run: (input, context) => surrounding(context, input, 'rootResource') };
    }
    if (this.#options.variables?.has(name) !== true) {
      const text = VARIABLES[name] ?? specialUrl(name);
      if (text) return constant([stringItem(text)]);
      if (this.#options.variables) throw new FhirPathError('semantic', `%${name} is not defined`, position);
    }
    return {
      run: (_input, { env: { variables } }) => {
        if (!variables || !Object.hasOwn(variables, name))
          throw new FhirPathError('execution', `%${name} is not defined`);
        return wrapAll(variables[name]);
      },
    };
  }

  #index(node: Node & { kind: 'index' }, scope: Scope): Compiled {
    const target = this.node(node.target, scope);
    const index = this.node(node.index, scope);
    return {
      types: target.types,
      run: (input, context) => {
        const at = singleInteger(index.run(input, context), '[]');
        const item = at === undefined ? undefined : target.run(input, context)[at];
        return item ? [item] : EMPTY;
      },
    };
  }

  #sign(node: Node & { kind: 'sign' }, scope: Scope): Compiled {
    const operand = this.node(node.operand, scope);
    return {
      types: operand.types,
      run: (input, context) => {
        const item = single(operand.run(input, context), node.operator);
        if (!item) return EMPTY;
        return node.operator === '-' ? negate(item) : negate(negate(item)[0] as Item);
      },
    };
  }

  #type(node: Node & { kind: 'type' }, scope: Scope): Compiled {
    const operand = this.node(node.operand, scope);
    const types = resolveType(node.type, node.position);
    if (node.operator === 'is') {
      return fromTest((input, context) => {
        const item = single(operand.run(input, context), 'is');
        return item && isOfType(item, types);
      });
    }
    if (
      this.#options.strict &&
      operand.types &&
      !operand.types.some((type) => types.some((wanted) => type.isA(wanted) || wanted.isA(type)))
    ) {
      throw new FhirPathError('semantic', `the operand can never be ${node.type.name}`, node.position);
    }
    return {
      types,
      run: (input, context) => {
        const item = single(operand.run(input, context), 'as');
        return item && castsTo(item, types) ? [item] : EMPTY;
      },
    };
  }

  #binary(operator: BinaryOperator, left: Compiled, right: Compiled): Compiled {
    const order = ORDER[operator];
    if (order) {
      return fromTest((input, context) => {
        const a = single(left.run(input, context), operator);
        const b = single(right.run(input, context), operator);
        const difference = a?.value === undefined || b?.value === undefined ? undefined : compareItems(a, b);
        return difference === undefined ? undefined : order(difference);
      });
    }
    const arithmetic = ARITHMETIC[operator];
    if (arithmetic) {
      return {
        run: (input, context) => {
          const a = single(left.run(input, context), operator);
          const b = single(right.run(input, context), operator);
          return a?.value === undefined || b?.value === undefined ? EMPTY : arithmetic(a, b);
        },
      };
    }
    switch (operator) {
      case '=':
        return fromTest((input, context) => equalCollections(left.run(input, context), right.run(input, context)));
      case '!=':
        return fromTest((input, context) => {
          const equal = equalCollections(left.run(input, context), right.run(input, context));
          return equal === undefined ? undefined : !equal;
        });
      case '~':
        return fromTest((input, context) => equivalentCollections(left.run(input, context), right.run(input, context)));
      case '!~':
        return fromTest(
          (input, context) => !equivalentCollections(left.run(input, context), right.run(input, context)),
        );
      case 'in':
        return membership(left, right, 'in');
      case 'contains':
        return membership(right, left, 'contains');
      case '&':
        return {
          types: [SYSTEM.String],
          run: (input, context) =>
            concatenate(single(left.run(input, context), '&'), single(right.run(input, context), '&')),
        };
      case '|':
        return {
          types: left.types && right.types ? [...new Set([...left.types, ...right.types])] : undefined,
          run: (input, context) => union(left.run(input, context), right.run(input, context)),
        };
      default:
        return logic(operator as 'and' | 'or' | 'xor' | 'implies', left, right);
    }
  }
}

function constant(items: Items): Compiled {
  const types = items.map((item) => item.type);
  const value = items[0]?.value;
  return typeof value === 'boolean'
    ? { run: () => items, test: () => value, types: BOOLEAN }
    : { run: () => items, types };
}

function literal(type: LiteralKind, text: string, position: number): Items {
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

/** The types that `.name` can lead to; undefined when that is open, null when none of the types has the element. */
function memberTypes(types: readonly TypeInfo[] | undefined, name: string): readonly TypeInfo[] | undefined | null {
  if (!types) return undefined;
  const found: TypeInfo[] = [];
  for (const type of types) {
    if (
      type.kind === 'untyped' ||
      type.kind === 'system' ||
      type.name === 'Resource' ||
      type.name === 'DomainResource'
    ) {
      return undefined;
    }
    if (type.primitive && name === 'value') return undefined;
    for (const slot of type.element(name)?.slots ?? []) found.push(slot.type);
  }
  return found.length > 0 ? found : null;
}

const isNamed = (type: TypeInfo, name: string): boolean => {
  for (let at: TypeInfo | undefined = type; at; at = at.base) if (at.name === name) return true;
  return false;
};

function surrounding({ env, root }: Context, input: Items, which: 'resource' | 'rootResource'): Items {
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

function specialUrl(name: string): string | undefined {
  if (name.startsWith('vs-')) return `http://hl7.org/fhir/ValueSet/${name.slice(3)}`;
  return name.startsWith('ext-') ? `http://hl7.org/fhir/StructureDefinition/${name.slice(4)}` : undefined;
}

function membership(item: Compiled, collection: Compiled, operator: string): Compiled {
  return fromTest((input, context) => {
    const wanted = single(item.run(input, context), operator);
    return wanted && collection.run(input, context).some((other) => equalItems(wanted, other) === true);
  });
}

/** Three-valued logic: https://hl7.org/fhirpath/#boolean-logic. The right side is evaluated only when it matters. */
function logic(operator: 'and' | 'or' | 'xor' | 'implies', left: Compiled, right: Compiled): Compiled {
  const [a, b] = [asTest(left), asTest(right)];
  switch (operator) {
    case 'and':
      return fromTest((input, context) => {
        const x = a(input, context);
        if (x === false) return false;
        const y = b(input, context);
        return y === false ? false : x && y;
      });
    case 'or':
      return fromTest((input, context) => {
        const x = a(input, context);
        if (x === true) return true;
        const y = b(input, context);
        return y === true ? true : x === undefined || y === undefined ? undefined : false;
      });
    case 'xor':
      return fromTest((input, context) => {
        const x = a(input, context);
        const y = b(input, context);
        return x === undefined || y === undefined ? undefined : x !== y;
      });
    case 'implies':
      return fromTest((input, context) => {
        const x = a(input, context);
        if (x === false) return true;
        const y = b(input, context);
        return y === true ? true : x === undefined || y === undefined ? undefined : false;
      });
  }
}
