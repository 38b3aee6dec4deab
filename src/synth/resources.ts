import type {
  Condition,
  Encounter,
  EncounterParticipant,
  EpisodeOfCare,
  MedicationAdministration,
  Meta,
  Organization,
  PractitionerRole,
  Procedure,
} from '@medplum/fhirtypes';
import type { Act, Contact, Diagnosis, Medicine, Message } from './care.ts';
import { concept, type Dialect, type Item, type MessageContext } from './dialect.ts';
import type { Unit, Vardgivare } from './organisations.ts';
import { kvaProfession } from './professions.ts';
import type { Profession } from './repertoire.ts';
import { HL7_SYSTEM, LOCAL, OFFICIAL } from './systems.ts';

const CLASS: Record<Contact['kind'], string> = {
  inpatient: 'IMP',
  outpatient: 'AMB',
  emergency: 'EMER',
  home: 'HH',
  distance: 'VR',
};

/** The resources of a message in the words of one dialect, those referred to first. */
export class Resources {
  readonly items: Item[] = [];
  readonly #dialect: Dialect;
  readonly #context: MessageContext;
  readonly #patient: string;
  readonly #updated: string;
  readonly #keys = new Set<string>();

  constructor(dialect: Dialect, message: Message, context: MessageContext) {
    this.#dialect = dialect;
    this.#context = context;
    this.#updated = dialect.dateTime(message.written);
    const patientKey = `p${message.person.index}`;
    this.#patient = this.#context.reference('Patient', patientKey);
    const patient = dialect.patient(message.person);
    this.items.push({
      key: patientKey,
      resource: { ...patient, meta: { ...patient.meta, lastUpdated: this.#updated } },
    });
    this.#vardgivare(message.vardgivare);
    for (const contact of message.contacts) this.#contact(contact);
  }

  /** Procedures without their contact, which is somewhere else. */
  addDetached(contact: Contact): void {
    const encounter = this.#dialect.elsewhere?.(contact);
    if (encounter === undefined) throw new Error(`${this.#dialect.vendor} sends nothing apart from its contact`);
    for (const act of contact.procedures) this.#add(`a${act.id}`, this.#procedure(act, contact, encounter));
  }

  #meta(): Meta {
    return { lastUpdated: this.#updated };
  }

  #add(key: string, resource: Item['resource']): string {
    this.items.push({ key, resource });
    return this.#context.reference(resource.resourceType, key);
  }

  /** What several contacts share is sent once. */
  #once(type: string, key: string, make: () => Item['resource']): string {
    if (!this.#keys.has(type + key)) {
      this.#keys.add(type + key);
      this.items.push({ key, resource: make() });
    }
    return this.#context.reference(type, key);
  }

