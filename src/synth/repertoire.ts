import type { Clinic } from './organisations.ts';

/** What people in the population have and what is done about it: codes of ICD-10-SE, KVÅ and ATC with who has them. */

export interface Condition {
  icd: string;
  clinic: Clinic;
  /** Ages at which it occurs, and for one sex only where that is so. */
  from: number;
  to: number;
  sex?: '1' | '2';
  /** Share of those ages that live with it (chronic) or weight among the reasons for a visit (others). */
  share: number;
  chronic?: true;
  /** Procedures of a visit for it, as often as not. */
  procedures?: string[];
  /** Medicines given at the clinic: with a procedure of KVÅ (`by`) or reported on their own. */
  medicines?: { atc: string; by?: string }[];
}

export const CONDITIONS: readonly Condition[] = [
  { icd: 'I109', clinic: 'cardiology', from: 35, to: 105, share: 0.3, chronic: true, procedures: ['AF016'] },
  { icd: 'E119', clinic: 'endocrinology', from: 35, to: 105, share: 0.09, chronic: true, procedures: ['GB009'] },
  { icd: 'E109', clinic: 'endocrinology', from: 6, to: 75, share: 0.008, chronic: true, procedures: ['GB009'] },
  { icd: 'I489', clinic: 'cardiology', from: 55, to: 105, share: 0.07, chronic: true, procedures: ['AF037'] },
  { icd: 'I509', clinic: 'cardiology', from: 60, to: 105, share: 0.06, chronic: true },
  { icd: 'I259', clinic: 'cardiology', from: 50, to: 105, share: 0.05, chronic: true, procedures: ['AV065'] },
  { icd: 'J449', clinic: 'pulmonary', from: 45, to: 100, share: 0.05, chronic: true, procedures: ['AG053'] },
  { icd: 'J459', clinic: 'pulmonary', from: 4, to: 90, share: 0.06, chronic: true, procedures: ['AG053'] },
  {
    icd: 'M059N',
    clinic: 'rheumatology',
    from: 25,
    to: 95,
    share: 0.01,
    chronic: true,
    medicines: [{ atc: 'L04AB02', by: 'DT016' }, { atc: 'L01FA01' }],
  },
  {
    icd: 'N185',
    clinic: 'dialysis',
    from: 30,
    to: 90,
    share: 0.004,
    chronic: true,
    procedures: ['DR016'],
    medicines: [{ atc: 'B03XA01' }],
  },
  { icd: 'G359', clinic: 'neurology', from: 18, to: 75, share: 0.003, chronic: true, medicines: [{ atc: 'L04AG03' }] },
  { icd: 'G409', clinic: 'neurology', from: 2, to: 95, share: 0.006, chronic: true },
  { icd: 'G209', clinic: 'neurology', from: 50, to: 95, share: 0.006, chronic: true },
  {
    icd: 'C509',
    clinic: 'oncology',
    from: 30,
    to: 95,
    sex: '2',
    share: 0.02,
    chronic: true,
    medicines: [{ atc: 'L01CD01', by: 'DT116' }, { atc: 'L01FD01' }],
  },
  {
    icd: 'C619',
    clinic: 'urology',
    from: 50,
    to: 100,
    sex: '1',
    share: 0.03,
    chronic: true,
    medicines: [{ atc: 'L02AE02' }],
  },
  {
    icd: 'C189',
    clinic: 'oncology',
    from: 40,
    to: 95,
    share: 0.006,
    chronic: true,
    medicines: [{ atc: 'L01BC02', by: 'DT116' }],
  },
  { icd: 'F329', clinic: 'psychiatry', from: 18, to: 100, share: 0.06, chronic: true, procedures: ['AU118'] },
  { icd: 'F319', clinic: 'psychiatry', from: 18, to: 90, share: 0.01, chronic: true },
  { icd: 'F200', clinic: 'psychiatry', from: 18, to: 80, share: 0.004, chronic: true, medicines: [{ atc: 'N05AX13' }] },
  { icd: 'F411', clinic: 'psychiatry', from: 15, to: 90, share: 0.05, chronic: true },
  { icd: 'F900B', clinic: 'childPsychiatry', from: 6, to: 17, share: 0.07, chronic: true },
  { icd: 'F009', clinic: 'geriatrics', from: 70, to: 105, share: 0.09, chronic: true },
  { icd: 'H409', clinic: 'ophthalmology', from: 55, to: 105, share: 0.04, chronic: true },
  {
    icd: 'H353X',
    clinic: 'ophthalmology',
    from: 65,
    to: 105,
    share: 0.05,
    chronic: true,
    medicines: [{ atc: 'S01LA05' }],
  },
  { icd: 'L409', clinic: 'dermatology', from: 15, to: 90, share: 0.02, chronic: true },
  { icd: 'M169', clinic: 'orthopaedics', from: 50, to: 95, share: 0.04, chronic: true },
  { icd: 'M179', clinic: 'orthopaedics', from: 50, to: 95, share: 0.05, chronic: true },
  { icd: 'C449X', clinic: 'dermatology', from: 50, to: 100, share: 0.4, procedures: ['TQX00'] },
  { icd: 'H919', clinic: 'ent', from: 50, to: 100, share: 0.5 },
  { icd: 'N201', clinic: 'urology', from: 25, to: 80, share: 0.4 },
  { icd: 'K802', clinic: 'surgery', from: 25, to: 85, share: 0.5 },
  { icd: 'Z098', clinic: 'surgery', from: 10, to: 95, share: 0.8 },
  { icd: 'Z488', clinic: 'orthopaedics', from: 10, to: 95, share: 0.6 },
  { icd: 'J353', clinic: 'ent', from: 2, to: 10, share: 0.8 },
  { icd: 'R104X', clinic: 'paediatrics', from: 0, to: 17, share: 0.6 },
  { icd: 'J459', clinic: 'paediatrics', from: 2, to: 17, share: 0.7 },
  { icd: 'N939', clinic: 'gynaecology', from: 15, to: 60, sex: '2', share: 0.8 },
];

