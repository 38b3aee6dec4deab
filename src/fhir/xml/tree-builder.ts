import type { SaxesTagNS } from 'saxes';
import type { ErrorCode, Parameters } from '../../errors/catalogue.ts';
import { type Finding, finding } from '../../errors/finding.ts';
import { fhirType } from '../fhirpath/type-model.ts';
import { positionsAt } from '../json/position.ts';
import { DivText } from './div-text.ts';
import { FHIR_NAMESPACE, XHTML_NAMESPACE, XSI_NAMESPACE } from './namespaces.ts';
import { losesDigits, primitiveValue } from './primitive-value.ts';
import { type XmlField, type XmlType, xmlType } from './xml-type.ts';

type Json = Record<string, unknown>;

/** More findings than this of one text help no one. */
const MAX_FINDINGS = 1000;
/** Properties that would mean something else in JSON than an element of that name. */
const FORBIDDEN = /^(?:_.*|constructor|prototype|resourceType)$/;

/** The document is nested deeper than allowed. */
export class TooDeep extends Error {}

/** An open element. */
interface Frame {
  readonly parent: Frame | undefined;
  /** `wrapper` holds one resource (`contained`, `Bundle.entry.resource`); `untyped` is something that no definition describes. */
  readonly kind: 'resource' | 'object' | 'primitive' | 'wrapper' | 'untyped';
  readonly name: string;
  /** What its children may be. */
  readonly type: XmlType | undefined;
  readonly field: XmlField | undefined;
  /** Position in its list. */
  readonly index: number;
  /** Nesting of the JSON form. */
  readonly depth: number;
  readonly uri: string;
  /** The properties; of a primitive those of its `_name` sibling, made when there is one. */
  value: Json | undefined;
  /** The attribute `value`. */
  text: string | undefined;
  /** The child that is furthest on in the order of the definition. */
  last: XmlField | undefined;
  hasText: boolean;
}

/** Builds the JSON form of a FHIR resource from the events of an XML parser, and notes what JSON has no place for. */
export class TreeBuilder {
  value: Json | undefined;
  readonly #source: string;
  readonly #maxDepth: number;
  readonly #findings: Finding[] = [];
  readonly #offsets: number[] = [];
  #frame: Frame | undefined;
  #div: DivText | undefined;
  #skipped = 0;
  /** Where the last tag ended, which is where text begins. */
  #tagEnd = 0;
  /** Where the tag that ended there begins, once asked for: a tag with very many attributes has very many findings. */
  #knownStart: { end: number; start: number } | undefined;

  constructor(source: string, maxDepth: number) {
    this.#source = source;
    this.#maxDepth = maxDepth;
  }

  /** What was noted, with line and column. */
  findings(): Finding[] {
    const positions = positionsAt(this.#source, this.#offsets);
    return this.#findings.map((item, index) => ({ ...item, ...positions[index] }));
  }

  /** A start tag; `end` is the offset behind it. */
  open(tag: SaxesTagNS, end: number): void {
    this.#tagEnd = end;
    const parent = this.#frame;
    if (this.#div) {
      this.#div.open(tag);
      this.#limit((parent?.depth ?? 0) + this.#div.depth);
    } else if (this.#skipped > 0) this.#limit(++this.#skipped);
    else if (!parent) this.#openResource(tag, undefined);
    else if (parent.kind === 'wrapper') this.#openWrapped(tag, parent);
    else this.#openElement(tag, parent);
  }

  text(text: string): void {
    if (this.#div) this.#div.text(text);
    else if (this.#frame && this.#skipped === 0 && !this.#frame.hasText && /\S/.test(text)) {
      this.#frame.hasText = true;
      const offset = this.#tagEnd + this.#source.slice(this.#tagEnd).search(/\S/);
      this.#report('xml-text', this.#frame, { element: printable(this.#frame.name) }, offset);
    }
  }

  close(tag: SaxesTagNS, end: number): void {
    this.#tagEnd = end;
    if (this.#div) {
      this.#div.close(tag);
      if (this.#div.depth > 0) return;
      this.#frame!.value!.div = this.#div.end(end);
      this.#div = undefined;
      return;
    }
    if (this.#skipped > 0) {
      this.#skipped--;
      return;
    }
    const frame = this.#frame!;
    this.#frame = frame.parent;
    if (frame.kind === 'primitive') this.#closePrimitive(frame);
    else if (frame.kind === 'untyped') closeUntyped(frame);
  }

  #openResource(tag: SaxesTagNS, wrapper: Frame | undefined): void {
    const info = fhirType(tag.local);
    const known = info?.kind === 'resource';
    const value: Json = wrapper?.value ?? {};
    value.resourceType = tag.local;
    this.value ??= value;
    const frame = this.#push(tag, wrapper, known ? 'resource' : 'untyped', {
      value,
      type: known ? xmlType(info) : undefined,
      // Below a wrapper the resource is the wrapper's object.
      depth: wrapper?.depth ?? 1,
    });
    this.#checkNamespace(tag, frame, FHIR_NAMESPACE, wrapper?.uri);
    for (const { name, uri, prefix, local } of Object.values(tag.attributes)) {
      if (!isDeclaration(name, prefix) && uri !== XSI_NAMESPACE) this.#unknownAttribute(frame, local);
    }
  }

  #openWrapped(tag: SaxesTagNS, wrapper: Frame): void {
    if (wrapper.value!.resourceType !== undefined) {
      this.#report('xml-element-repeated', wrapper, { name: printable(tag.local) });
      this.#skipped = 1;
    } else this.#openResource(tag, wrapper);
  }

