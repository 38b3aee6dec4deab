/** The tree of an expression to closures. Names, types, literals and functions are looked up here, once. */
import { negate } from './arithmetic.ts';
import type { Node } from './ast.ts';
import { type Compiled, fromTest, INTEGER, single, singleInteger } from './compiled.ts';
import { constant, literal, surrounding, variableUrl } from './constants.ts';
import { FhirPathError, UnsupportedExpression } from './fhirpath-error.ts';
import type { Call } from './functions/definition.ts';
import { FUNCTIONS } from './functions/table.ts';
import { EMPTY, type Item, type Items, integerItem, quantityItem, stringItem, wrapAll } from './item.ts';
import { isLoopInvariant, onceInContext } from './loop-invariant.ts';
import { memberStep } from './navigation.ts';
import { binaryOperator } from './operators.ts';
import type { TypeInfo } from './type-model.ts';
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
  /** Whether the node is evaluated once for each item of some loop. */
  isLoop: boolean;
}

/** Compiles a tree for a focus of the given types. Throws FhirPathError (`semantic`) or UnsupportedExpression. */
export function compileNode(node: Node, types: readonly TypeInfo[] | undefined, options: CompileOptions): Compiled {
  return new Compiler(options).node(node, { types, isLoop: false });
}

class Compiler {
  readonly #options: CompileOptions;

  constructor(options: CompileOptions) {
    this.#options = options;
  }

  node(node: Node, scope: Scope): Compiled {
    if (scope.isLoop && isLoopInvariant(node)) return onceInContext(this.node(node, { ...scope, isLoop: false }));
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
        return binaryOperator(node.operator, this.node(node.left, scope), this.node(node.right, scope));
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
    const owner = [...new Set(types?.map((type) => type.name))].join(' or ') || 'the input';
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
        perItem: (argument) => this.node(argument, { types: target.types, isLoop: true }),
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
      const text = variableUrl(name);
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
        const negative = negate(item);
        return node.operator === '-' ? negative : [item];
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
}

/** The types that `.name` can lead to; undefined when that is open, null when none of the types has the element. */
function memberTypes(types: readonly TypeInfo[] | undefined, name: string): readonly TypeInfo[] | undefined | null {
  if (!types || types.every((type) => type.kind === 'system')) return undefined;
  const found: TypeInfo[] = [];
  for (const type of types) {
    if (type.kind === 'untyped' || type.name === 'Resource' || type.name === 'DomainResource') return undefined;
    if (type.primitive && name === 'value') return undefined;
    for (const slot of type.element(name)?.slots ?? []) found.push(slot.type);
  }
  return found.length > 0 ? found : null;
}

const isNamed = (type: TypeInfo, name: string): boolean => {
  for (let at: TypeInfo | undefined = type; at; at = at.base) if (at.name === name) return true;
  return false;
};
