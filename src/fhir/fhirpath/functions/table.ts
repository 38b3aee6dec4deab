/** All functions of this engine by name. */
import { conversion } from './conversion.ts';
import type { FunctionTable } from './definition.ts';
import { existence } from './existence.ts';
import { fhir } from './fhir.ts';
import { filtering } from './filtering.ts';
import { math } from './math.ts';
import { sets } from './sets.ts';
import { strings } from './strings.ts';

export const FUNCTIONS: FunctionTable = {
  ...existence,
  ...filtering,
  ...sets,
  ...strings,
  ...math,
  ...conversion,
  ...fhir,
};
