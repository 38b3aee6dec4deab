/** Compiles the FHIRPath expressions of a view, and tells what is wrong with one by its place in the ViewDefinition. */
import type { Text } from '../../errors/definition.ts';
import { type Finding, finding } from '../../errors/finding.ts';
import type { Compiled } from '../../fhir/fhirpath/compiled.ts';
import { compileStep } from '../../fhir/fhirpath/fhirpath.ts';
import { FhirPathError, UnsupportedExpression } from '../../fhir/fhirpath/fhirpath-error.ts';
import type { Items } from '../../fhir/fhirpath/item.ts';
import type { TypeInfo } from '../../fhir/fhirpath/type-model.ts';

export class PathCompiler {
  readonly findings: Finding[] = [];
  readonly #constants: ReadonlyMap<string, Items>;
  readonly #variables: readonly string[];

  constructor(constants: ReadonlyMap<string, Items>, variables: readonly string[]) {
    this.#constants = constants;
    this.#variables = ['rowIndex', ...variables];
  }

  /** The compiled path; after an error a step that finds nothing, so that all errors of a view are found at once. */
  compile(path: string, types: readonly TypeInfo[] | undefined, at: string): Compiled {
    try {
      return this.#compile(path, types, true);
    } catch (strict) {
      try {
        // An element that the type lacks is legal FHIRPath: the view says less than its author thought.
        const compiled = this.#compile(path, types, false);
        this.findings.push(finding('view-path-unknown-element', at, { problem: problem(strict) }));
        return compiled;
      } catch (error) {
        this.findings.push(finding('view-path-invalid', at, { problem: problem(error) }));
        return { run: () => [] };
      }
    }
  }

  #compile(path: string, types: readonly TypeInfo[] | undefined, strict: boolean): Compiled {
    return compileStep(path, types, { constants: this.#constants, variables: this.#variables, strict });
  }
}

/** What a FHIRPath error says, without any of the data. Throws what is no FHIRPath error. */
export function problem(error: unknown): Text | string {
  if (error instanceof UnsupportedExpression)
    return { en: `views do not have ${error.message}`, sv: `vyer har inte ${error.message}` };
  if (!(error instanceof FhirPathError)) throw error;
  if (error.position === undefined) return error.message;
  const at = error.position + 1;
  return { en: `${error.message} (at character ${at})`, sv: `${error.message} (vid tecken ${at})` };
}
