import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import { type ExpandOptions, expand, expandCompiled } from '../expand.ts';
import type { Terminology } from '../terminology.ts';
import { compileValueSet } from '../value-set.ts';
import { OperationInput } from './parameters.ts';

/**
 * `ValueSet/$expand` (http://hl7.org/fhir/R4/valueset-operation-expand.html). In: `url` (with `valueSetVersion`) or `valueSet`; `filter`, `offset`, `count`, `date`,
 * `activeOnly`, `includeDesignations`, `designation`, `includeDefinition`, `excludeNested`, `excludeNotForUI`, `displayLanguage`, `exclude-system`, `system-version`,
 * `check-system-version`, `force-system-version`. Out: the ValueSet with its expansion. Throws what `expand` throws, and `terminology-parameter`.
 */
export function expandOperation(terminology: Terminology, parameters: Parameters): ValueSet {
  const input = new OperationInput('$expand', parameters);
  const options: ExpandOptions = {
    filter: input.text('filter'),
    offset: input.count('offset'),
    count: input.count('count'),
    date: input.date('date'),
    activeOnly: input.flag('activeOnly'),
    includeDesignations: input.flag('includeDesignations'),
    includeDefinition: input.flag('includeDefinition'),
    nested: input.flag('excludeNested') === false,
    excludeNotForUi: input.flag('excludeNotForUI'),
    displayLanguage: input.text('displayLanguage'),
    designation: input.texts('designation'),
    excludeSystem: input.texts('exclude-system'),
    versions: {
      system: versionsOf(input, 'system-version'),
      check: versionsOf(input, 'check-system-version'),
      force: versionsOf(input, 'force-system-version'),
    },
  };
  const resource = input.resource('valueSet', 'ValueSet');
  if (resource) return expandCompiled(terminology, compileValueSet(resource, terminology), options);
  const url = input.text('url');
  if (url === undefined) throw input.needs({ en: 'url or valueSet', sv: 'url eller valueSet' });
  const version = input.text('valueSetVersion');
  return expand(terminology, version === undefined ? url : `${url}|${version}`, options);
}

/** `system|version`, any number of times. */
function versionsOf(input: OperationInput, name: string): string[] {
  const canonicals = input.texts(name);
  if (canonicals.some((canonical) => !/^[^|]+\|[^|]+$/.test(canonical))) throw input.needs(`${name}: system|version`);
  return canonicals;
}
