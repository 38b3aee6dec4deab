/**
 * A view's selects as one chain of closures. Every column has a fixed place in the row; a select fills the places of its columns
 * and calls what comes after it, so that the product of sibling selects is a walk and no list of partial rows is ever built.
 * The order of rows is that of the document. https://sql-on-fhir.org, "Processing Algorithm".
 */
import { SlussError } from '../../errors/sluss-error.ts';
import type { Compiled } from '../../fhir/fhirpath/compiled.ts';
import type { Context } from '../../fhir/fhirpath/context.ts';
import { FhirPathError } from '../../fhir/fhirpath/fhirpath-error.ts';
import { EMPTY, type Item, type Items, unwrap } from '../../fhir/fhirpath/item.ts';
import type { TypeInfo } from '../../fhir/fhirpath/type-model.ts';
import { type PathCompiler, problem } from './paths.ts';
import type { ViewColumn, ViewSelect } from './view-definition.ts';

/** What changes while the rows of one resource are made. */
export interface RowState {
  readonly context: Context;
  /** The focus and its index in the iteration, by the slot of the select. */
  readonly foci: Items[];
  readonly indexes: number[];
  /** The values of the row so far, by the place of the column. */
  readonly row: unknown[];
  /** The element of the innermost iteration. */
  lineage: Item | undefined;
  /** Takes each row when it is complete. */
  readonly take: (state: RowState) => void;
}

export type Emit = (state: RowState) => void;

/** Bounds an endless repeat over resolved resources. */
const MAX_REPEATED = 100_000;
const MAX_REPEAT_DEPTH = 500;

export class SelectCompiler {
  readonly #paths: PathCompiler;
  readonly #places: ReadonlyMap<string, number>;
  readonly #finds = new Map<ViewColumn, Find>();
  readonly columnTypes = new Map<string, readonly TypeInfo[] | undefined>();
  #slots = 1;

  constructor(paths: PathCompiler, columns: readonly ViewColumn[]) {
    this.#paths = paths;
    this.#places = new Map(columns.map((column, place) => [column.name, place]));
  }

  /** Compiles sibling selects over the focus of a slot, before what comes next. */
  siblings(
    selects: readonly ViewSelect[],
    at: string,
    slot: number,
    types: readonly TypeInfo[] | undefined,
    next: Emit,
  ): Emit {
    return selects.reduceRight<Emit>(
      (after, select, index) => this.#select(select, `${at}[${index}]`, slot, types, after),
      next,
    );
  }

  #select(select: ViewSelect, at: string, outer: number, types: readonly TypeInfo[] | undefined, next: Emit): Emit {
    const path = select.forEach ?? select.forEachOrNull;
    if (path !== undefined) {
      const key = select.forEach === undefined ? 'forEachOrNull' : 'forEach';
      const step = this.#paths.compile(path, types, `${at}.${key}`);
      const slot = this.#slots++;
      const body = this.#body(select, at, slot, step.types, next);
      const find = guarded(step, `${at}.${key}`);
      return iterate(outer, slot, find, body, key === 'forEach' ? undefined : this.#nullRow(select, next));
    }
    if (select.repeat) {
      const steps = select.repeat.map((one, index) => {
        const where = `${at}.repeat[${index}]`;
        return guarded(this.#paths.compile(one, undefined, where), where);
      });
      const slot = this.#slots++;
      return iterate(
        outer,
        slot,
        (focus, context) => repeated(steps, focus, context, `${at}.repeat`),
        this.#body(select, at, slot, undefined, next),
      );
    }
    return this.#body(select, at, outer, types, next);
  }

  /** Fills the columns, then runs nested selects, then each branch of the union, then what comes after. */
  #body(select: ViewSelect, at: string, slot: number, types: readonly TypeInfo[] | undefined, next: Emit): Emit {
    const fills = (select.column ?? []).map((column, index) =>
      this.#fill(column, `${at}.column[${index}].path`, types),
    );
    const union = select.unionAll?.map((branch, index) =>
      this.#select(branch, `${at}.unionAll[${index}]`, slot, types, next),
    );
    const afterSelects: Emit = union
      ? (state) => {
          for (const branch of union) branch(state);
        }
      : next;
    const rest = this.siblings(select.select ?? [], `${at}.select`, slot, types, afterSelects);
    if (fills.length === 0) return rest;
    return (state) => {
      const focus = state.foci[slot] as Items;
      state.context.rowIndex = state.indexes[slot] as number;
      for (const fill of fills) fill(state, focus);
      rest(state);
    };
  }

