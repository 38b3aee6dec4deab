import type { Coding, ConceptMap, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { SlussError } from '../../errors/sluss-error.ts';
import type { Terminology } from '../terminology.ts';
import { isTranslation, type TranslationMatch, translate, translateBack } from '../translate.ts';
import { answer, OperationInput } from './parameters.ts';

/**
 * `ConceptMap/$translate` (http://hl7.org/fhir/R4/conceptmap-operation-translate.html). In: `url` or `conceptMap`, or neither (then every map between the systems); `code` with
 * `system` and `version`, or `coding`, or `codeableConcept`; `source` and `target` (value sets), `targetsystem`, `reverse`. Out: `result`, `message`, `match`. Throws
 * `terminology-parameter`, `concept-map-not-found`.
 */
export function translateOperation(terminology: Terminology, parameters: Parameters): Parameters {
  const input = new OperationInput('$translate', parameters);
  const codings = codingsOf(input);
  const reverse = input.flag('reverse') ?? false;
  const targetSystem = input.text('targetsystem');
  const maps = mapsOf(terminology, input);
  const matches = maps
    .flatMap((map) => codings.flatMap((coding) => (reverse ? translateBack : translate)(terminology, map, coding)))
    .filter(({ concept }) => !targetSystem || !concept || concept.system === terminology.canonicalSystem(targetSystem));
  const result = matches.some(isTranslation);
  return answer(
    { name: 'result', valueBoolean: result },
    !result && { name: 'message', valueString: 'No map at hand gives a translation.' },
    ...matches.map(matchPart),
  );
}

function codingsOf(input: OperationInput): Coding[] {
  const code = input.text('code');
  const system = input.text('system');
  if (code !== undefined) {
    if (system === undefined) throw input.needs({ en: 'system with code', sv: 'system med code' });
    return [{ system, code, version: input.text('version') }];
  }
  const coding = input.coding('coding');
  const codings = coding ? [coding] : (input.codeableConcept('codeableConcept')?.coding ?? []);
  if (codings.length === 0)
    throw input.needs({ en: 'code, coding or codeableConcept', sv: 'code, coding eller codeableConcept' });
  return codings;
}

function mapsOf(terminology: Terminology, input: OperationInput): ConceptMap[] {
  const [source, target] = [input.text('source'), input.text('target')];
  return candidatesOf(terminology, input).filter(
    (map) =>
      (source === undefined || (map.sourceUri ?? map.sourceCanonical) === source) &&
      (target === undefined || (map.targetUri ?? map.targetCanonical) === target),
  );
}

function candidatesOf(terminology: Terminology, input: OperationInput): ConceptMap[] {
  const given = input.resource('conceptMap', 'ConceptMap');
  if (given) return [given];
  const url = input.text('url');
  if (url === undefined) return [...terminology.conceptMaps()];
  const version = input.text('conceptMapVersion');
  const map = terminology.conceptMap(version === undefined ? url : `${url}|${version}`);
  if (!map) throw SlussError.of('concept-map-not-found', { map: url });
  return [map];
}

function matchPart({ equivalence, concept, source, comment }: TranslationMatch): ParametersParameter {
  return {
    name: 'match',
    part: [
      { name: 'equivalence', valueCode: equivalence },
      ...(concept ? [{ name: 'concept', valueCoding: concept }] : []),
      ...(source ? [{ name: 'source', valueUri: source }] : []),
      ...(comment ? [{ name: 'comment', valueString: comment }] : []),
    ],
  };
}
