import type { Parameters } from '@medplum/fhirtypes';
import { coverageSentence } from '../edition-coverage.ts';
import { subsumes } from '../subsumes.ts';
import type { Terminology } from '../terminology.ts';
import { answer, OperationInput } from './parameters.ts';

/**
 * `CodeSystem/$subsumes` (http://hl7.org/fhir/R4/codesystem-operation-subsumes.html). In: `system` with `codeA` and `codeB`, or `codingA` and `codingB`; `version`; and
 * `date`, which R4 does not have. Out: `outcome`, and the `system` and `version` that were asked. Throws `terminology-parameter`, `code-system-not-found`, `code-not-found`.
 */
export function subsumesOperation(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$subsumes', parameters);
  const [a, b] = [input.coding('codingA'), input.coding('codingB')];
  const system = input.text('system') ?? a?.system;
  const codeA = input.text('codeA') ?? a?.code;
  const codeB = input.text('codeB') ?? b?.code;
  if (!system || !codeA || !codeB)
    throw input.needs({
      en: 'system, codeA and codeB, or codingA and codingB',
      sv: 'system, codeA och codeB, eller codingA och codingB',
    });
  if (b?.system && terminology.canonicalSystem(b.system) !== terminology.canonicalSystem(system)) {
    throw input.needs({ en: 'two codes of one system', sv: 'två koder i samma system' });
  }
  const version = input.text('version') ?? a?.version;
  const choice = { version, date: input.date('date') };
  const found = subsumes(terminology, { system, codeA, codeB }, choice);
  return answer(
    { name: 'outcome', valueCode: found.outcome },
    { name: 'system', valueUri: found.system },
    found.version !== undefined && { name: 'version', valueString: found.version },
    found.coverage && { name: 'message', valueString: coverageSentence(found.coverage).en },
  );
}