  #openElement(tag: SaxesTagNS, parent: Frame): void {
    const name = tag.local;
    const field = parent.type?.fields.get(name);
    if (field) this.#openKnown(tag, parent, field);
    else if (FORBIDDEN.test(name)) {
      this.#report('xml-element-forbidden', parent, { name: printable(name) });
      this.#skipped = 1;
    } else {
      const frame = this.#push(tag, parent, 'untyped', { value: {}, depth: parent.depth + 2 });
      this.#checkNamespace(tag, frame, FHIR_NAMESPACE, parent.uri);
      for (const { name: full, prefix, local, value } of Object.values(tag.attributes)) {
        if (isDeclaration(full, prefix) || prefix !== '') continue;
        if (local === 'value') frame.text = value;
        else if (!FORBIDDEN.test(local)) frame.value![local] = value;
      }
    }
  }

  #openKnown(tag: SaxesTagNS, parent: Frame, field: XmlField): void {
    const { key, extensionKey } = field;
    const owner = propertiesOf(parent);
    if (field.kind === 'attribute') {
      this.#report('xml-attribute-expected', parent, { name: key });
      this.#skipped = 1;
      return;
    }
    if (!field.list && (Object.hasOwn(owner, key) || Object.hasOwn(owner, extensionKey))) {
      this.#report('xml-element-repeated', parent, { name: key }, undefined, `.${field.label}`);
      this.#skipped = 1;
      return;
    }
    this.#checkOrder(parent, field);
    if (field.kind === 'xhtml') {
      this.#openDiv(tag, parent);
      return;
    }
    const isPrimitive = field.kind === 'primitive';
    const frame = this.#push(
      tag,
      parent,
      isPrimitive ? 'primitive' : field.kind === 'resource' ? 'wrapper' : 'object',
      {
        field,
        type: field.kind === 'resource' ? undefined : xmlType(field.type),
        value: isPrimitive ? undefined : {},
        index: field.list ? Math.max(length(owner[key]), length(owner[extensionKey])) : 0,
        depth: parent.depth + (field.list ? 2 : 1),
      },
    );
    this.#checkNamespace(tag, frame, FHIR_NAMESPACE, parent.uri);
    if (!isPrimitive) {
      if (!field.list) owner[key] = frame.value;
      else if (frame.index === 0) owner[key] = [frame.value];
      else (owner[key] as unknown[]).push(frame.value);
    }
    this.#attributes(tag, frame);
  }

  #attributes(tag: SaxesTagNS, frame: Frame): void {
    for (const key in tag.attributes) {
      const { uri, prefix, local, value } = tag.attributes[key]!;
      if (uri === '' && local === 'value' && frame.kind === 'primitive') frame.text = value;
      else if (uri === '' && frame.type?.fields.get(local)?.kind === 'attribute') propertiesOf(frame)[local] = value;
      else if (!isDeclaration(key, prefix) && uri !== XSI_NAMESPACE) this.#unknownAttribute(frame, local);
    }
  }

  #openDiv(tag: SaxesTagNS, parent: Frame): void {
    if (tag.uri !== XHTML_NAMESPACE)
      this.#report('xml-namespace', parent, { name: 'div', expected: XHTML_NAMESPACE }, undefined, '.div');
    // The property holds its place, so that a second div is seen.
    parent.value!.div = '';
    this.#div = new DivText(this.#source, this.#tagStart(), tag);
    this.#div.open(tag);
  }

  #closePrimitive(frame: Frame): void {
    const { field, index, text } = frame;
    const { key, extensionKey, list, type } = field!;
    const owner = frame.parent!.value!;
    const value = text === undefined ? undefined : primitiveValue(type, text);
    if (typeof value === 'number' && losesDigits(text!)) this.#report('xml-number-precision', frame);
    // An element without anything is an empty sibling, which validation reports.
    const extras = frame.value ?? (value === undefined ? {} : undefined);
    if (list) {
      append(owner, key, index, value);
      append(owner, extensionKey, index, extras);
    } else {
      if (value !== undefined) owner[key] = value;
      if (extras !== undefined) owner[extensionKey] = extras;
    }
  }

  #push(tag: SaxesTagNS, parent: Frame | undefined, kind: Frame['kind'], given: Partial<Frame>): Frame {
    const { depth = 1, field, type, value, index = 0 } = given;
    this.#limit(depth);
    const frame: Frame = {
      parent,
      kind,
      name: tag.local,
      type,
      field,
      index,
      depth,
      uri: tag.uri,
      value,
      text: undefined,
      last: undefined,
      hasText: false,
    };
    this.#frame = frame;
    return frame;
  }

  #limit(depth: number): void {
    if (depth > this.#maxDepth) throw new TooDeep();
  }

  /** Elements come in the order of their definition (https://hl7.org/fhir/R4/xml.html). */
  #checkOrder(parent: Frame, field: XmlField): void {
    const { last } = parent;
    if (!last || field.order >= last.order) {
      parent.last = field;
      return;
    }
    this.#report('xml-element-order', parent, { name: field.key, before: last.key }, undefined, `.${field.label}`);
  }

  /** A namespace is told where it begins to be wrong, not for everything below. */
  #checkNamespace(tag: SaxesTagNS, frame: Frame, expected: string, around: string | undefined): void {
    if (tag.uri !== expected && tag.uri !== around)
      this.#report('xml-namespace', frame, { name: printable(tag.local), expected });
  }

  #unknownAttribute(frame: Frame, name: string): void {
    this.#report('xml-attribute-unknown', frame, { element: printable(frame.name), name: printable(name) });
  }

  #report(code: ErrorCode, at: Frame, parameters: Parameters = {}, offset = this.#tagStart(), below = ''): void {
    if (this.#findings.length >= MAX_FINDINGS) return;
    this.#findings.push(finding(code, pathOf(at) + below, parameters));
    this.#offsets.push(offset);
  }

  /** Where the tag that was read last begins: in well-formed XML no attribute holds a `<`. */
  #tagStart(): number {
    const end = this.#tagEnd;
    if (this.#knownStart?.end !== end) {
      this.#knownStart = { end, start: Math.max(0, this.#source.lastIndexOf('<', end - 1)) };
    }
    return this.#knownStart.start;
  }
}

