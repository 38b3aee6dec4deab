/** Resources for benchmarks: of ordinary size, all invented, the same for the same number. */
import type { Encounter, Observation, Patient } from '@medplum/fhirtypes';

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const FAMILIES = ['Alm', 'Björk', 'Ek', 'Gran', 'Lind', 'Rönn', 'Sälg', 'Tall'];
const GIVEN = ['Alva', 'Bo', 'Disa', 'Egil', 'Freja', 'Göte', 'Hedda', 'Ivar'];

export function benchPatient(n: number): Patient {
  const birthYear = 1930 + (n % 90);
  return {
    resourceType: 'Patient',
    id: `p${n}`,
    meta: { lastUpdated: '2026-01-01T12:00:00Z' },
    identifier: [{ use: 'official', system: 'https://example.org/patients', value: `${n}` }],
    active: n % 7 !== 0,
    name: [
      { use: 'official', family: pick(FAMILIES, n), given: [pick(GIVEN, n), pick(GIVEN, n + 3)] },
      { use: 'usual', given: [pick(GIVEN, n)] },
    ],
    telecom: [
      { system: 'phone', use: 'home', value: `08-${n}` },
      { system: 'email', use: 'work', value: `${n}@example.org` },
    ],
    gender: pick(['female', 'male'], n),
    birthDate: `${birthYear}-0${1 + (n % 9)}-1${n % 10}`,
    ...(n % 11 === 0 && { deceasedBoolean: true }),
    address: [
      {
        use: 'home',
        line: [`Vägen ${n}`],
        city: pick(['Umeå', 'Lund', 'Visby'], n),
        postalCode: `${10000 + (n % 80000)}`,
      },
      { use: 'work', line: [`Gatan ${n}`], city: 'Kiruna' },
    ],
    contact: [
      { relationship: [{ text: 'sister' }], name: { family: pick(FAMILIES, n + 1) }, telecom: [{ value: '1' }] },
    ],
  };
}

export function benchEncounter(n: number): Encounter {
  return {
    resourceType: 'Encounter',
    id: `e${n}`,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: pick(['AMB', 'IMP', 'EMER'], n) },
    subject: { reference: `Patient/p${n}` },
    period: { start: '2026-02-01T08:00:00+01:00', end: '2026-02-03T16:30:00+01:00' },
    diagnosis: [1, 2, 3].map((rank) => ({ condition: { reference: `Condition/c${n}-${rank}` }, rank })),
    hospitalization: { dischargeDisposition: { coding: [{ code: 'home' }] } },
  };
}

export function benchObservation(n: number): Observation {
  return {
    resourceType: 'Observation',
    id: `o${n}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '85354-9' }] },
    subject: { reference: `Patient/p${n}` },
    effectiveDateTime: `2026-03-0${1 + (n % 9)}T10:00:00Z`,
    component: [
      {
        code: { coding: [{ system: 'http://loinc.org', code: '8480-6' }] },
        valueQuantity: { value: 110 + (n % 40), unit: 'mm[Hg]' },
      },
      {
        code: { coding: [{ system: 'http://loinc.org', code: '8462-4' }] },
        valueQuantity: { value: 60 + (n % 30), unit: 'mm[Hg]' },
      },
    ],
  };
}