  #fill(
    column: ViewColumn,
    at: string,
    types: readonly TypeInfo[] | undefined,
  ): (state: RowState, focus: Items) => void {
    const step = this.#paths.compile(column.path, types, at);
    if (!this.columnTypes.has(column.name)) this.columnTypes.set(column.name, step.types);
    const find = guarded(step, at);
    this.#finds.set(column, find);
    const place = this.#places.get(column.name) as number;
    if (column.collection) {
      return (state, focus) => {
        state.row[place] = find(focus, state.context).map(unwrap);
      };
    }
    return (state, focus) => {
      const items = find(focus, state.context);
      if (items.length > 1) {
        throw SlussError.of('view-several-values', { column: column.name, count: items.length }, { expression: at });
      }
      state.row[place] = items.length === 0 ? null : unwrap(items[0] as Item);
    };
  }

  /** Fills all columns of a select and below with null, but for those that say %rowIndex, which is 0 there. */
  #nullRow(select: ViewSelect, next: Emit): Emit {
    const fills = [select, ...flatten(select)]
      .flatMap((one) => one.column ?? [])
      .map((column): Emit => {
        const place = this.#places.get(column.name) as number;
        if (!column.path.includes('%rowIndex')) {
          return ({ row }) => {
            row[place] = null;
          };
        }
        const find = this.#finds.get(column) as Find;
        return ({ row, context }) => {
          const values = find(EMPTY, context).map(unwrap);
          row[place] = column.collection ? values : (values[0] ?? null);
        };
      });
    return (state) => {
      state.context.rowIndex = 0;
      for (const fill of fills) fill(state);
      next(state);
    };
  }
}

function flatten(select: ViewSelect): ViewSelect[] {
  return [...(select.select ?? []), ...(select.unionAll ?? [])].flatMap((child) => [child, ...flatten(child)]);
}

type Find = (focus: Items, context: Context) => Items;

/** The step, whose failures tell where in the view they happened. */
export function guarded(step: Compiled, at: string): Find {
  return (focus, context) => {
    try {
      return step.run(focus, context);
    } catch (error) {
      if (!(error instanceof FhirPathError)) throw error;
      throw SlussError.of('view-evaluation-failed', { problem: problem(error) }, { expression: at });
    }
  };
}

function iterate(outer: number, slot: number, find: Find, body: Emit, orNull?: Emit): Emit {
  return (state) => {
    state.context.rowIndex = state.indexes[outer] as number;
    const items = find(state.foci[outer] as Items, state.context);
    if (items.length === 0) {
      orNull?.(state);
      return;
    }
    const { lineage } = state;
    for (let at = 0; at < items.length; at += 1) {
      const item = items[at] as Item;
      state.foci[slot] = [item];
      state.indexes[slot] = at;
      state.lineage = item;
      body(state);
    }
    state.lineage = lineage;
  };
}

/** All elements that the paths lead to, from each element on and on, every element before its own descendants. */
function repeated(steps: readonly Find[], focus: Items, context: Context, at: string): Items {
  const out: Item[] = [];
  const visit = (from: Items, depth: number): void => {
    for (const step of steps) {
      for (const item of step(from, context)) {
        if (out.length >= MAX_REPEATED || depth >= MAX_REPEAT_DEPTH) {
          throw SlussError.of(
            'view-evaluation-failed',
            { problem: { en: 'repeat does not end', sv: 'repeat tar inte slut' } },
            { expression: at },
          );
        }
        out.push(item);
        visit([item], depth + 1);
      }
    }
  };
  visit(focus, 0);
  return out;
}
