import type { CompiledInvariant } from './invariant.ts';
import type { PrimitiveCheck } from './primitives.ts';
import type { QuickCheck } from './quick-primitives.ts';
import type { Run } from './run.ts';

/** A check of one value that is already known to have the right shape. */
export type ValueCheck = (value: unknown, run: Run, property: PropertyCheck) => void;

export type PropertyKind = 'primitive' | 'object' | 'resource' | 'extension' | 'xhtml';

/** What may stand under one JSON property, compiled. */
export interface PropertyCheck {
  readonly isSibling: false;
  /** Whether nothing is checked of a value that is well-formed. */
  readonly isLeaf: boolean;
  /** The property in JSON: `valueQuantity`. */
  readonly key: string;
  /** Property of a primitive's id and extensions: `_birthDate`. */
  readonly siblingKey: string;
  /** The step in FHIRPath: `value.ofType(Quantity)`. */
  readonly label: string;
  /** The element's name: `value` for `value[x]`. */
  readonly name: string;
  /** The definition's path: `Observation.value[x]`. */
  readonly path: string;
  readonly list: boolean;
  readonly type: string;
  readonly kind: PropertyKind;
  /** Bit of the required element that it is; 0 for none. */
  readonly demand: number;
  /** Bit of the choice element that it belongs to; 0 for none. */
  readonly choice: number;
  readonly primitive: PrimitiveCheck | undefined;
  /** Tells most well-formed primitives from the rest. */
  readonly quick: QuickCheck | undefined;
  /** What is checked of a value beyond its type: binding, target types, the element's own invariants. */
  readonly after: readonly ValueCheck[];
  /** The check of an object's content, compiled at its first use. */
  object(): ObjectCheck;
  /** The same once it has been compiled. */
  content: ObjectCheck | undefined;
}

/** An element that must be there, under one of its keys (`valueString`, `_valueString`). */
export interface RequiredElement {
  readonly path: string;
  readonly keys: readonly string[];
}

/** What an object of one type, or of one backbone element, may and must have. */
export interface ObjectCheck {
  /** The type's name, or the backbone element's path. */
  readonly type: string;
  readonly isResource: boolean;
  readonly properties: ReadonlyMap<string, PropertyCheck | SiblingCheck>;
  /** The paths of what is required, in the order of their bits. */
  readonly required: readonly string[];
  /** The bits of all that is required. */
  readonly demands: number;
  /** What is required too, where there is more than there are bits: no type of R4, but a logical model may. */
  readonly beyond: readonly RequiredElement[];
  readonly invariants: readonly CompiledInvariant[];
  /** What this type means beyond its structure: a Coding's code, an Attachment's size. */
  readonly special: ((value: Record<string, unknown>, run: Run) => void) | undefined;
}

/** The `_name` property beside a primitive. */
export interface SiblingCheck {
  readonly isSibling: true;
  readonly of: PropertyCheck;
}