  #vardgivare(owner: Vardgivare): string {
    return this.#once('Organization', `o${owner.organisationsnummer}`, () => {
      const organization: Organization = {
        resourceType: 'Organization',
        identifier: [
          { system: OFFICIAL.organisationsnummer, value: owner.organisationsnummer },
          { system: this.#dialect.hsaId, value: owner.hsaId },
        ],
        name: owner.name,
      };
      if (owner.kommunkod) organization.identifier!.push({ system: LOCAL.kommun, value: owner.kommunkod });
      return organization;
    });
  }

  #organization(unit: Unit): string {
    const hsa = (value: string) => ({ system: this.#dialect.hsaId, value });
    const partOf = this.#vardgivare(unit.vardgivare);
    const { hospital } = unit;
    const codes = hospital ? [{ system: LOCAL.sjukhuskod, value: hospital.sjukhuskod }] : [];
    const house =
      hospital && this.#dialect.organisationLevels
        ? this.#once('Organization', `o${hospital.hsaId}`, () => ({
            resourceType: 'Organization',
            identifier: [hsa(hospital.hsaId), ...codes],
            name: hospital.name,
            partOf: { reference: partOf },
          }))
        : partOf;
    return this.#once('Organization', `o${unit.hsaId}`, () => {
      const organization: Organization = {
        resourceType: 'Organization',
        identifier: [hsa(unit.hsaId)],
        type: [concept(LOCAL.mvo, unit.mvo)],
        name: unit.name,
        partOf: { reference: house },
      };
      if (!this.#dialect.organisationLevels) organization.identifier!.push(...codes);
      if (unit.klinik) organization.identifier!.push({ system: LOCAL.klinik, value: unit.klinik });
      return organization;
    });
  }

  #role(unit: Unit, profession: Profession): string {
    const id = `${unit.hsaId}-${profession}`;
    return this.#once('PractitionerRole', `r${id}`, () => {
      const identifier = this.#dialect.identifier('PractitionerRole', id);
      const role: PractitionerRole = {
        resourceType: 'PractitionerRole',
        ...(identifier && { identifier: [identifier] }),
        organization: { reference: this.#organization(unit) },
        code: [{ coding: this.#dialect.profession(profession) }],
      };
      return role;
    });
  }

  #contact(contact: Contact): void {
    const dialect = this.#dialect;
    const serviceProvider = this.#organization(contact.unit);
    const participant = contact.professions.map((profession, index): EncounterParticipant => {
      const sawAt = index === 0 ? contact.physicianAt : undefined;
      return {
        individual: { reference: this.#role(contact.unit, profession) },
        ...(sawAt !== undefined && { period: { start: dialect.dateTime(sawAt) } }),
      };
    });
    const encounterKey = `e${contact.id}`;
    const encounterReference = this.#context.reference('Encounter', encounterKey);
    const diagnosis: NonNullable<Encounter['diagnosis']> = [];
    const facts: Item[] = [];
    for (const item of contact.diagnoses) {
      const key = `c${item.id}`;
      facts.push({ key, resource: this.#condition(item, encounterReference) });
      if (item.role === 'cause' && !dialect.listsCauses) continue;
      diagnosis.push({
        condition: { reference: this.#context.reference('Condition', key) },
        ...this.#rank(item, diagnosis.length),
      });
    }
    for (const act of contact.procedures) {
      facts.push({ key: `a${act.id}`, resource: this.#procedure(act, contact, encounterReference) });
    }
    for (const medicine of contact.medicines) {
      facts.push({ key: `m${medicine.id}`, resource: this.#administration(medicine, encounterReference) });
    }
    const episode = contact.compulsory && this.#episode(contact, contact.compulsory);
    const identifier = dialect.identifier('Encounter', contact.id);
    const { hospitalization } = this.#dispositions(contact);
    const start = contact.startText ?? dialect.dateTime(contact.start);
    const type = [
      contact.form !== undefined && concept(LOCAL.ktyp, contact.form),
      contact.emergencyWard !== undefined && concept(LOCAL.verksAkut, contact.emergencyWard),
      contact.level !== undefined && concept(LOCAL.vardniva, contact.level),
    ].filter((item) => item !== false);
    const encounter: Encounter = {
      resourceType: 'Encounter',
      meta: { ...this.#meta(), security: [{ system: LOCAL.legalDomain, code: contact.domain }] },
      ...(identifier && { identifier: [identifier] }),
      status: contact.enteredInError ? 'entered-in-error' : 'finished',
      class: { system: HL7_SYSTEM.actCode, code: CLASS[contact.kind] },
      ...(type.length > 0 && { type }),
      serviceType: concept(LOCAL.mvo, contact.unit.mvo),
      priority: concept(HL7_SYSTEM.priority, contact.planned ? 'EL' : contact.kind === 'emergency' ? 'EM' : 'UR'),
      subject: { reference: this.#patient },
      ...(episode && { episodeOfCare: [{ reference: episode }] }),
      ...(participant.length > 0 && { participant }),
      period: { start, end: dialect.dateTime(contact.end) },
      ...(diagnosis.length > 0 && { diagnosis }),
      ...(hospitalization && { hospitalization }),
      serviceProvider: { reference: serviceProvider },
    };
    this.#add(encounterKey, encounter);
    this.items.push(...facts);
  }

  #rank(item: Diagnosis, before: number): { rank?: number; use?: ReturnType<typeof concept> } {
    if (item.role === 'unranked') return {};
    const main = item.role === 'main';
    return {
      ...(this.#dialect.ranks !== 'use' && { rank: before + 1 }),
      ...(this.#dialect.ranks !== 'rank' && { use: concept(HL7_SYSTEM.diagnosisRole, main ? 'DD' : 'CM') }),
    };
  }

  #dispositions(contact: Contact): Pick<Encounter, 'hospitalization'> {
    const { admittedFrom, dischargedTo } = contact;
    if (admittedFrom === undefined || dischargedTo === undefined) return {};
    const hl7From = { 1: 'hosp-trans', 2: 'nursing', 3: undefined }[admittedFrom];
    const hl7To = { 1: 'other-hcf', 2: 'long', 3: 'home', 4: 'exp' }[dischargedTo];
    const useHl7 = this.#dialect.hl7Dispositions;
    return {
      hospitalization: {
        admitSource: useHl7 && hl7From ? concept(HL7_SYSTEM.admitSource, hl7From) : concept(LOCAL.insatt, admittedFrom),
        dischargeDisposition: useHl7 ? concept(HL7_SYSTEM.discharge, hl7To) : concept(LOCAL.utsatt, dischargedTo),
      },
    };
  }

  #condition(item: Diagnosis, encounter: string): Condition {
    const dialect = this.#dialect;
    const identifier = dialect.identifier('Condition', item.id);
    const code = item.text === undefined ? { coding: [dialect.icd(item.icd)] } : { text: item.text };
    const atc = item.causedBy && { system: dialect.atc, code: item.causedBy };
    if (atc && dialect.dueTo === 'coding') code.coding?.push(atc);
    return {
      resourceType: 'Condition',
      meta: this.#meta(),
      ...(atc &&
        dialect.dueTo === 'extension' && {
          extension: [{ url: HL7_SYSTEM.dueTo, valueCodeableConcept: { coding: [atc] } }],
        }),
      ...(identifier && { identifier: [identifier] }),
      clinicalStatus: concept(HL7_SYSTEM.conditionClinical, 'active'),
      verificationStatus: concept(HL7_SYSTEM.conditionVerification, 'confirmed'),
      category: [concept(HL7_SYSTEM.conditionCategory, 'encounter-diagnosis')],
      code,
      subject: { reference: this.#patient },
      encounter: { reference: encounter },
      ...(dialect.note && { note: [{ text: dialect.note }] }),
    };
  }

  #procedure(act: Act, contact: Contact, encounter: string): Procedure {
    const dialect = this.#dialect;
    const identifier = dialect.identifier('Procedure', act.id);
    const performer = act.professions.map((profession) => ({
      function: { coding: [kvaProfession(profession)] },
      actor: { reference: this.#organization(contact.unit) },
    }));
    return {
      resourceType: 'Procedure',
      meta: this.#meta(),
      ...(identifier && { identifier: [identifier] }),
      status: act.enteredInError ? 'entered-in-error' : 'completed',
      code: concept(dialect.kva, act.kva),
      subject: { reference: this.#patient },
      encounter: { reference: encounter },
      performedDateTime: dialect.dateTime(act.at),
      ...(performer.length > 0 && { performer }),
      ...(act.used.length > 0 && { usedCode: act.used.map((atc) => concept(dialect.atc, atc)) }),
    };
  }

  #administration(medicine: Medicine, encounter: string): MedicationAdministration {
    const identifier = this.#dialect.identifier('MedicationAdministration', medicine.id);
    return {
      resourceType: 'MedicationAdministration',
      meta: this.#meta(),
      ...(identifier && { identifier: [identifier] }),
      status: 'completed',
      medicationCodeableConcept: concept(this.#dialect.atc, medicine.atc),
      subject: { reference: this.#patient },
      context: { reference: encounter },
      effectiveDateTime: this.#dialect.dateTime(medicine.at),
    };
  }

  #episode(contact: Contact, compulsory: NonNullable<Contact['compulsory']>): string {
    const { id, form, start, end } = compulsory;
    const identifier = this.#dialect.identifier('EpisodeOfCare', id);
    const episode: EpisodeOfCare = {
      resourceType: 'EpisodeOfCare',
      meta: this.#meta(),
      ...(identifier && { identifier: [identifier] }),
      status: end === undefined ? 'active' : 'finished',
      type: [concept(LOCAL.vardform, form)],
      patient: { reference: this.#patient },
      managingOrganization: { reference: this.#organization(contact.unit) },
      period: { start: this.#dialect.dateTime(start), ...(end !== undefined && { end: this.#dialect.dateTime(end) }) },
    };
    return this.#add(`s${id}`, episode);
  }
}
