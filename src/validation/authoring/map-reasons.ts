import type { Text } from '../../errors/definition.ts';

/** What can be wrong with a StructureMap, in words. */
export const MAP_REASONS = {
  name: {
    en: 'A name begins with a letter and has letters, digits, "-" and "_".',
    sv: 'Ett namn börjar med en bokstav och har bokstäver, siffror, "-" och "_".',
  },
  groupTwice: { en: 'Another group has the same name.', sv: 'En annan grupp har samma namn.' },
  inputTwice: {
    en: 'Another input of the group has the same name.',
    sv: 'En annan indata till gruppen har samma namn.',
  },
  group: {
    en: 'There is no such group in this map or in those that it imports, as far as they are at hand.',
    sv: 'Det finns ingen sådan grupp i denna karta eller i dem som den importerar, så långt de finns här.',
  },
  structure: {
    en: 'The structure of this type is not known, so that the paths cannot be checked.',
    sv: 'Typens struktur är inte känd, så sökvägarna kan inte kontrolleras.',
  },
  inputType: {
    en: 'The type is neither the alias of a structure nor a type that is known.',
    sv: 'Typen är varken alias för en struktur eller en känd typ.',
  },
  inputMode: {
    en: 'The structure of this type is declared for the other side.',
    sv: 'Typens struktur är angiven för den andra sidan.',
  },
  context: { en: 'No variable of this name is known here.', sv: 'Ingen variabel med det namnet är känd här.' },
  element: {
    en: 'What the variable holds has no such element.',
    sv: 'Det som variabeln innehåller har inget sådant element.',
  },
  type: { en: 'The element does not have this type.', sv: 'Elementet har inte denna typ.' },
  parameters: {
    en: 'The transform has another number of parameters.',
    sv: 'Transformen har ett annat antal parametrar.',
  },
  noTransform: {
    en: 'Parameters without a transform mean nothing.',
    sv: 'Parametrar utan transform betyder inget.',
  },
  expression: { en: 'The expression cannot be read.', sv: 'Uttrycket går inte att läsa.' },
  translation: {
    en: 'A translation gives code, system, display, Coding or CodeableConcept.',
    sv: 'En översättning ger code, system, display, Coding eller CodeableConcept.',
  },
  arguments: {
    en: 'The group takes another number of variables.',
    sv: 'Gruppen tar ett annat antal variabler.',
  },
} satisfies Record<string, Text>;

export type MapReason = keyof typeof MAP_REASONS;
