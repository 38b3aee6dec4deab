/** The operations on terminology and what each takes: http://hl7.org/fhir/R4/terminology-service.html */
import { expandFetching } from '../terminology/operations/expand.ts';
import { lookupOperation } from '../terminology/operations/lookup.ts';
import { subsumesOperation } from '../terminology/operations/subsumes.ts';
import { translateOperation } from '../terminology/operations/translate.ts';
import { validateCodeInSystem, validateCodeInValueSet } from '../terminology/operations/validate-code.ts';
import { snapshotOperation } from './snapshot-operation.ts';
import type { OperationParameter, TerminologyOperation } from './terminology-operation.ts';

const text = (name: string, description: string): OperationParameter => ({ name, type: 'text', description });
const many = (name: string, description: string): OperationParameter => ({ ...text(name, description), repeats: true });

const ANY_NAME = 'Address or OID of the code system, any of its names';
const CODE = text('code', 'The code');
const DATE = text('date', "The event's date, ÅÅÅÅ-MM-DD: the editions of that day are asked, without it the newest");
const DISPLAY = text('display', 'The text of the code, to be checked as well');
const ABSTRACT = text('abstract', 'false: a heading does not count as valid');
const DISPLAY_LANGUAGE = text('displayLanguage', 'Language of displays and messages, such as sv or en');
const CODING: OperationParameter = { name: 'coding', type: 'Coding', description: 'Instead of system and code' };
const CONCEPT: OperationParameter = {
  name: 'codeableConcept',
  type: 'CodeableConcept',
  description: 'Instead of coding; one of its codings is enough',
};
/** What both $validate-code take of a code besides the code itself. */
const TO_VALIDATE: readonly OperationParameter[] = [DISPLAY, CODING, CONCEPT, DATE, ABSTRACT, DISPLAY_LANGUAGE];
const CONTEXT: OperationParameter = {
  name: 'context',
  type: 'unsupported',
  description: 'Not supported',
  instead: { en: 'name the value set with url', sv: 'ange värdemängden med url' },
};
const VALUE_SET: readonly OperationParameter[] = [
  text('url', 'Canonical address of the value set'),
  text('valueSetVersion', 'A certain version of it'),
  { name: 'valueSet', type: 'ValueSet', description: 'The value set itself, instead of url' },
  CONTEXT,
];
const OF_VALUE_SET = { url: 'url', version: 'valueSetVersion', replaced: ['valueSet', 'context'] };

export const TERMINOLOGY_OPERATIONS: readonly TerminologyOperation[] = [
  {
    type: 'CodeSystem',
    name: 'lookup',
    summary: 'What a code is called and where it stands in its code system',
    parameters: [
      CODE,
      text('system', ANY_NAME),
      text('version', 'A certain edition'),
      CODING,
      DATE,
      DISPLAY_LANGUAGE,
      many('property', 'A property to answer with, such as parent, child or designation; all without it'),
    ],
    subject: { url: 'system', version: 'version' },
    run: lookupOperation,
  },
  {
    type: 'CodeSystem',
    name: 'validate-code',
    summary: 'Whether a code system has a code',
    parameters: [
      text('url', ANY_NAME),
      { name: 'codeSystem', type: 'CodeSystem', description: 'The code system itself, instead of url' },
      CODE,
      text('version', 'A certain edition'),
      ...TO_VALIDATE,
    ],
    subject: { url: 'url', version: 'version', replaced: ['codeSystem'] },
    run: validateCodeInSystem,
  },
  {
    type: 'CodeSystem',
    name: 'subsumes',
    summary: 'How two codes stand to each other in the hierarchy of their code system',
    parameters: [
      text('codeA', 'One code'),
      text('codeB', 'The other'),
      text('system', ANY_NAME),
      text('version', 'A certain edition'),
      { name: 'codingA', type: 'Coding', description: 'Instead of system and codeA' },
      { name: 'codingB', type: 'Coding', description: 'Instead of system and codeB' },
      DATE,
    ],
    subject: { url: 'system', version: 'version' },
    run: subsumesOperation,
  },
  {
    type: 'ValueSet',
    name: 'expand',
    summary: 'The codes of a value set',
    parameters: [
      ...VALUE_SET,
      { ...CONTEXT, name: 'contextDirection' },
      text('filter', 'Beginning of a code, or beginnings of words of its texts'),
      DATE,
      text('offset', 'Codes before the page'),
      text('count', 'Codes on the page; more than 10,000 are given by the page only'),
      text('includeDesignations', 'true: with other texts of each code'),
      many('designation', 'Only other texts of this use or language: system|code'),
      text('includeDefinition', 'true: with the definition of the value set'),
      text('activeOnly', 'true: without inactive codes'),
      text('excludeNested', 'false: as a hierarchy'),
      text('excludeNotForUI', 'true: without headings'),
      text('excludePostCoordinated', 'There are none, so that it changes nothing'),
      DISPLAY_LANGUAGE,
      many('exclude-system', 'A code system whose codes are left out: system or system|version'),
      many('system-version', 'The edition where the value set states none: system|version'),
      many('check-system-version', 'As system-version, and an error where the value set states another'),
      many('force-system-version', 'The edition, whatever the value set states: system|version'),
    ],
    subject: OF_VALUE_SET,
    run: expandFetching,
  },
  {
    type: 'ValueSet',
    name: 'validate-code',
    summary: 'Whether a code is in a value set',
    parameters: [
      ...VALUE_SET,
      CODE,
      text('system', `${ANY_NAME}; may be left out when the value set is of one`),
      text('systemVersion', 'A certain edition of the code system'),
      ...TO_VALIDATE,
    ],
    subject: OF_VALUE_SET,
    run: validateCodeInValueSet,
  },
  {
    type: 'ConceptMap',
    name: 'translate',
    summary: 'What a code is in another code system',
    parameters: [
      text('url', 'Canonical address of the map; without it every map is asked'),
      text('conceptMapVersion', 'A certain version of it'),
      { name: 'conceptMap', type: 'ConceptMap', description: 'The map itself, instead of url' },
      CODE,
      text('system', ANY_NAME),
      text('version', 'The edition that the code is from'),
      text('source', 'The value set that the code is from'),
      CODING,
      { ...CONCEPT, description: 'Instead of coding; every coding is translated' },
      text('target', 'The value set to translate to'),
      text('targetsystem', 'The code system to translate to'),
      {
        name: 'dependency',
        type: 'unsupported',
        description: 'Not supported',
        instead: { en: 'no map here depends on other elements', sv: 'ingen karta här beror på andra element' },
      },
      text('reverse', 'true: from target to source'),
    ],
    subject: { url: 'url', version: 'conceptMapVersion', replaced: ['conceptMap', 'source', 'target'] },
    run: translateOperation,
  },
  {
    type: 'StructureDefinition',
    name: 'snapshot',
    summary: 'A definition with a snapshot made from its base and its differential',
    parameters: [
      { name: 'definition', type: 'StructureDefinition', description: 'The definition itself, instead of url' },
      text('url', 'Canonical address of a definition at hand, R4 core included'),
    ],
    subject: { url: 'url', version: 'version', replaced: ['definition'] },
    run: (_terminology, parameters, structures) => snapshotOperation(structures(), parameters),
  },
];
