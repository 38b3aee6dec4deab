/** The search parameters of every type that is served: the one table behind search, CapabilityStatement and OpenAPI. */
import type { Text } from '../errors/definition.ts';

export type ParameterKind =
  /** the resource's own id */
  | 'id'
  /** the gateway's `meta.lastUpdated` */
  | 'lastUpdated'
  /** a business identifier */
  | 'identifier'
  /** a reference to a resource of `target` */
  | 'reference'
  | 'code'
  | 'status'
  | 'date';

export interface SearchParameter {
  name: string;
  kind: ParameterKind;
  /** Type by FHIR's definition. */
  type: 'token' | 'date' | 'reference';
  /** Resource type that a reference parameter leads to. */
  target?: 'Patient' | 'Encounter';
  definition: string;
}

const HL7 = 'http://hl7.org/fhir/SearchParameter';
/** Parameters that R4 has no name for on that type, or has under another name. */
const OWN = 'https://sluss.se/fhir/SearchParameter';

const COMMON: SearchParameter[] = [
  { name: '_id', kind: 'id', type: 'token', definition: `${HL7}/Resource-id` },
  { name: '_lastUpdated', kind: 'lastUpdated', type: 'date', definition: `${HL7}/Resource-lastUpdated` },
];

const identifier = (definition: string): SearchParameter => ({
  name: 'identifier',
  kind: 'identifier',
  type: 'token',
  definition,
});
const code = (definition: string): SearchParameter => ({ name: 'code', kind: 'code', type: 'token', definition });
const status = (definition: string): SearchParameter => ({ name: 'status', kind: 'status', type: 'token', definition });
const date = (name: string, definition: string): SearchParameter => ({ name, kind: 'date', type: 'date', definition });
const patient = (definition: string, subject: string): SearchParameter[] => [
  { name: 'patient', kind: 'reference', type: 'reference', target: 'Patient', definition },
  { name: 'subject', kind: 'reference', type: 'reference', target: 'Patient', definition: subject },
];
const encounter = (name: string, definition: string): SearchParameter => ({
  name,
  kind: 'reference',
  type: 'reference',
  target: 'Encounter',
  definition,
});

/** By type, in the order of the documentation. */
export const SEARCH_PARAMETERS: Record<string, SearchParameter[]> = {
  Patient: [...COMMON, identifier(`${HL7}/Patient-identifier`)],
  Encounter: [
    ...COMMON,
    identifier(`${HL7}/clinical-identifier`),
    ...patient(`${HL7}/clinical-patient`, `${HL7}/Encounter-subject`),
    date('date', `${HL7}/clinical-date`),
    status(`${HL7}/Encounter-status`),
  ],
  Condition: [
    ...COMMON,
    identifier(`${HL7}/clinical-identifier`),
    ...patient(`${HL7}/clinical-patient`, `${HL7}/Condition-subject`),
    encounter('encounter', `${HL7}/Condition-encounter`),
    code(`${HL7}/clinical-code`),
    date('date', `${OWN}/Condition-date`),
    status(`${OWN}/Condition-status`),
  ],
  Procedure: [
    ...COMMON,
    identifier(`${HL7}/clinical-identifier`),
    ...patient(`${HL7}/clinical-patient`, `${HL7}/Procedure-subject`),
    encounter('encounter', `${HL7}/clinical-encounter`),
    code(`${HL7}/clinical-code`),
    date('date', `${HL7}/clinical-date`),
    status(`${HL7}/Procedure-status`),
  ],
  MedicationAdministration: [
    ...COMMON,
    identifier(`${HL7}/clinical-identifier`),
    ...patient(`${HL7}/clinical-patient`, `${HL7}/MedicationAdministration-subject`),
    encounter('context', `${HL7}/MedicationAdministration-context`),
    encounter('encounter', `${OWN}/MedicationAdministration-encounter`),
    code(`${HL7}/clinical-code`),
    date('effective-time', `${HL7}/MedicationAdministration-effective-time`),
    date('date', `${OWN}/MedicationAdministration-date`),
    status(`${HL7}/medications-status`),
  ],
  EpisodeOfCare: [
    ...COMMON,
    identifier(`${HL7}/clinical-identifier`),
    { name: 'patient', kind: 'reference', type: 'reference', target: 'Patient', definition: `${HL7}/clinical-patient` },
    date('date', `${HL7}/clinical-date`),
    status(`${HL7}/EpisodeOfCare-status`),
  ],
  Organization: [...COMMON, identifier(`${HL7}/Organization-identifier`)],
  Practitioner: [...COMMON, identifier(`${HL7}/Practitioner-identifier`)],
  PractitionerRole: [...COMMON, identifier(`${HL7}/PractitionerRole-identifier`)],
  Observation: [
    ...COMMON,
    identifier(`${HL7}/clinical-identifier`),
    ...patient(`${HL7}/clinical-patient`, `${HL7}/Observation-subject`),
    encounter('encounter', `${HL7}/clinical-encounter`),
    code(`${HL7}/clinical-code`),
    date('date', `${HL7}/clinical-date`),
    status(`${HL7}/Observation-status`),
  ],
};

/** Parameters of a search that say how to answer, not what to find. */
export const RESULT_PARAMETERS = ['_count', '_page'];

const DATE_FORM: Text = {
  en: 'eq|ne|gt|lt|ge|le|sa|eb|ap and a date, such as ge2026-10-01',
  sv: 'eq|ne|gt|lt|ge|le|sa|eb|ap och ett datum, såsom ge2026-10-01',
};

/** How a value of each kind is written, for error texts and documentation. */
export const VALUE_FORMS: Record<ParameterKind, Text> = {
  id: { en: 'id, or several with commas', sv: 'id, eller flera med komma emellan' },
  lastUpdated: DATE_FORM,
  identifier: { en: 'system|value, or value', sv: 'system|värde, eller värde' },
  reference: {
    en: 'Type/id, id, or with the modifier :identifier system|value',
    sv: 'Typ/id, id, eller med tillägget :identifier system|värde',
  },
  code: {
    en: 'system|code, |code or code, several with commas',
    sv: 'system|kod, |kod eller kod, flera med komma emellan',
  },
  status: { en: 'code, or several with commas', sv: 'kod, eller flera med komma emellan' },
  date: DATE_FORM,
};
