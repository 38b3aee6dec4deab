/** The types of R4 and of FHIRPath itself, as navigation needs them: elements by name, choice elements by type. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type TypeKind = 'resource' | 'complex' | 'primitive' | 'backbone' | 'system' | 'untyped';

/** One JSON property that an element may stand in: `value[x]` has one for each of its types. */
export interface Slot {
  /** The element's name in FHIRPath (`value`) and its property in JSON (`valueQuantity`), with that of its extensions. */
  readonly name: string;
  readonly key: string;
  readonly extensionKey: string;
  readonly type: TypeInfo;
}

export interface ElementInfo {
  readonly name: string;
  readonly list: boolean;
  readonly slots: readonly Slot[];
}

/** How values of a type compare; `json` is decided by the value itself. */
export type Category = 'string' | 'number' | 'boolean' | 'date' | 'dateTime' | 'time' | 'quantity' | 'complex' | 'json';

const CATEGORIES: Record<string, Category> = {
  'FHIR.boolean': 'boolean',
  'FHIR.integer': 'number',
  'FHIR.positiveInt': 'number',
  'FHIR.unsignedInt': 'number',
  'FHIR.decimal': 'number',
  'FHIR.date': 'date',
  'FHIR.dateTime': 'dateTime',
  'FHIR.instant': 'dateTime',
  'FHIR.time': 'time',
  'FHIR.Quantity': 'quantity',
  'System.Boolean': 'boolean',
  'System.String': 'string',
  'System.Integer': 'number',
  'System.Decimal': 'number',
  'System.Date': 'date',
  'System.DateTime': 'dateTime',
  'System.Time': 'time',
  'System.Quantity': 'quantity',
  'System.Any': 'json',
};

interface ModelType {
  base?: string;
  kind: 'resource' | 'complex' | 'primitive' | 'backbone';
  elements: Record<string, string>;
}

export class TypeInfo {
  readonly namespace: 'FHIR' | 'System';
  readonly name: string;
  readonly kind: TypeKind;
  readonly base: TypeInfo | undefined;
  readonly primitive: boolean;
  readonly category: Category;
  #slots: Map<string, Slot> | undefined;
  readonly #own: Record<string, string>;
  readonly #elements = new Map<string, ElementInfo | undefined>();

  constructor(
    namespace: 'FHIR' | 'System',
    name: string,
    kind: TypeKind,
    base: TypeInfo | undefined,
    own: Record<string, string> = {},
  ) {
    this.namespace = namespace;
    this.name = name;
    this.kind = kind;
    this.base = base;
    this.primitive = kind === 'primitive';
    this.category =
      CATEGORIES[`${namespace}.${name}`] ??
      (base?.category === 'quantity' ? 'quantity' : kind === 'primitive' ? 'string' : 'complex');
    this.#own = own;
  }

  /** The element of that name, inherited ones included; undefined when the type has none. */
  element(name: string): ElementInfo | undefined {
    if (this.#elements.has(name)) return this.#elements.get(name);
    const declared = Object.hasOwn(this.#own, name) ? parseElement(name, this.#own[name] as string) : undefined;
    const element = declared ?? this.base?.element(name);
    this.#elements.set(name, element);
    return element;
  }

  /** The names of all elements in the order of the definition, the base type's first. */
  elementNames(): string[] {
    return [...(this.base?.elementNames() ?? []), ...Object.keys(this.#own)];
  }

  /** The slot that a JSON property stands for, with or without the underscore of extensions. */
  slot(key: string): Slot | undefined {
    if (!this.#slots) {
      this.#slots = new Map();
      for (const name of this.elementNames()) {
        for (const slot of this.element(name)?.slots ?? []) {
          this.#slots.set(slot.key, slot).set(slot.extensionKey, slot);
        }
      }
    }
    return this.#slots.get(key);
  }

  /** Whether this type is the other or a specialization of it. */
  isA(other: TypeInfo): boolean {
    for (let type: TypeInfo | undefined = this; type; type = type.base) if (type === other) return true;
    return false;
  }
}

function parseElement(name: string, text: string): ElementInfo {
  const list = text.startsWith('*');
  const rest = list ? text.slice(1) : text;
  const choice = rest.startsWith('?');
  const slots = (choice ? rest.slice(1) : rest).split('|').map((typeName): Slot => {
    const key = choice ? name + typeName[0]?.toUpperCase() + typeName.slice(1) : name;
    return { name, key, extensionKey: `_${key}`, type: fhirType(typeName) ?? UNTYPED };
  });
  return { name, list, slots };
}

/** The line of each type in the generated model; a line is parsed when its type is first asked for. */
const LINES = new Map(
  readFileSync(fileURLToPath(new URL('./model/r4.ndjson', import.meta.url)), 'utf8')
    .split('\n')
    .map((line) => [line.slice(2, line.indexOf('"', 2)), line]),
);
const fhirTypes = new Map<string, TypeInfo>();

/** The FHIR type of that name or path (`Patient`, `Patient.contact`, `string`); undefined when R4 has none. */
export function fhirType(name: string): TypeInfo | undefined {
  const known = fhirTypes.get(name);
  if (known) return known;
  const line = name === '' ? undefined : LINES.get(name);
  if (!line) return undefined;
  const [, model] = JSON.parse(line) as [string, ModelType];
  const type = new TypeInfo('FHIR', name, model.kind, model.base ? fhirType(model.base) : undefined, model.elements);
  fhirTypes.set(name, type);
  return type;
}

/** Plain objects that no definition describes: variables, and content of versions that R4 does not know. */
export const UNTYPED = new TypeInfo('System', 'Any', 'untyped', undefined);

const system = (name: string, elements?: Record<string, string>) =>
  new TypeInfo('System', name, 'system', undefined, elements);

export const SYSTEM = {
  Boolean: system('Boolean'),
  String: system('String'),
  Integer: system('Integer'),
  Decimal: system('Decimal'),
  Date: system('Date'),
  DateTime: system('DateTime'),
  Time: system('Time'),
  Quantity: system('Quantity'),
  TypeInfo: system('SimpleTypeInfo'),
} as const;

const systemTypes: Record<string, TypeInfo> = { ...SYSTEM, Any: UNTYPED };

/** The System type of that name. */
export function systemType(name: string): TypeInfo | undefined {
  return Object.hasOwn(systemTypes, name) ? systemTypes[name] : undefined;
}
