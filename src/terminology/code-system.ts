import type { CodeSystem, CodeSystemConcept, CodeSystemConceptProperty } from '@medplum/fhirtypes';
import { type Concept, type ConceptProperty, ConceptTable } from './concept-table.ts';

/** One edition of a code system: what it is called, when it holds, what is in it. */
export interface Edition {
  /** Of an imported edition: what its resource is called. */
  id?: string;
  url: string;
  version?: string;
  title?: string;
  /** `complete`: every code is here. `fragment`: a part. `not-present`: none, only the system is known. */
  content: 'complete' | 'fragment' | 'not-present';
  /** First and last day (ÅÅÅÅ-MM-DD) of the events that it holds for; open where absent. */
  from?: string;
  to?: string;
  /** How many concepts it has, where that is known without reading them. */
  size?: number;
  /** It stands in the database: its codes are fetched before they are asked about, and `content` is `not-present` until then. */
  stored?: boolean;
  /** Of an edition in the database: its number there. An edition that is imported again has another. */
  number?: number;
  /** Of an edition with fetched codes: the edition itself, and which codes it can be asked about. */
  fetchedOf?: Edition;
  asked?: ReadonlySet<string>;
  /** Read at first use. */
  readonly concepts: ConceptTable;
  /** The resource that it comes from; absent for an imported edition. */
  resource?: CodeSystem;
  /** What a concept's properties mean, where the resource says so. */
  hierarchyMeaning?: string;
}

/** Whether an edition can say if it has a code: there are concepts, and what stands in the database has been asked for this one. */
export function answersFor(edition: Edition | undefined, code: string): edition is Edition {
  return edition !== undefined && edition.content !== 'not-present' && edition.asked?.has(code) !== false;
}

/** Whether nothing at all can be said of an edition's codes. */
export function isAbsent({ content, stored }: Edition): boolean {
  return content === 'not-present' && !stored;
}

const PROPERTY = 'http://hl7.org/fhir/concept-properties#';

/**
 * Reads a CodeSystem resource; nested concepts, `parent`, `child` and `subsumedBy` make its hierarchy. Supplements add designations and properties to its concepts,
 * never concepts (http://hl7.org/fhir/R4/codesystem.html#supplements).
 */
export function editionOf(resource: CodeSystem, supplements: readonly CodeSystem[] = []): Edition {
  const { url = '', title, name, content, hierarchyMeaning } = resource;
  // What has no version goes by its date, as R4 recommends: http://hl7.org/fhir/R4/datatypes-definitions.html#Coding.version
  const version = resource.version ?? resource.date;
  let table: ConceptTable | undefined;
  return {
    url,
    ...(version && { version }),
    ...((title ?? name) && { title: title ?? name }),
    content: content === 'complete' ? 'complete' : content === 'not-present' ? 'not-present' : 'fragment',
    resource,
    ...(hierarchyMeaning && { hierarchyMeaning }),
    get concepts() {
      table ??= new ConceptTable(supplemented(conceptsOf(resource), supplements), resource.caseSensitive !== false);
      return table;
    },
  };
}

function supplemented(concepts: Concept[], supplements: readonly CodeSystem[]): Concept[] {
  if (supplements.length === 0) return concepts;
  const byCode = new Map(concepts.map((concept) => [concept.code, concept]));
  for (const { code, display, designations = [], properties = [] } of supplements.flatMap(conceptsOf)) {
    const concept = byCode.get(code);
    if (!concept) continue;
    const further = display === undefined ? designations : [{ value: display }, ...designations];
    concept.designations = [...(concept.designations ?? []), ...further];
    concept.properties = [...(concept.properties ?? []), ...properties];
  }
  return concepts;
}

function conceptsOf(resource: CodeSystem): Concept[] {
  const meaning = new Map<string, string>();
  for (const { code, uri } of resource.property ?? []) {
    if (code && uri?.startsWith(PROPERTY)) meaning.set(code, uri.slice(PROPERTY.length));
  }
  const concepts: Concept[] = [];
  const byCode = new Map<string, Concept>();
  const childOf: [child: string, parent: string][] = [];
  const walk = (list: readonly CodeSystemConcept[], parent: string | undefined) => {
    for (const item of list) {
      const { code } = item;
      if (typeof code !== 'string') continue;
      const concept: Concept = {
        code,
        display: item.display,
        definition: item.definition,
        parents: parent === undefined ? [] : [parent],
      };
      if (item.designation) {
        concept.designations = item.designation.map(({ language, use, value }) => ({
          language,
          use,
          value: value ?? '',
        }));
      }
      for (const property of item.property ?? []) {
        const value = propertyValue(property);
        if (value === undefined || !property.code) continue;
        switch (meaning.get(property.code) ?? property.code) {
          case 'parent':
          case 'subsumedBy':
            concept.parents!.push(String(value));
            break;
          case 'child':
            childOf.push([String(value), code]);
            break;
          case 'notSelectable':
          case 'abstract':
            concept.heading = value === true || value === 'true';
            break;
          case 'inactive':
            concept.inactive = value === true || value === 'true';
            break;
          case 'status':
            if (value === 'retired' || value === 'inactive') concept.inactive = true;
        }
        concept.properties ??= [];
        concept.properties.push({ code: property.code, value });
      }
      concepts.push(concept);
      byCode.set(code, concept);
      walk(item.concept ?? [], code);
    }
  };
  walk(resource.concept ?? [], undefined);
  for (const [child, parent] of childOf) byCode.get(child)?.parents?.push(parent);
  return concepts;
}

function propertyValue(property: CodeSystemConceptProperty): ConceptProperty['value'] | undefined {
  return (
    property.valueCode ??
    property.valueString ??
    property.valueBoolean ??
    property.valueInteger ??
    property.valueDecimal ??
    property.valueDateTime ??
    property.valueCoding
  );
}
