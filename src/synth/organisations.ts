/**
 * Who provides care in the population: three regions, a private provider in each, and six kommuner. All are invented, with
 * organisationsnummer of a series that is not in use; kommunkoder and sjukhuskoder are real codes, because registers check them.
 */
import { digitValues, luhnCheckDigit } from '../identity/luhn.ts';

export type VendorId = 'cosmic' | 'takecare' | 'millennium' | 'kommun';

export interface Vardgivare {
  organisationsnummer: string;
  name: string;
  hsaId: string;
  /** Only a kommun has one. */
  kommunkod?: string;
}

export interface Hospital {
  hsaId: string;
  name: string;
  sjukhuskod: string;
}

export interface Unit {
  hsaId: string;
  name: string;
  /** Medicinskt verksamhetsområde, 3 digits. */
  mvo: string;
  klinik?: string;
  hospital?: Hospital;
  vardgivare: Vardgivare;
  /** Care level: 1 primärvård, 2 länssjukvård, 3 regionsjukvård. */
  level: '1' | '2' | '3';
}

export interface Kommun {
  kommunkod: string;
  city: string;
  postalCode: string;
  /** Share of the region's people. */
  weight: number;
}

export interface HomeRegion {
  vendor: VendorId;
  vardgivare: Vardgivare;
  kommuner: Kommun[];
  /** The unit for a specialty, at the region or at its private provider. */
  units: Map<Clinic, Unit[]>;
}

/** The specialties of the population, by their MVO. */
export const CLINICS = {
  emergency: ['046', 'Akutmottagning'],
  medicine: ['101', 'Medicinkliniken'],
  cardiology: ['107', 'Kardiologiska kliniken'],
  pulmonary: ['111', 'Lungkliniken'],
  rheumatology: ['131', 'Reumatologiska kliniken'],
  dialysis: ['156', 'Dialysmottagningen'],
  endocrinology: ['161', 'Endokrinologiska kliniken'],
  paediatrics: ['201', 'Barn- och ungdomskliniken'],
  dermatology: ['211', 'Hudkliniken'],
  neurology: ['221', 'Neurologiska kliniken'],
  geriatrics: ['241', 'Geriatriska kliniken'],
  surgery: ['301', 'Kirurgiska kliniken'],
  orthopaedics: ['311', 'Ortopediska kliniken'],
  urology: ['361', 'Urologiska kliniken'],
  gynaecology: ['431', 'Kvinnokliniken'],
  maternity: ['441', 'Förlossningen'],
  ophthalmology: ['511', 'Ögonkliniken'],
  ent: ['521', 'Öron-, näs- och halskliniken'],
  oncology: ['741', 'Onkologiska kliniken'],
  psychiatry: ['901', 'Vuxenpsykiatriska kliniken'],
  childPsychiatry: ['931', 'Barn- och ungdomspsykiatrin'],
  primaryCare: ['011', 'Vårdcentralen'],
  districtNurse: ['014', 'Distriktssköterskemottagningen'],
} as const;

export type Clinic = keyof typeof CLINICS;

/** What private providers do besides the region's own clinics. */
const PRIVATE_CLINICS: readonly Clinic[] = [
  'orthopaedics',
  'ophthalmology',
  'dermatology',
  'psychiatry',
  'primaryCare',
];

function vardgivare(series: string, number: number, name: string, kommunkod?: string): Vardgivare {
  const body = `${series}${String(number).padStart(3, '0')}`;
  const organisationsnummer = body + luhnCheckDigit(digitValues(body));
  return {
    organisationsnummer,
    name,
    hsaId: `SE${organisationsnummer}-0000`,
    ...(kommunkod && { kommunkod }),
  };
}

function hospital(owner: Vardgivare, sjukhuskod: string, name: string): Hospital {
  return { hsaId: `SE${owner.organisationsnummer}-${sjukhuskod}`, name, sjukhuskod };
}

function unit(owner: Vardgivare, clinic: Clinic, at: Hospital | undefined, level: Unit['level']): Unit {
  const [mvo, name] = CLINICS[clinic];
  const place = at ? at.sjukhuskod : '9';
  return {
    hsaId: `SE${owner.organisationsnummer}-${place}${mvo}`,
    name: at ? `${name}, ${at.name}` : `${name}, ${owner.name}`,
    mvo,
    ...(at && { klinik: mvo, hospital: at }),
    vardgivare: owner,
    level,
  };
}

