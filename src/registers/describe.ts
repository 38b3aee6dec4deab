import type { Register } from './register.ts';

/** What a person or a program asks of a register: its law, purposes, versions, variables and what is verified. */
export interface RegisterDescription {
  id: string;
  shortName: string;
  title: string;
  status: string;
  regime: string;
  controller: string;
  legalBasis: string[];
  purposes: { text: string; law: string }[];
  population: { text: string; law: string };
  /** The upper limit of what the register may have. */
  permittedData: { law: string; categories: string[] }[];
  identity: { carries: string; identifiers: string[]; justification: string; law: string };
  retention: { policy: string; text: string };
  deadline: string;
  versions: {
    version: string;
    mapping: string;
    from: string;
    to?: string;
    status: string;
    regulation: string;
    tables: string[];
  }[];
  eligibility: { id: string; decision: string; status: string; from: string; to?: string; law: string; text: string }[];
  rules: { id: string; severity: string; text: string; verified: boolean }[];
  variables: {
    id: string;
    tables: string[];
    definition: string;
    type: string;
    binding?: string;
    source: string[];
    permitted: string;
    obligation: string;
    verified: boolean;
    reference: string;
  }[];
  layouts: { id: string; files: string[]; verified: boolean; unverified: number }[];
}

export type Language = 'sv' | 'en';

/** Describes a register; eligibility and rules are those of its newest version that is in use. */
export function describeRegister(register: Register, language: Language): RegisterDescription {
  const { definition, versions, layouts } = register;
  const newest = versions.findLast((version) => version.definition.status === 'active') ?? versions.at(-1)!;
  const today = new Date().toISOString().slice(0, 10);
  const controller = definition.controller.findLast(({ from }) => from <= today) ?? definition.controller[0]!;
  return {
    id: definition.id,
    shortName: definition.shortName,
    title: definition.title[language],
    status: definition.status,
    regime: definition.regime,
    controller: controller.name,
    legalBasis: definition.legalBasis.map(({ law, text }) => `${law}. ${text[language]}`),
    purposes: definition.purposes.map(({ text, law }) => ({ text: text[language], law })),
    population: { text: definition.population.text[language], law: definition.population.law },
    permittedData: definition.permittedData.map(({ law, categories }) => ({
      law,
      categories: Object.values(categories),
    })),
    identity: { ...definition.identity, justification: definition.identity.justification[language] },
    retention: { policy: definition.retention.policy, text: definition.retention.text[language] },
    deadline: definition.calendar.deadline[language],
    versions: definition.versions.map(({ version, mapping, from, to, status, regulation, tables }) => ({
      version,
      mapping,
      from,
      ...(to && { to }),
      status,
      regulation,
      tables,
    })),
    eligibility: newest.eligibility.map(({ definition: { id, decision, status, from, to, law, text } }) => ({
      id,
      decision,
      status,
      from,
      ...(to && { to }),
      law,
      text: text[language],
    })),
    rules: newest.rules.map(({ definition: { id, severity, text, verified } }) => ({
      id,
      severity,
      text: text[language],
      verified,
    })),
    variables: definition.variables.map((variable) => ({
      id: variable.id,
      tables: variable.tables,
      definition: variable.definition[language],
      type: variable.type,
      ...(variable.binding && { binding: variable.binding }),
      source: Array.isArray(variable.source) ? variable.source : [variable.source],
      permitted: variable.permitted,
      obligation: variable.obligation,
      verified: variable.verified,
      reference: variable.reference,
    })),
    layouts: layouts.map((layout) => ({
      id: layout.id,
      files: layout.files.map(({ id }) => id),
      verified: layout.verified,
      unverified: layout.files.flatMap(({ fields }) => fields).filter((field) => !field.verified).length,
    })),
  };
}
