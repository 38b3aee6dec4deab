import type { Extension, Identifier, Patient } from '@medplum/fhirtypes';
import { type Finding, finding } from '../errors/finding.ts';
import { checkPersonIdentifier, type PersonIdentifierKind } from '../identity/person-identifier.ts';
import { isProtected } from '../identity/protected-identity.ts';
import type { PersonFacts } from '../registers/case.ts';
import type { PersonIdentifier } from '../repository/types.ts';

/** What the gateway derived at the door, kept on the stored Patient in place of the identifiers. */
const LEGAL_SEX = 'https://sluss.se/fhir/StructureDefinition/legal-sex';
const IDENTIFIER_KIND = 'https://sluss.se/fhir/StructureDefinition/identifier-kind';

/** In a delivery these stand as PNR; every other kind is a reserve number, RNR. */
const AS_PNR = new Set<PersonIdentifierKind>(['personnummer', 'samordningsnummer']);

/** The registers ask for the personnummer, where there is none for the samordningsnummer, and where there is neither for a reserve number. */
function rankOf(kind: PersonIdentifierKind): number {
  return kind === 'personnummer' ? 0 : AS_PNR.has(kind) ? 1 : 2;
}

export interface Person {
  facts: PersonFacts;
  /** Valid identifiers in canonical form, the strongest first. */
  identifiers: PersonIdentifier[];
  findings: Finding[];
}

/**
 * Checks a submitted Patient's identifiers by their algorithms (I-1) and derives what rows may know of the person.
 *
 * In: the Patient with canonical identifier systems, its FHIRPath. Out: facts, identifiers for the vault, findings (errors for wrong identifiers;
 * a warning where Patient.gender differs from the legal sex of the identifier).
 */
export function describePerson(patient: Patient, path: string): Person {
  const findings: Finding[] = [];
  const found: {
    kind: PersonIdentifierKind;
    legalSex?: '1' | '2';
    birthDate?: string;
    identifier: PersonIdentifier;
  }[] = [];
  for (const [index, identifier] of (patient.identifier ?? []).entries()) {
    const checked = check(identifier, `${path}.identifier[${index}]`, findings);
    if (checked) found.push(checked);
  }
  found.sort((a, b) => rankOf(a.kind) - rankOf(b.kind));
  const ofGender = patient.gender === 'male' ? '1' : patient.gender === 'female' ? '2' : undefined;
  const ofIdentifier = found.find(({ legalSex }) => legalSex)?.legalSex;
  if (ofIdentifier && ofGender && ofIdentifier !== ofGender) findings.push(finding('sex-differs', `${path}.gender`));
  const year = Number((found.find(({ birthDate }) => birthDate)?.birthDate ?? patient.birthDate ?? '').slice(0, 4));
  const legalSex = ofIdentifier ?? ofGender;
  return {
    facts: {
      ...(legalSex && { legalSex }),
      ...(year > 0 && { birthYear: year }),
      identifier: found.length === 0 ? 'none' : AS_PNR.has(found[0].kind) ? 'PNR' : 'RNR',
      protected: isProtected(patient),
    },
    identifiers: found.map(({ identifier }) => identifier),
    findings,
  };
}

function check(identifier: Identifier, path: string, findings: Finding[]) {
  if (!identifier?.system || typeof identifier.value !== 'string') return undefined;
  const result = checkPersonIdentifier(identifier.system, identifier.value);
  if (!result) return undefined;
  if (!result.ok) {
    findings.push(finding(result.code, `${path}.value`, result.parameters, { rule: result.rule }));
    return undefined;
  }
  const { kind, legalSex, birthDate, system, value } = result;
  return { kind, legalSex, birthDate, identifier: { system, value } };
}

/** Puts the facts on a minimised Patient. The birth date becomes the birth year, all that the registers may have. */
export function withFacts(patient: Patient, facts: PersonFacts): Patient {
  const extension: Extension[] = [{ url: IDENTIFIER_KIND, valueCode: facts.identifier }];
  if (facts.legalSex) extension.push({ url: LEGAL_SEX, valueCode: facts.legalSex });
  const { birthDate: _birthDate, identifier: _identifier, name: _name, ...rest } = patient;
  return {
    ...rest,
    extension: [...(patient.extension ?? []), ...extension],
    ...(facts.birthYear && { birthDate: String(facts.birthYear) }),
  };
}

/** Reads the facts back from a stored Patient; nothing is known of one that has not arrived. */
export function factsOf(patient: Patient | undefined): PersonFacts {
  const code = (url: string) => patient?.extension?.find((extension) => extension.url === url)?.valueCode;
  const year = Number(patient?.birthDate?.slice(0, 4) ?? 0);
  const legalSex = code(LEGAL_SEX) as '1' | '2' | undefined;
  return {
    ...(legalSex && { legalSex }),
    ...(year > 0 && { birthYear: year }),
    identifier: (code(IDENTIFIER_KIND) as PersonFacts['identifier'] | undefined) ?? 'none',
    protected: isProtected(patient ?? {}),
  };
}
