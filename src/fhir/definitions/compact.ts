/** What a definition loses before it is kept: prose and mappings that no check reads make up nine tenths of R4's text. */

type Json = Record<string, unknown>;

const DROPPED: Record<string, ReadonlySet<string>> = {
  resource: new Set([
    'text',
    'contact',
    'publisher',
    'description',
    'purpose',
    'copyright',
    'mapping',
    'meta',
    'jurisdiction',
    'useContext',
    'requirements',
    'keyword',
  ]),
  element: new Set([
    'short',
    'definition',
    'comment',
    'requirements',
    'alias',
    'mapping',
    'example',
    'isSummary',
    'condition',
    'orderMeaning',
    'meaningWhenMissing',
    'isModifierReason',
    'code',
    'label',
  ]),
  constraint: new Set(['xpath', 'requirements']),
  binding: new Set(['description']),
  concept: new Set(['definition']),
};

function without(source: Json, dropped: ReadonlySet<string>): Json {
  const kept: Json = {};
  for (const key in source) if (!dropped.has(key)) kept[key] = source[key];
  return kept;
}

/** A definition of R4 core without what validation never asks for. */
export function compactDefinition(resource: Json): Json {
  const kept = without(resource, DROPPED.resource!);
  if (resource.resourceType === 'StructureDefinition') {
    delete kept.differential;
    const snapshot = resource.snapshot as { element: Json[] } | undefined;
    if (snapshot) kept.snapshot = { element: snapshot.element.map(compactElement) };
  }
  if (resource.resourceType === 'CodeSystem' && resource.concept) {
    kept.concept = (resource.concept as Json[]).map(compactConcept);
  }
  return kept;
}

function compactElement(element: Json): Json {
  const kept = without(element, DROPPED.element!);
  if (element.constraint) {
    kept.constraint = (element.constraint as Json[]).map((item) => without(item, DROPPED.constraint!));
  }
  if (element.binding) kept.binding = without(element.binding as Json, DROPPED.binding!);
  return kept;
}

function compactConcept(concept: Json): Json {
  const kept = without(concept, DROPPED.concept!);
  if (concept.concept) kept.concept = (concept.concept as Json[]).map(compactConcept);
  return kept;
}
