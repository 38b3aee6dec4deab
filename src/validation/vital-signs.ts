import type { Run } from './run.ts';

type Json = Record<string, unknown>;

/** Profile, LOINC code and SNOMED CT code of each vital sign: http://hl7.org/fhir/R4/observation-vitalsigns.html */
const VITAL_SIGNS: [profile: string, loinc: string, snomed: string | undefined][] = [
  ['vitalspanel', '85353-1', undefined],
  ['resprate', '9279-1', '86290005'],
  ['heartrate', '8867-4', '364075005'],
  ['oxygensat', '2708-6', '431314004'],
  ['bodytemp', '8310-5', '276885007'],
  ['bodyheight', '8302-2', '50373000'],
  ['headcircum', '9843-4', '363811000'],
  ['bodyweight', '29463-7', '27113001'],
  ['bmi', '39156-5', '60621009'],
  ['bp', '85354-9', '75367002'],
];
const PROFILES = new Map<string, string>();
for (const [profile, loinc, snomed] of VITAL_SIGNS) {
  const url = `http://hl7.org/fhir/StructureDefinition/${profile}`;
  PROFILES.set(`http://loinc.org ${loinc}`, url);
  if (snomed) PROFILES.set(`http://snomed.info/sct ${snomed}`, url);
}

/** An Observation of a vital sign must conform to the profile of that vital sign, whatever it claims. The run stands at the Observation. */
export function checkVitalSigns(observation: Json, run: Run): void {
  const { coding } = (observation.code ?? {}) as { coding?: unknown };
  if (!Array.isArray(coding)) return;
  for (const item of coding as ({ system?: unknown; code?: unknown } | null)[]) {
    const profile = PROFILES.get(`${item?.system} ${item?.code}`);
    if (profile) {
      run.services.profiles.check(observation, profile, run);
      return;
    }
  }
}
