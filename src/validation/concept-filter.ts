import type { ValueSetComposeIncludeFilter } from '@medplum/fhirtypes';
import type { CodeTable, Concept } from './local-terminology.ts';
import { conceptOf } from './local-terminology.ts';

/** Whether a concept fits one filter of a value set: http://hl7.org/fhir/R4/valueset-filter-operator.html */
export function conceptMatches(table: CodeTable, concept: Concept, filter: ValueSetComposeIncludeFilter): boolean {
  const { property, op, value = '' } = filter;
  if (property === 'concept' || property === 'code' || property === 'parent' || property === 'child') {
    switch (op) {
      case 'is-a':
        return concept.code === value || isBelow(table, concept, value);
      case 'descendent-of':
        return isBelow(table, concept, value);
      case 'is-not-a':
        return concept.code !== value && !isBelow(table, concept, value);
      case 'in':
        return value.split(',').includes(concept.code);
      case 'not-in':
        return !value.split(',').includes(concept.code);
      case '=':
        return property === 'parent' ? concept.parents.includes(value) : concept.code === value;
      case 'regex':
        return matches(value, concept.code);
      case 'generalizes': {
        const other = conceptOf(table, value);
        return concept.code === value || (other !== undefined && isBelow(table, other, concept.code));
      }
    }
  }
  const values = concept.properties.filter((item) => item.code === property).map((item) => item.value);
  const texts = values.map((item) => (typeof item === 'object' ? (item as { code?: string }).code : String(item)));
  switch (op) {
    case '=':
      if (property === 'notSelectable' && values.length === 0) return value === 'false';
      return texts.includes(value);
    case 'in':
      return texts.some((text) => value.split(',').includes(text ?? ''));
    case 'not-in':
      return !texts.some((text) => value.split(',').includes(text ?? ''));
    case 'exists':
      return texts.length > 0 === (value === 'true');
    case 'regex':
      return texts.some((text) => matches(value, text ?? ''));
    default:
      return false;
  }
}

function isBelow(table: CodeTable, concept: Concept, ancestor: string, depth = 0): boolean {
  if (depth > 50) return false;
  return concept.parents.some((parent) => {
    if (parent === ancestor) return true;
    const next = conceptOf(table, parent);
    return next !== undefined && isBelow(table, next, ancestor, depth + 1);
  });
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(text.slice(0, 500));
  } catch {
    return false;
  }
}