/** Planned operations, in day surgery or with some days in hospital. */
export interface Operation {
  icd: string;
  kva: string;
  clinic: Clinic;
  from: number;
  to: number;
  sex?: '1' | '2';
  weight: number;
  /** Days in hospital; 0 is day surgery. */
  days: [number, number];
}

export const OPERATIONS: readonly Operation[] = [
  { icd: 'H251', kva: 'CJE20', clinic: 'ophthalmology', from: 60, to: 100, weight: 12, days: [0, 0] },
  { icd: 'K409A', kva: 'JAB30', clinic: 'surgery', from: 18, to: 90, weight: 4, days: [0, 0] },
  { icd: 'K802', kva: 'JKA21', clinic: 'surgery', from: 20, to: 80, weight: 4, days: [0, 1] },
  { icd: 'J353', kva: 'EMB20', clinic: 'ent', from: 2, to: 12, weight: 6, days: [0, 0] },
  { icd: 'G560', kva: 'ACC51', clinic: 'orthopaedics', from: 25, to: 80, weight: 3, days: [0, 0] },
  { icd: 'M169', kva: 'NFB49', clinic: 'orthopaedics', from: 50, to: 90, weight: 4, days: [1, 4] },
  { icd: 'M179', kva: 'NGB49', clinic: 'orthopaedics', from: 50, to: 90, weight: 4, days: [1, 4] },
  { icd: 'C509', kva: 'HAB40', clinic: 'surgery', from: 35, to: 85, sex: '2', weight: 2, days: [1, 2] },
];

/** Reasons to come to an emergency ward, with what the ward adds. `admitted`: the chance of a bed, and where. */
export interface Emergency {
  icd: string;
  from: number;
  to: number;
  weight: number;
  /** Chance of admission at 40; it rises with age. */
  admitted: number;
  clinic: Clinic;
  days: [number, number];
  causes?: string[];
  procedures?: string[];
  /** ATC codes, one of which caused the condition. */
  causedBy?: string[];
  medicines?: string[];
}

