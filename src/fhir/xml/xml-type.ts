import type { Slot, TypeInfo } from '../fhirpath/type-model.ts';

/** How an element of FHIR stands in XML, and which property it is in JSON. */
export interface XmlField {
  /** The element's name in XML and its property in JSON: `valueQuantity`. */
  readonly key: string;
  /** The JSON property of a primitive's id and extensions: `_birthDate`. */
  readonly extensionKey: string;
  /** The step in FHIRPath: `value.ofType(Quantity)`. */
  readonly label: string;
  readonly list: boolean;
  /** Place in the order of the definition; all types of a choice have the same. */
  readonly order: number;
  readonly kind: 'attribute' | 'primitive' | 'object' | 'resource' | 'xhtml';
  readonly type: TypeInfo;
}

export interface XmlType {
  readonly isResource: boolean;
  readonly fields: ReadonlyMap<string, XmlField>;
}

const known = new Map<TypeInfo, XmlType>();

/** The elements of a type by their names in XML, in the order that FHIR demands: the base type's first. */
export function xmlType(info: TypeInfo): XmlType {
  let type = known.get(info);
  if (!type) {
    const fields = new Map<string, XmlField>();
    info.elementNames().forEach((name, order) => {
      const element = info.element(name);
      for (const slot of element?.slots ?? []) fields.set(slot.key, fieldOf(info, slot, element!.list, order));
    });
    type = { isResource: info.kind === 'resource', fields };
    known.set(info, type);
  }
  return type;
}

function fieldOf(owner: TypeInfo, slot: Slot, list: boolean, order: number): XmlField {
  const { name, key, extensionKey, type } = slot;
  return {
    key,
    extensionKey,
    label: key === name ? name : `${name}.ofType(${type.name})`,
    list,
    order,
    kind: isAttribute(owner, key) ? 'attribute' : kindOf(type),
    type,
  };
}

/** "Note that the id attribute of elements and the url of extensions are XML attributes" (https://hl7.org/fhir/R4/xml.html); a resource's id is an element. */
function isAttribute(owner: TypeInfo, key: string): boolean {
  return (key === 'id' && owner.kind !== 'resource') || (key === 'url' && owner.name === 'Extension');
}

function kindOf(type: TypeInfo): XmlField['kind'] {
  if (type.name === 'xhtml') return 'xhtml';
  if (type.primitive) return 'primitive';
  return type.kind === 'resource' ? 'resource' : 'object';
}
