import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import { SlussError } from '../../errors/sluss-error.ts';
import { type ExpandOptions, expandCompiled } from '../expand.ts';
import { expandStored } from '../snomed/expand-stored.ts';
import type { Terminology } from '../terminology.ts';
import { type CompiledValueSet, compileValueSet } from '../value-set.ts';
import { OperationInput } from './parameters.ts';

/**
 * `ValueSet/$expand` (http://hl7.org/fhir/R4/valueset-operation-expand.html). In: `url` (with `valueSetVersion`) or `valueSet`; `filter`, `offset`, `count`, `date`,
 * `activeOnly`, `includeDesignations`, `designation`, `includeDefinition`, `excludeNested`, `excludeNotForUI`, `displayLanguage`, `exclude-system`, `system-version`,
 * `check-system-version`, `force-system-version`. Out: the ValueSet with its expansion. Throws what `expand` throws, and `terminology-parameter`.
 */
export function expandOperation(terminology: Terminology, parameters: Parameters): ValueSet {
  const { compiled, options } = read(terminology, parameters);
  return expandCompiled(terminology, compiled, options);
}

/** As `expandOperation`, with the code systems in the database. */
export function expandFetching(terminology: Terminology, parameters: Parameters): ValueSet | Promise<ValueSet> {
  const { compiled, options } = read(terminology, parameters);
  const { stored } = terminology;
  return stored ? expandStored(terminology, compiled, options, stored) : expandCompiled(terminology, compiled, options);
}

function read(
  terminology: Terminology,
  parameters: Parameters,
): { compiled: CompiledValueSet; options: ExpandOptions } {
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
  input.flag('excludePostCoordinated');
  const resource = input.resource('valueSet', 'ValueSet');
  const compiled = resource ? compileValueSet(resource, terminology) : named(terminology, input);
  return { compiled, options };
}

function named(terminology: Terminology, input: OperationInput): CompiledValueSet {
  const url = input.text('url');
  if (url === undefined) throw input.needs({ en: 'url or valueSet', sv: 'url eller valueSet' });
  const version = input.text('valueSetVersion');
  const canonical = version === undefined ? url : `${url}|${version}`;
  const compiled = terminology.valueSet(canonical);
  if (!compiled) throw SlussError.of('value-set-not-found', { valueSet: canonical });
  return compiled;
}

/** `system|version`, any number of times. */
function versionsOf(input: OperationInput, name: string): string[] {
  const canonicals = input.texts(name);
  if (canonicals.some((canonical) => !/^[^|]+\|[^|]+$/.test(canonical))) throw input.needs(`${name}: system|version`);
  return canonicals;
}
