/** The system URIs that the population's EHRs write: those of docs/architecture.md and the aliases that live systems use for them. */
const SLUSS = 'https://sluss.se/fhir';
const HL7 = 'http://terminology.hl7.org/CodeSystem';

export const LOCAL = {
  ktyp: `${SLUSS}/CodeSystem/par-ktyp`,
  verksAkut: `${SLUSS}/CodeSystem/par-verks-akut`,
  vardniva: `${SLUSS}/CodeSystem/vardniva`,
  mvo: `${SLUSS}/CodeSystem/mvo`,
  insatt: `${SLUSS}/CodeSystem/par-insatt`,
  utsatt: `${SLUSS}/CodeSystem/par-utsatt`,
  legalDomain: `${SLUSS}/CodeSystem/legal-domain`,
  vardform: `${SLUSS}/CodeSystem/psykiatrisk-vardform`,
  sjukhuskod: `${SLUSS}/NamingSystem/sjukhuskod`,
  klinik: `${SLUSS}/NamingSystem/klinik`,
  kommun: `${SLUSS}/NamingSystem/kommunkod`,
  kommunExtension: `${SLUSS}/StructureDefinition/kommunkod`,
} as const;

export const HL7_SYSTEM = {
  actCode: `${HL7}/v3-ActCode`,
  priority: `${HL7}/v3-ActPriority`,
  diagnosisRole: `${HL7}/diagnosis-role`,
  admitSource: `${HL7}/admit-source`,
  discharge: `${HL7}/discharge-disposition`,
  participation: `${HL7}/v3-ParticipationType`,
  provenanceAgent: `${HL7}/provenance-participant-type`,
  conditionClinical: `${HL7}/condition-clinical`,
  conditionVerification: `${HL7}/condition-ver-status`,
  conditionCategory: `${HL7}/condition-category`,
  dueTo: 'http://hl7.org/fhir/StructureDefinition/condition-dueTo',
} as const;

/** Official systems and, under the same key, an alias in live use. */
export const OFFICIAL = {
  personnummer: 'http://electronichealth.se/identifier/personnummer',
  samordningsnummer: 'http://electronichealth.se/identifier/samordningsnummer',
  national: 'http://electronichealth.se/identifier/nationelltReservnummer',
  vgr: 'urn:oid:1.2.752.113.11.0.2.1.1.1',
  stockholm: 'urn:oid:1.2.752.97.3.1.3',
  hsaId: 'urn:oid:1.2.752.29.4.19',
  organisationsnummer: 'urn:oid:2.5.4.97',
  kommunkod: 'urn:oid:1.2.752.129.2.2.1.17',
  icd: 'http://hl7.org/fhir/sid/icd-10-se',
  kva: 'urn:oid:1.2.752.116.1.3.2.1.4',
  atc: 'http://www.whocc.no/atc',
  sosnyk: 'urn:oid:1.2.752.116.1.3.6',
  hosp: 'urn:oid:1.2.752.116.3.1.3',
  securityLabel: 'http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel',
} as const;

export const ALIAS = {
  personnummer: 'urn:oid:1.2.752.129.2.1.3.1',
  samordningsnummer: 'urn:oid:1.2.752.129.2.1.3.3',
  national: 'urn:oid:1.2.752.74.9.1',
  hsaId: 'urn:oid:1.2.752.129.2.1.4.1',
  icd: 'urn:oid:1.2.752.116.1.1.1.1.3',
  kva: 'http://electronichealth.se/id/kva',
  atc: 'urn:oid:1.2.752.129.2.2.3.1.1',
} as const;
