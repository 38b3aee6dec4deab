import type { Run } from './run.ts';

type Json = Record<string, unknown>;

interface VitalSign {
  /** The LOINC code that it must have, and its name in the profile. */
  loinc: string;
  /** Codes of the same thing, measured in another way or place: they stand beside the first. */
  also: string;
  snomed: string;
}

/** http://hl7.org/fhir/R4/observation-vitalsigns.html, by profile. */
const VITAL_SIGNS: Readonly<Record<string, VitalSign>> = {
  vitalspanel: { loinc: '85353-1', also: '', snomed: '' },
  resprate: {
    loinc: '9279-1',
    also: '76170-0 76172-6 76171-8 19840-8 33438-3 76270-8 11291-2',
    snomed: '86290005',
  },
  heartrate: {
    loinc: '8867-4',
    also:
      '60978-4 73795-7 73799-9 76476-1 76477-9 8889-8 8890-6 8891-4 8892-2 8893-0 40443-4 55425-3 68999-2 11328-2 ' +
      '69000-8 69001-6 8886-4',
    snomed: '364075005',
  },
  oxygensat: {
    loinc: '2708-6',
    also: '2709-4 2710-2 2713-6 19224-5 20564-1 51733-4 59408-5 59417-6 89276-0 97549-0',
    snomed: '431314004',
  },
  bodytemp: {
    loinc: '8310-5',
    also:
      '8309-7 8328-7 8329-5 8330-3 8331-1 8332-9 8333-7 8334-5 60834-9 60835-6 60836-4 60838-0 60955-2 61009-7 ' +
      '75539-7 75987-8 76010-8 76011-6 76278-1 91371-5 98657-0 98663-8',
    snomed: '276885007',
  },
  bodyheight: { loinc: '8302-2', also: '3137-7 3138-5 8306-3 8308-9', snomed: '50373000' },
  headcircum: { loinc: '9843-4', also: '8287-5', snomed: '363811000' },
  bodyweight: { loinc: '29463-7', also: '3141-9 3142-7 75292-3 79348-9 8350-1 8351-9', snomed: '27113001' },
  bmi: { loinc: '39156-5', also: '59574-4 89270-3', snomed: '60621009' },
  bp: { loinc: '85354-9', also: '35094-2 8459-0 8480-6 76534-7 55284-4', snomed: '75367002' },
};

const LOINC = 'http://loinc.org';
const PROFILES = new Map<string, string>();
for (const [profile, { loinc, also, snomed }] of Object.entries(VITAL_SIGNS)) {
  const url = `http://hl7.org/fhir/StructureDefinition/${profile}`;
  for (const code of [loinc, ...also.split(' ')]) if (code) PROFILES.set(`${LOINC} ${code}`, url);
  if (snomed) PROFILES.set(`http://snomed.info/sct ${snomed}`, url);
}

/**
 * An Observation of a vital sign must conform to the profile of that vital sign, whatever it claims. A code of the same thing is no
 * substitute for the one that the profile demands. The run stands at the Observation.
 */
export function checkVitalSigns(observation: Json, run: Run): void {
  const { coding } = (observation.code ?? {}) as { coding?: unknown };
  if (!Array.isArray(coding)) return;
  for (const item of coding as ({ system?: unknown; code?: unknown } | null)[]) {
    const profile = PROFILES.get(`${item?.system} ${item?.code}`);
    if (!profile) continue;
    run.services.profiles.check(observation, profile, run);
    return;
  }
}