export const EMERGENCIES: readonly Emergency[] = [
  {
    icd: 'S5250',
    from: 5,
    to: 95,
    weight: 5,
    admitted: 0.08,
    clinic: 'orthopaedics',
    days: [1, 2],
    causes: ['W0109', 'W0189', 'V1849'],
    procedures: ['NDJ09'],
  },
  {
    icd: 'S7200',
    from: 65,
    to: 105,
    weight: 8,
    admitted: 1,
    clinic: 'orthopaedics',
    days: [5, 11],
    causes: ['W0109', 'W0119', 'W1809'],
    procedures: ['NFB19', 'NFJ49'],
  },
  {
    icd: 'S0600',
    from: 1,
    to: 90,
    weight: 3,
    admitted: 0.3,
    clinic: 'surgery',
    days: [1, 1],
    causes: ['V1849', 'W0999', 'W1009'],
  },
  {
    icd: 'S610',
    from: 3,
    to: 80,
    weight: 4,
    admitted: 0.01,
    clinic: 'surgery',
    days: [1, 1],
    causes: ['W2509', 'W2609'],
  },
  {
    icd: 'T391',
    from: 14,
    to: 60,
    weight: 1,
    admitted: 0.7,
    clinic: 'medicine',
    days: [1, 3],
    causes: ['X6009'],
    causedBy: ['N02BE01'],
  },
  {
    icd: 'T424',
    from: 16,
    to: 70,
    weight: 1,
    admitted: 0.6,
    clinic: 'medicine',
    days: [1, 2],
    causes: ['X6109'],
    causedBy: ['N05BA01'],
  },
  {
    icd: 'I214X',
    from: 40,
    to: 100,
    weight: 3,
    admitted: 0.95,
    clinic: 'cardiology',
    days: [2, 6],
    procedures: ['AF037', 'FNG05'],
    medicines: ['B01AB05'],
  },
  {
    icd: 'I639',
    from: 50,
    to: 105,
    weight: 3,
    admitted: 0.95,
    clinic: 'medicine',
    days: [3, 12],
    medicines: ['B01AD02'],
  },
  {
    icd: 'I509',
    from: 60,
    to: 105,
    weight: 4,
    admitted: 0.7,
    clinic: 'medicine',
    days: [3, 8],
    medicines: ['C03CA01'],
  },
  { icd: 'J189', from: 0, to: 105, weight: 4, admitted: 0.5, clinic: 'medicine', days: [2, 7], medicines: ['J01CE01'] },
  {
    icd: 'A419',
    from: 20,
    to: 105,
    weight: 2,
    admitted: 0.95,
    clinic: 'medicine',
    days: [4, 14],
    medicines: ['J01DD01', 'J01CE01'],
  },
  { icd: 'K358', from: 5, to: 70, weight: 2, admitted: 0.95, clinic: 'surgery', days: [1, 3], procedures: ['JEA01'] },
  { icd: 'R074', from: 20, to: 100, weight: 6, admitted: 0.15, clinic: 'cardiology', days: [1, 2] },
  { icd: 'R104X', from: 3, to: 100, weight: 7, admitted: 0.15, clinic: 'surgery', days: [1, 2] },
  {
    icd: 'D611',
    from: 20,
    to: 95,
    weight: 0.4,
    admitted: 0.8,
    clinic: 'medicine',
    days: [2, 6],
    causedBy: ['L01BA01', 'N03AF01'],
  },
];

/** Reasons to see primary care. */
export const PRIMARY_CARE: readonly string[] = ['J069', 'M545', 'I109', 'E119', 'N300', 'F411', 'J209', 'L309X'];

/** Compulsory psychiatric care: diagnoses. */
export const COMPULSORY: readonly string[] = ['F200', 'F252', 'F312', 'F323W'];

/** Psychological treatment, as KVÅ. */
export const PSYCHOLOGY: readonly string[] = ['DU011', 'DU008', 'DU021', 'AU011'];

/** A birth: diagnosis, outcome, procedure. */
export const BIRTHS: readonly { icd: string; kva: string[]; weight: number; days: [number, number] }[] = [
  { icd: 'O800X', kva: ['TMA20'], weight: 6, days: [1, 3] },
  { icd: 'O800X', kva: ['TMA20', 'MBC30'], weight: 2, days: [1, 3] },
  { icd: 'O814X', kva: ['MAE03'], weight: 1, days: [2, 3] },
  { icd: 'O820', kva: ['MCA10'], weight: 2, days: [2, 4] },
];

/** What licensed staff do in municipal home care; the profession as in KVÅ's XS9xx. */
export const HOME_CARE_PROCEDURES: readonly { kva: string; professions: Profession[]; weight: number }[] = [
  { kva: 'DQ017', professions: ['nurse'], weight: 8 },
  { kva: 'DT021', professions: ['nurse'], weight: 8 },
  { kva: 'QD008', professions: ['nurse'], weight: 4 },
  { kva: 'QV006', professions: ['nurse'], weight: 3 },
  { kva: 'QB003', professions: ['physiotherapist', 'occupationalTherapist'], weight: 3 },
  { kva: 'QB001', professions: ['physiotherapist'], weight: 3 },
  { kva: 'QG003', professions: ['physiotherapist'], weight: 2 },
  { kva: 'QT007', professions: ['occupationalTherapist'], weight: 3 },
  { kva: 'QT009', professions: ['occupationalTherapist', 'nurse'], weight: 1 },
  { kva: 'PN005', professions: ['dietitian'], weight: 1 },
];

export type Profession =
  | 'physician'
  | 'nurse'
  | 'midwife'
  | 'psychologist'
  | 'physiotherapist'
  | 'occupationalTherapist'
  | 'dietitian'
  | 'assistantNurse';