function region(
  vendor: VendorId,
  number: number,
  name: string,
  hospitals: [sjukhuskod: string, name: string, level: '2' | '3'][],
  privateProvider: [name: string, sjukhuskod: string],
  kommuner: Kommun[],
): HomeRegion {
  const owner = vardgivare('232199', number, name);
  const company = vardgivare('559999', number, privateProvider[0]);
  const units = new Map<Clinic, Unit[]>();
  for (const clinic of Object.keys(CLINICS) as Clinic[]) {
    const primary = clinic === 'primaryCare' || clinic === 'districtNurse';
    const own = primary
      ? [unit(owner, clinic, undefined, '1')]
      : hospitals.map(([code, at, level]) => unit(owner, clinic, hospital(owner, code, at), level));
    if (PRIVATE_CLINICS.includes(clinic)) {
      const clinicHouse = primary ? undefined : hospital(company, privateProvider[1], privateProvider[0]);
      own.push(unit(company, clinic, clinicHouse, primary ? '1' : '2'));
    }
    units.set(clinic, own);
  }
  return { vendor, vardgivare: owner, kommuner, units };
}

export const HOME_REGIONS: readonly HomeRegion[] = [
  region(
    'cosmic',
    101,
    'Region Exempel Öst',
    [
      ['21001', 'Exempelsjukhuset Öst', '3'],
      ['21013', 'Exempellasarettet Norr', '2'],
    ],
    ['Exempelkliniken Öst AB', '21014'],
    [
      { kommunkod: '0580', city: 'LINKÖPING', postalCode: '58101', weight: 40 },
      { kommunkod: '0581', city: 'NORRKÖPING', postalCode: '60101', weight: 35 },
      { kommunkod: '0583', city: 'MOTALA', postalCode: '59101', weight: 12 },
      { kommunkod: '0586', city: 'MJÖLBY', postalCode: '59501', weight: 8 },
      { kommunkod: '0562', city: 'FINSPÅNG', postalCode: '61201', weight: 5 },
    ],
  ),
  region(
    'takecare',
    102,
    'Region Exempel Mitt',
    [
      ['11001', 'Exempelsjukhuset Mitt', '3'],
      ['10013', 'Exempelsjukhuset Söder', '2'],
      ['11012', 'Exempellasarettet Roslagen', '2'],
    ],
    ['Exempelkliniken Mitt AB', '10486'],
    [
      { kommunkod: '0180', city: 'STOCKHOLM', postalCode: '11101', weight: 55 },
      { kommunkod: '0126', city: 'HUDDINGE', postalCode: '14101', weight: 15 },
      { kommunkod: '0182', city: 'NACKA', postalCode: '13101', weight: 14 },
      { kommunkod: '0184', city: 'SOLNA', postalCode: '16901', weight: 9 },
      { kommunkod: '0188', city: 'NORRTÄLJE', postalCode: '76101', weight: 7 },
    ],
  ),
  region(
    'millennium',
    103,
    'Region Exempel Väst',
    [
      ['51001', 'Exempelsjukhuset Väst', '3'],
      ['51013', 'Exempelsjukhuset Dal', '2'],
      ['53014', 'Exempelsjukhuset Slätten', '2'],
    ],
    ['Exempelkliniken Väst AB', '50031'],
    [
      { kommunkod: '1480', city: 'GÖTEBORG', postalCode: '41101', weight: 60 },
      { kommunkod: '1490', city: 'BORÅS', postalCode: '50101', weight: 14 },
      { kommunkod: '1481', city: 'MÖLNDAL', postalCode: '43101', weight: 9 },
      { kommunkod: '1488', city: 'TROLLHÄTTAN', postalCode: '46101', weight: 9 },
      { kommunkod: '1496', city: 'SKÖVDE', postalCode: '54101', weight: 8 },
    ],
  ),
];

/** Municipal health care, by kommunkod. Residents of other kommuner get none in this population. */
export const HOME_CARE: ReadonlyMap<string, Unit> = new Map(
  [
    ['0580', 'Exempelkommun Öst'],
    ['0581', 'Exempelkommun Norr'],
    ['0180', 'Exempelkommun Mitt'],
    ['0188', 'Exempelkommun Roslagen'],
    ['1480', 'Exempelkommun Väst'],
    ['1490', 'Exempelkommun Sjuhärad'],
  ].map(([kommunkod, name], index) => {
    const owner = vardgivare('212099', 101 + index, name!, kommunkod);
    const home: Unit = {
      hsaId: `SE${owner.organisationsnummer}-H020`,
      name: `Hemsjukvården, ${name}`,
      mvo: '020',
      vardgivare: owner,
      level: '1',
    };
    return [kommunkod!, home];
  }),
);

/** A vårdgivare that no client of the population may act for. */
export const STRANGER: Vardgivare = vardgivare('232199', 199, 'Region Exempel Fjärran');

/** Every vårdgivare that a vendor's client may act for. */
export function vardgivareOf(vendor: VendorId): Vardgivare[] {
  const units = vendor === 'kommun' ? [...HOME_CARE.values()] : [...regionOf(vendor).units.values()].flat();
  return [...new Map(units.map((item) => [item.vardgivare.organisationsnummer, item.vardgivare])).values()];
}

function regionOf(vendor: VendorId): HomeRegion {
  return HOME_REGIONS.find((item) => item.vendor === vendor)!;
}
