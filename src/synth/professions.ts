import type { Coding } from '@medplum/fhirtypes';
import type { Profession } from './repertoire.ts';
import { OFFICIAL } from './systems.ts';

/** KVÅ's codes for professions; municipal care is reported with these. */
const KVA: Record<Profession, string> = {
  physician: 'XS915',
  nurse: 'XS919',
  midwife: 'XS925',
  psychologist: 'XS917',
  physiotherapist: 'XS918',
  occupationalTherapist: 'XS910',
  dietitian: 'XS912',
  assistantNurse: 'XS921',
};

/** Codes of the licensed professions in Socialstyrelsen's register of staff (HOSP). */
const HOSP: Partial<Record<Profession, string>> = {
  physician: 'LK',
  nurse: 'SJ',
  midwife: 'BM',
  psychologist: 'PS',
  physiotherapist: 'FT',
  occupationalTherapist: 'AT',
  dietitian: 'DT',
};

/** A profession as KVÅ has it. */
export function kvaProfession(profession: Profession): Coding {
  return { system: OFFICIAL.kva, code: KVA[profession] };
}

/** A profession as HOSP has it, or KVÅ's code where it needs no licence. */
export function hospProfession(profession: Profession): Coding {
  const code = HOSP[profession];
  return code === undefined ? kvaProfession(profession) : { system: OFFICIAL.hosp, code };
}
