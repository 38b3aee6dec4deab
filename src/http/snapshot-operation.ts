import type { Parameters, StructureDefinition } from '@medplum/fhirtypes';
import { SlussError } from '../errors/sluss-error.ts';
import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import { reasonOf, SnapshotError } from '../fhir/definitions/element-tree.ts';
import { withSnapshot } from '../fhir/definitions/snapshot.ts';
import { OperationInput } from '../terminology/operations/parameters.ts';

/**
 * `StructureDefinition/$snapshot` (http://hl7.org/fhir/R4/structuredefinition-operation-snapshot.html). In: `definition`, or `url` of one at hand. Out: the definition with
 * a snapshot made from its base and its differential. Throws `terminology-parameter`, `structure-definition-not-found`, `snapshot-impossible`.
 */
export function snapshotOperation(definitions: DefinitionIndex, parameters: Parameters): StructureDefinition {
  const input = new OperationInput('$snapshot', parameters);
  const definition = input.resource('definition', 'StructureDefinition') ?? definitionOf(definitions, input);
  try {
    return withSnapshot(definition, definitions);
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    throw SlussError.of('snapshot-impossible', { reason: reasonOf(error) });
  }
}

function definitionOf(definitions: DefinitionIndex, input: OperationInput): StructureDefinition {
  const url = input.text('url');
  if (url === undefined) throw input.needs({ en: 'definition or url', sv: 'definition eller url' });
  const version = input.text('version');
  const canonical = version === undefined ? url : `${url}|${version}`;
  const found = definitions.resolve(canonical, 'StructureDefinition');
  if (!found) throw SlussError.of('structure-definition-not-found', { definition: canonical });
  return found;
}
