import { type IdentifierKind, identifierValue, sexOf } from './identifier.ts';
import { FAMILY, GIVEN_FEMALE, GIVEN_MALE } from './names.ts';
import { HOME_CARE, HOME_REGIONS, type HomeRegion, type Kommun } from './organisations.ts';
import { permutation } from './permutation.ts';
import { PLACES, place } from './places.ts';
import { Random } from './random.ts';
import { CONDITIONS, type Condition } from './repertoire.ts';

export interface Person {
  index: number;
  identifier: { kind: IdentifierKind; value: string };
  sex: '1' | '2';
  birthDate: string;
  /** Completed years on the first day of the population's time. */
  age: number;
  given: string;
  family: string;
  region: HomeRegion;
  kommun: Kommun;
  /** Sekretessmarkering or skyddad folkbokföring. */
  protection?: 'sekretessmarkering' | 'skyddadFolkbokforing';
  chronic: Condition[];
  /** Receives municipal health care at home. */
  homeCare: boolean;
}

/** The most people that one population can hold without two of them sharing an identifier. */
export const MOST_PEOPLE: number = 2 * PLACES;

/** Shares of those without a personnummer, in the order they are drawn. */
const WITHOUT_PERSONNUMMER: readonly [kind: IdentifierKind, share: number][] = [
  ['samordningsnummer', 0.03],
  ['national', 0.005],
  ['vgr', 0.02],
  ['stockholm', 0.02],
];

/** Share of those in municipal care without any identifier. */
const UNIDENTIFIED = 0.03;

/** A function from a person's number to the person and a stream of randomness for what happens to it. */
export function population(seed: number): (index: number) => { person: Person; random: Random } {
  const placeOf = permutation(PLACES, seed);
  const kindOf = (index: number): IdentifierKind => {
    const random = new Random(seed ^ 0x51ed270b, index % PLACES);
    let draw = random.unit();
    for (const [kind, share] of WITHOUT_PERSONNUMMER) {
      draw -= share;
      if (draw < 0) return kind;
    }
    return 'personnummer';
  };
  return (index) => {
    const random = new Random(seed, index);
    const born = place(placeOf(index % PLACES));
    // Who comes after every place is taken gets the place's other number, so that no two people share one.
    const first = kindOf(index);
    const second = first === 'personnummer' ? 'samordningsnummer' : 'personnummer';
    const region = random.pick(HOME_REGIONS);
    let kind = index < PLACES ? first : second;
    if (kind === 'vgr' && region.vendor !== 'millennium') kind = 'national';
    if (kind === 'stockholm' && region.vendor !== 'takecare') kind = 'national';
    const sex = sexOf(born.serial);
    const birthDate = `${born.year}-${two(born.month)}-${two(born.day)}`;
    const age = 2026 - born.year - (born.month > 6 ? 1 : 0);
    const kommun = random.weighted(region.kommuner, (item) => item.weight)!;
    const homeCare = HOME_CARE.has(kommun.kommunkod) && random.chance(age < 65 ? 0.004 : (age - 60) / 90);
    if (homeCare && random.chance(UNIDENTIFIED)) kind = 'none';
    const protection = random.chance(0.006)
      ? 'sekretessmarkering'
      : random.chance(0.004)
        ? 'skyddadFolkbokforing'
        : undefined;
    const person: Person = {
      index,
      identifier: { kind, value: identifierValue(kind, birthDate, born.serial, () => random.unit()) },
      sex,
      birthDate,
      age,
      given: random.pick(sex === '1' ? GIVEN_MALE : GIVEN_FEMALE),
      family: random.pick(FAMILY),
      region,
      kommun,
      ...(protection && { protection }),
      chronic: CONDITIONS.filter((item) => item.chronic && concerns(item, age, sex) && random.chance(item.share)),
      homeCare,
    };
    return { person, random };
  };
}

/** Whether an age and a sex are among those that something occurs at. */
export function concerns(item: { from: number; to: number; sex?: '1' | '2' }, age: number, sex: '1' | '2'): boolean {
  return age >= item.from && age <= item.to && (item.sex === undefined || item.sex === sex);
}

const two = (n: number): string => String(n).padStart(2, '0');
