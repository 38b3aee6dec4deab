/** What an expression is evaluated in: the caller's environment and the state of the loops around the current step. */
import type { Resource } from '@medplum/fhirtypes';
import type { Items } from './item.ts';
import { EMPTY } from './item.ts';

export interface FhirPathEnv {
  /** `%resource`: the resource that contains the focus; by default found from the focus. */
  resource?: unknown;
  /** `%rootResource`: its container when it is contained, else the same. */
  rootResource?: unknown;
  /** Further `%name` variables: FHIR resources, JSON, JS primitives, lists of these, or items. */
  variables?: Record<string, unknown>;
  /** Finds what a reference (`Patient/1`, `urn:uuid:…`) points to; contained resources (`#x`) need none. */
  resolve?: (reference: string) => Resource | undefined;
  /** Whether a code, Coding or CodeableConcept is in a value set; undefined when that can't be known. */
  memberOf?: (value: unknown, valueSet: string) => boolean | undefined;
  /** Whether a resource conforms to a profile; undefined when the profile is unknown. */
  conformsTo?: (resource: unknown, profile: string) => boolean | undefined;
  /** Called by `trace()`. */
  trace?: (name: string, values: unknown[]) => void;
  /** The moment of `now()` and `today()`; one and the same throughout an evaluation. */
  now?: Date;
}

export class Context {
  readonly env: FhirPathEnv;
  /** The focus that the whole expression was called on: `%context`. */
  readonly root: Items;
  /** `$index` and `$total` of the innermost loop. */
  index = -1;
  total: Items = EMPTY;
  /** `%rowIndex` of a view: which element of the innermost iteration this is. */
  rowIndex = 0;
  /** Results that hold for the whole evaluation, by the step that gave them. */
  #kept: Map<unknown, Items> | undefined;
  #now: Date | undefined;

  constructor(env: FhirPathEnv, root: Items) {
    this.env = env;
    this.root = root;
  }

  get kept(): Map<unknown, Items> {
    this.#kept ??= new Map();
    return this.#kept;
  }

  get now(): Date {
    this.#now ??= this.env.now ?? new Date();
    return this.#now;
  }
}

export type Run = (input: Items, context: Context) => Items;
/** Three-valued logic without a collection around it; undefined is empty. */
export type Test = (input: Items, context: Context) => boolean | undefined;