/** A primitive gets an object when it has something to put into it. */
function propertiesOf(frame: Frame): Json {
  frame.value ??= {};
  return frame.value;
}

function closeUntyped(frame: Frame): void {
  const { parent, name, text, value } = frame;
  // A resource is in its place already.
  if (!parent || parent.kind === 'wrapper') return;
  const isText = text !== undefined && Object.keys(value!).length === 0;
  const made = isText ? text : { ...value, ...(text !== undefined && { value: text }) };
  const owner = propertiesOf(parent);
  const before = owner[name];
  if (!Object.hasOwn(owner, name)) owner[name] = made;
  else if (Array.isArray(before)) before.push(made);
  else owner[name] = [before, made];
}

/** Puts a value at its place in a list; places without a value are null, and a list without values is not made. */
function append(owner: Json, key: string, index: number, value: unknown): void {
  const list = owner[key] as unknown[] | undefined;
  if (list) list.push(value ?? null);
  else if (value !== undefined) owner[key] = [...new Array<null>(index).fill(null), value];
}

function length(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function isDeclaration(name: string, prefix: string): boolean {
  return name === 'xmlns' || prefix === 'xmlns';
}

/** A name that is no identifier may be anything, also a person's data: it is not repeated. */
function printable(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) ? name : '(…)';
}

/** The frame as a FHIRPath location: `Bundle.entry[2].resource.name[0]`. */
function pathOf(frame: Frame): string {
  const { parent, field, name, index } = frame;
  if (!parent) return printable(name);
  if (parent.kind === 'wrapper') return pathOf(parent);
  return `${pathOf(parent)}.${field?.label ?? printable(name)}${field?.list ? `[${index}]` : ''}`;
}
