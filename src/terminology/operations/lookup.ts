import type { Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { ConceptProperty } from '../concept-table.ts';
import { coverageSentence } from '../edition-coverage.ts';
import { type ConceptDescription, lookup } from '../lookup.ts';
import type { Terminology } from '../terminology.ts';
import { answer, OperationInput } from './parameters.ts';

/**
 * `CodeSystem/$lookup` (http://hl7.org/fhir/R4/codesystem-operation-lookup.html). In: `system` and `code`, or `coding`; `version`, `date`, `displayLanguage`,
 * `property`. Out: name, version, display, code, system, designations, properties, and a message where no edition is of the date. Throws `terminology-parameter`, `code-system-not-found`, `code-not-found`.
 */
export function lookupOperation(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$lookup', parameters);
  const coding = input.coding('coding');
  const system = input.text('system') ?? coding?.system;
  const code = input.text('code') ?? coding?.code;
  if (!system || !code) throw input.needs({ en: 'system and code, or coding', sv: 'system och code, eller coding' });
  const version = input.text('version') ?? coding?.version;
  const choice = { version, date: input.date('date') };
  const concept = lookup(terminology, { system, code }, choice, input.text('displayLanguage'));
  const language = input.text('displayLanguage')?.startsWith('sv') ? 'sv' : 'en';
  const wanted = input.texts('property');
  const wants = (property: string) => wanted.length === 0 || wanted.includes('*') || wanted.includes(property);
  return answer(
    { name: 'name', valueString: concept.name },
    concept.version !== undefined && { name: 'version', valueString: concept.version },
    { name: 'display', valueString: concept.display ?? concept.code },
    { name: 'code', valueCode: concept.code },
    { name: 'system', valueUri: concept.system },
    concept.coverage && { name: 'message', valueString: coverageSentence(concept.coverage)[language] },
    ...(wants('designation') ? concept.designations.map(designationPart) : []),
    ...propertiesOf(concept)
      .filter(({ code: property }) => wants(property))
      .map(propertyPart),
  );
}

function designationPart({ language, use, value }: ConceptDescription['designations'][number]): ParametersParameter {
  return {
    name: 'designation',
    part: [
      ...(language ? [{ name: 'language', valueCode: language }] : []),
      ...(use ? [{ name: 'use', valueCoding: use }] : []),
      { name: 'value', valueString: value },
    ],
  };
}

/** The properties of every concept first, then those of its own that say something else. */
function propertiesOf(concept: ConceptDescription): ConceptProperty[] {
  const own = new Set(['parent', 'child', 'inactive', 'notSelectable']);
  return [
    ...(concept.definition === undefined ? [] : [{ code: 'definition', value: concept.definition }]),
    { code: 'inactive', value: concept.inactive },
    { code: 'notSelectable', value: concept.heading },
    ...concept.parents.map((value) => ({ code: 'parent', value })),
    ...concept.children.map((value) => ({ code: 'child', value })),
    ...concept.properties.filter(({ code }) => !own.has(code)),
  ];
}

function propertyPart({ code, value, type }: ConceptProperty): ParametersParameter {
  const part: ParametersParameter[] = [{ name: 'code', valueCode: code }];
  if (typeof value === 'boolean') part.push({ name: 'value', valueBoolean: value });
  else if (typeof value === 'number') part.push({ name: 'value', valueDecimal: value });
  else if (typeof value === 'object') part.push({ name: 'value', valueCoding: value });
  else if (type === 'code' || code === 'parent' || code === 'child') part.push({ name: 'value', valueCode: value });
  else part.push({ name: 'value', valueString: value });
  return { name: 'property', part };
}
