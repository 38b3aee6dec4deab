import { FIRST_DAY, LAST_DAY, type Minute, midnight, weekday } from './calendar.ts';
import type { Act, Contact, Diagnosis, Medicine } from './care.ts';
import { type Clinic, HOME_CARE, type Unit } from './organisations.ts';
import { concerns, type Person } from './person.ts';
import type { Random } from './random.ts';
import {
  BIRTHS,
  COMPULSORY,
  CONDITIONS,
  type Condition,
  EMERGENCIES,
  type Emergency,
  HOME_CARE_PROCEDURES,
  OPERATIONS,
  PRIMARY_CARE,
  PSYCHOLOGY,
} from './repertoire.ts';

const HOUR = 60;
const DAY = 24 * HOUR;

/** Care in the life of one person: makes contacts with numbers of their own, in the person's home region. */
export class Episodes {
  readonly #person: Person;
  readonly #random: Random;
  #contacts = 0;
  #facts = 0;

  constructor(person: Person, random: Random) {
    this.#person = person;
    this.#random = random;
  }

  /** The episodes of the whole time, each a list of contacts that belong together. */
  all(): Contact[][] {
    const { age, chronic } = this.#person;
    const expected = 1 + (age > 65 ? 1.2 : 0.4) + 0.4 * chronic.length;
    const count = 1 + Math.floor(this.#random.unit() * expected);
    const episodes =
      this.#person.identifier.kind === 'none' ? [] : Array.from({ length: count }, () => this.#episode());
    if (this.#person.homeCare) episodes.push(...this.#homeCare());
    return episodes;
  }

  #episode(): Contact[] {
    const { age, sex, chronic } = this.#person;
    const psychiatric = chronic.some((item) => item.clinic === 'psychiatry' || item.clinic === 'childPsychiatry');
    const kinds: [weight: number, make: () => Contact[]][] = [
      [34, () => [this.#physicianVisit()]],
      [14 + (age > 70 ? 8 : 0), () => this.#emergency()],
      [12, () => [this.#primaryCare()]],
      [7, () => [this.#nurseVisit()]],
      [psychiatric ? 20 : 1, () => [this.#psychologist()]],
      [age > 50 ? 8 : 3, () => [this.#operation()]],
      [chronic.some((item) => item.medicines) ? 25 : 0, () => [this.#treatment()]],
      [sex === '2' && age >= 19 && age <= 44 ? 7 : 0, () => [this.#birth()]],
      [age < 18 ? 0 : psychiatric ? 10 : 0.6, () => [this.#compulsoryCare()]],
    ];
    return this.#random.weighted(kinds, ([weight]) => weight)![1]();
  }

  #contact(kind: Contact['kind'], unit: Unit, start: Minute, end: Minute): Contact {
    this.#contacts++;
    return {
      id: `${this.#person.index}${String(this.#contacts).padStart(3, '0')}`,
      kind,
      unit,
      start,
      end,
      planned: true,
      level: unit.level,
      professions: ['physician'],
      diagnoses: [],
      procedures: [],
      medicines: [],
      domain: 'HSL',
    };
  }

  #factId(): string {
    this.#facts++;
    return `${this.#person.index}F${String(this.#facts).padStart(3, '0')}`;
  }

  #diagnosis(icd: string, role: Diagnosis['role'], causedBy?: string): Diagnosis {
    return { id: this.#factId(), icd, role, ...(causedBy && { causedBy }) };
  }

  #act(kva: string, at: Minute, used: string[] = []): Act {
    return { id: this.#factId(), kva, at, used, professions: [] };
  }

  #medicine(atc: string, at: Minute): Medicine {
    return { id: this.#factId(), atc, at };
  }

  #unit(clinic: Clinic): Unit {
    return this.#random.pick(this.#person.region.units.get(clinic)!);
  }

  /** A working day and an office hour. */
  #appointment(): Minute {
    let day = FIRST_DAY + this.#random.integer(0, (LAST_DAY - FIRST_DAY) / DAY) * DAY;
    while (weekday(day) === 0 || weekday(day) === 6) day = day < LAST_DAY - 2 * DAY ? day + DAY : day - DAY;
    return day + 8 * HOUR + this.#random.integer(0, 31) * 15;
  }

  /** Any minute that leaves so many days for what follows. */
  #anyTime(days: number): Minute {
    return FIRST_DAY + this.#random.integer(0, LAST_DAY - FIRST_DAY - days * DAY + DAY - 1);
  }

  /** Up to two of what the person lives with, beside the reason for the contact. */
  #comorbidity(main: string): Diagnosis[] {
    return this.#person.chronic
      .filter((item) => item.icd !== main && this.#random.chance(0.4))
      .slice(0, 2)
      .map((item) => this.#diagnosis(item.icd, 'secondary'));
  }

  #reason(): Condition {
    const { age, sex, chronic } = this.#person;
    if (chronic.length > 0 && this.#random.chance(0.7)) return this.#random.pick(chronic);
    const others = CONDITIONS.filter((item) => !item.chronic && concerns(item, age, sex));
    return (
      this.#random.weighted(others, (item) => item.share) ?? CONDITIONS.find((item) => item.clinic === 'dermatology')!
    );
  }

  #physicianVisit(): Contact {
    const reason = this.#reason();
    const start = this.#appointment();
    const distance = this.#random.chance(0.15);
    const contact = this.#contact(distance ? 'distance' : 'outpatient', this.#unit(reason.clinic), start, start + 30);
    contact.form = distance ? '8' : this.#random.chance(0.1) ? '1' : '0';
    contact.diagnoses = [this.#diagnosis(reason.icd, 'main'), ...this.#comorbidity(reason.icd)];
    if (!distance && reason.procedures && this.#random.chance(0.5)) {
      contact.procedures = reason.procedures.map((kva) => this.#act(kva, start + 10));
    }
    return contact;
  }

  #psychologist(): Contact {
    const start = this.#appointment();
    const child = this.#person.age < 18;
    const contact = this.#contact(
      'outpatient',
      this.#unit(child ? 'childPsychiatry' : 'psychiatry'),
      start,
      start + 45,
    );
    const icd = child ? 'F900B' : this.#random.pick(['F411', 'F329', 'F431']);
    contact.form = '0';
    contact.professions = ['psychologist'];
    contact.diagnoses = [this.#diagnosis(icd, 'main')];
    contact.procedures = [this.#act(this.#random.pick(PSYCHOLOGY), start)];
    return contact;
  }

  /** A nurse's visit in somatic care: no register of today receives it. */
  #nurseVisit(): Contact {
    const reason = this.#reason();
    const somatic = reason.clinic === 'psychiatry' || reason.clinic === 'childPsychiatry' ? 'medicine' : reason.clinic;
    const start = this.#appointment();
    const contact = this.#contact('outpatient', this.#unit(somatic), start, start + 20);
    contact.form = '0';
    contact.professions = ['nurse'];
    contact.diagnoses = [this.#diagnosis(somatic === reason.clinic ? reason.icd : 'Z488', 'main')];
    return contact;
  }

  #primaryCare(): Contact {
    const nurse = this.#random.chance(0.4);
    const start = this.#appointment();
    const contact = this.#contact('outpatient', this.#unit(nurse ? 'districtNurse' : 'primaryCare'), start, start + 20);
    contact.form = '0';
    contact.professions = [nurse ? 'nurse' : 'physician'];
    contact.diagnoses = [this.#diagnosis(this.#random.pick(PRIMARY_CARE), 'main')];
    return contact;
  }

  #operation(): Contact {
    const { age, sex } = this.#person;
    const operation = this.#random.weighted(OPERATIONS, (item) => (concerns(item, age, sex) ? item.weight : 0));
    if (!operation) return this.#physicianVisit();
    const start = this.#appointment();
    const days = this.#random.integer(...operation.days);
    const unit = this.#unit(operation.clinic);
    const contact =
      days === 0
        ? this.#contact('outpatient', unit, start, start + 6 * HOUR)
        : this.#contact('inpatient', unit, start, midnight(start) + days * DAY + 14 * HOUR);
    if (days === 0) contact.form = '0';
    else this.#beds(contact);
    contact.diagnoses = [this.#diagnosis(operation.icd, 'main'), ...this.#comorbidity(operation.icd)];
    contact.procedures = [this.#act(operation.kva, start + 2 * HOUR)];
    return contact;
  }

  /** Medicines given at a clinic: under a procedure of KVÅ where one says how, else on their own. */
  #treatment(): Contact {
    const reason = this.#random.pick(this.#person.chronic.filter((item) => item.medicines));
    const medicine = this.#random.pick(reason.medicines!);
    const start = this.#appointment();
    const contact = this.#contact('outpatient', this.#unit(reason.clinic), start, start + 3 * HOUR);
    contact.form = '0';
    contact.diagnoses = [this.#diagnosis(reason.icd, 'main')];
    if (medicine.by) contact.procedures = [this.#act(medicine.by, start + 30, [medicine.atc])];
    else contact.medicines = [this.#medicine(medicine.atc, start + 30)];
    return contact;
  }

  #birth(): Contact {
    const birth = this.#random.weighted(BIRTHS, (item) => item.weight)!;
    const days = this.#random.integer(...birth.days);
    const start = this.#anyTime(days);
    const end = midnight(start) + days * DAY + 13 * HOUR;
    const contact = this.#contact('inpatient', this.#unit('maternity'), start, Math.max(end, start + 8 * HOUR));
    contact.planned = false;
    this.#beds(contact);
    contact.diagnoses = [this.#diagnosis(birth.icd, 'main'), this.#diagnosis('Z370', 'secondary')];
    contact.procedures = birth.kva.map((kva, index) => this.#act(kva, start + (4 + index) * HOUR));
    return contact;
  }

  /** An emergency visit; when it leads to a bed, both contacts (registers: both are reported). */
  #emergency(): Contact[] {
    const { age, sex } = this.#person;
    const reason = this.#random.weighted(EMERGENCIES, (item) => (concerns(item, age, sex) ? item.weight : 0))!;
    const arrival = this.#anyTime(reason.days[1] + 1);
    const waited = this.#random.integer(15, 200);
    const leaves = arrival + waited + this.#random.integer(30, 300);
    const visit = this.#contact('emergency', this.#unit('emergency'), arrival, leaves);
    visit.planned = false;
    visit.form = '0';
    visit.emergencyWard = visit.unit.level === '3' ? '1' : this.#random.pick(['1', '2', '4']);
    visit.physicianAt = arrival + waited;
    visit.diagnoses = this.#emergencyDiagnoses(reason);
    if (!this.#random.chance(reason.admitted * Math.min(1.2, 0.6 + age / 100))) return [visit];
    return [visit, this.#admission(reason, visit)];
  }

  #admission(reason: Emergency, visit: Contact): Contact {
    const start = visit.end + this.#random.integer(0, 30);
    const days = this.#random.integer(...reason.days);
    const hospital = visit.unit.hospital;
    const units = this.#person.region.units.get(reason.clinic)!;
    const unit = units.find((item) => item.hospital === hospital) ?? units[0]!;
    const stay = this.#contact(
      'inpatient',
      unit,
      start,
      Math.max(midnight(start) + days * DAY + 12 * HOUR, start + 6 * HOUR),
    );
    stay.planned = false;
    this.#beds(stay);
    stay.diagnoses = [...this.#emergencyDiagnoses(reason), ...this.#comorbidity(reason.icd)];
    if (reason.procedures) stay.procedures = [this.#act(this.#random.pick(reason.procedures), start + 12 * HOUR)];
    stay.medicines = (reason.medicines ?? []).map((atc, index) => this.#medicine(atc, start + (index + 1) * HOUR));
    return stay;
  }

  #emergencyDiagnoses(reason: Emergency): Diagnosis[] {
    const causedBy = reason.causedBy && this.#random.pick(reason.causedBy);
    const diagnoses = [this.#diagnosis(reason.icd, 'main', causedBy)];
    if (reason.causes) diagnoses.push(this.#diagnosis(this.#random.pick(reason.causes), 'cause'));
    return diagnoses;
  }

  #compulsoryCare(): Contact {
    const days = this.#random.integer(2, 28);
    const start = this.#anyTime(days);
    const contact = this.#contact(
      'inpatient',
      this.#unit('psychiatry'),
      start,
      midnight(start) + days * DAY + 15 * HOUR,
    );
    contact.planned = false;
    this.#beds(contact);
    contact.diagnoses = [this.#diagnosis(this.#random.pick(COMPULSORY), 'main')];
    contact.compulsory = {
      id: this.#factId(),
      form: this.#random.chance(0.8) ? 'LPT' : 'LRV',
      start,
      end: start + this.#random.integer(1, days) * DAY,
    };
    return contact;
  }

  /** From where and to where. */
  #beds(contact: Contact): void {
    const { age, homeCare } = this.#person;
    const special = homeCare && age > 85;
    contact.admittedFrom = contact.planned || this.#random.chance(0.9) ? (special ? '2' : '3') : '1';
    const dies = !contact.planned && age > 75 && this.#random.chance(0.03);
    contact.dischargedTo = dies ? '4' : special || (age > 82 && this.#random.chance(0.2)) ? '2' : '3';
  }

  /** Visits at home in each of the months, by licensed staff of the kommun and now and then by others. */
  #homeCare(): Contact[][] {
    const unit = HOME_CARE.get(this.#person.kommun.kommunkod)!;
    const months = [0, 31, 62, 92].filter(() => this.#random.chance(0.75));
    return months.map((firstDay) =>
      Array.from({ length: this.#random.integer(1, 2) }, () => {
        const start = FIRST_DAY + (firstDay + this.#random.integer(0, 29)) * DAY + this.#random.integer(8, 20) * HOUR;
        const contact = this.#contact('home', unit, start, start + 30);
        contact.professions = [];
        contact.procedures = Array.from({ length: this.#random.integer(1, 2) }, (_, index) => {
          const procedure = this.#random.weighted(HOME_CARE_PROCEDURES, (item) => item.weight)!;
          const act = this.#act(procedure.kva, start + index * 10);
          act.professions = this.#random.chance(0.06) ? ['assistantNurse'] : procedure.professions;
          return act;
        });
        return contact;
      }),
    );
  }
}
