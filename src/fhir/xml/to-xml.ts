import { fhirType } from '../fhirpath/type-model.ts';
import { divMarkup } from './div-markup.ts';
import { escapeAttribute } from './escape.ts';
import { FHIR_NAMESPACE } from './namespaces.ts';
import { type XmlField, type XmlType, xmlType } from './xml-type.ts';

type Json = Record<string, unknown>;

export interface XmlFormat {
  /** Indented, for people. */
  pretty?: boolean;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const NAME = /^[A-Za-z_][\w.-]*$/;

/**
 * Writes a resource in its JSON form as FHIR XML (http://hl7.org/fhir/R4/xml.html): elements in the order of their definition, whatever order the
 * properties have, ids and extensions' urls as attributes, the narrative as markup. Properties that the type does not have come last; those whose name
 * is none in XML are left out, as is null without an extension. The inverse of `parseFhirXml`.
 */
export function toFhirXml(resource: object, { pretty = false }: XmlFormat = {}): string {
  const writer = new Writer(pretty);
  writer.resource(resource as Json, 0);
  return `${DECLARATION}${pretty ? '' : '\n'}${writer.parts.join('')}${pretty ? '\n' : ''}`;
}

class Writer {
  readonly parts: string[] = [];
  readonly #pretty: boolean;

  constructor(pretty: boolean) {
    this.#pretty = pretty;
  }

  resource(resource: Json, level: number): void {
    const name = typeof resource.resourceType === 'string' ? resource.resourceType : '';
    const info = fhirType(name);
    const tag = NAME.test(name) ? name : 'Resource';
    this.#element(tag, level === 0 ? ` xmlns="${FHIR_NAMESPACE}"` : '', resource, info && xmlType(info), level);
  }

  /** An element with its attributes and children; `value` is a primitive's. */
  #element(name: string, attributes: string, content: Json, type: XmlType | undefined, level: number): void {
    this.#line(level);
    let start = `<${name}${attributes}`;
    for (const key of ['id', 'url']) {
      const value = content[key];
      if (value !== undefined && value !== null && type?.fields.get(key)?.kind === 'attribute')
        start += ` ${key}="${escapeAttribute(String(value))}"`;
    }
    const at = this.parts.push(`${start}>`);
    this.#children(content, type, level + 1);
    if (this.parts.length === at) {
      this.parts[at - 1] = `${start}/>`;
      return;
    }
    this.#line(level);
    this.parts.push(`</${name}>`);
  }

  #children(content: Json, type: XmlType | undefined, level: number): void {
    for (const { key, field } of inOrder(content, type)) {
      if (field?.kind === 'attribute') continue;
      if (!field) this.#unknown(key, content[key], level);
      else if (field.kind === 'primitive') this.#primitives(field, content, level);
      else for (const item of listOf(content[key])) this.#item(field, item, level);
    }
  }

  #item(field: XmlField, item: unknown, level: number): void {
    if (field.kind === 'xhtml' && typeof item === 'string') {
      this.#line(level);
      this.parts.push(divMarkup(item));
    } else if (!isObject(item)) this.#unknown(field.key, item, level);
    else if (field.kind === 'resource') {
      this.#line(level);
      this.parts.push(`<${field.key}>`);
      this.resource(item, level + 1);
      this.#line(level);
      this.parts.push(`</${field.key}>`);
    } else this.#element(field.key, '', item, xmlType(field.type), level);
  }

  #primitives({ key, extensionKey, type }: XmlField, content: Json, level: number): void {
    const values = listOf(content[key]);
    const extras = listOf(content[extensionKey]);
    for (let index = 0; index < Math.max(values.length, extras.length); index++) {
      const value = values[index] ?? undefined;
      const extra = extras[index];
      if (isObject(value)) this.#unknown(key, value, level);
      else if (value !== undefined || isObject(extra))
        this.#element(key, valueAttribute(value), isObject(extra) ? extra : {}, xmlType(type), level);
    }
  }

  /** What no definition describes: a value becomes the attribute, an object's properties elements. */
  #unknown(key: string, value: unknown, level: number): void {
    if (!NAME.test(key)) return;
    for (const item of listOf(value)) {
      if (isObject(item)) this.#element(key, '', item, undefined, level);
      else if (item !== null && !Array.isArray(item)) this.#element(key, valueAttribute(item), {}, undefined, level);
    }
  }

  #line(level: number): void {
    if (this.#pretty) this.parts.push(`\n${'  '.repeat(level)}`);
  }
}

/** The elements of an object in the order of the type; a primitive's two properties are one. */
function inOrder(content: Json, type: XmlType | undefined): { key: string; field: XmlField | undefined }[] {
  const elements: { key: string; field: XmlField | undefined }[] = [];
  let sorted = true;
  let last = -1;
  for (const property in content) {
    if (property === 'resourceType') continue;
    let field = type?.fields.get(property);
    if (!field && property.startsWith('_')) {
      const sibling = type?.fields.get(property.slice(1));
      if (sibling?.kind === 'primitive') {
        if (content[sibling.key] !== undefined) continue;
        field = sibling;
      }
    }
    const order = field?.order ?? Number.MAX_SAFE_INTEGER;
    if (order < last) sorted = false;
    last = order;
    elements.push({ key: field?.key ?? property, field });
  }
  const orderOf = (field: XmlField | undefined) => field?.order ?? Number.MAX_SAFE_INTEGER;
  return sorted ? elements : elements.sort((a, b) => orderOf(a.field) - orderOf(b.field));
}

function valueAttribute(value: unknown): string {
  return value === undefined ? '' : ` value="${escapeAttribute(String(value))}"`;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
