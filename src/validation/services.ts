import type { DefinitionIndex } from '../fhir/definitions/definition-index.ts';
import type { ElementTrees } from '../fhir/definitions/element-tree.ts';
import type { TypeCompiler } from './compile-type.ts';
import type { ExtensionCatalogue } from './extension.ts';
import type { OnCheckFailed } from './guard.ts';
import type { ValidationOptions } from './options.ts';
import type { Profiles } from './profile/profiles.ts';
import type { TerminologyPort } from './terminology-port.ts';

/** What one layer of definitions gives to the checks, and the settings of one call. */
export interface Services {
  readonly definitions: DefinitionIndex;
  readonly trees: ElementTrees;
  readonly terminology: TerminologyPort;
  readonly types: TypeCompiler;
  readonly profiles: Profiles;
  readonly extensions: ExtensionCatalogue;
  readonly options: ValidationOptions;
  readonly onCheckFailed: OnCheckFailed | undefined;
}
