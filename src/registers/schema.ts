/** The shape of the files of a register's folder (D-1). What is required here is what the loader demands. */
import { z } from 'zod';

const text = z.strictObject({ sv: z.string().min(1), en: z.string().min(1) });
const localDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date ÅÅÅÅ-MM-DD');
const identifier = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, 'letters, digits and _');
const kebab = z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');
const expression = z.string().min(1);
/** Both ends are part of the period; no `to` means until further notice. */
const effective = { from: localDate, to: localDate.optional() };
const constants = z.record(identifier, z.union([z.string(), z.array(z.string()).min(1)])).default({});
const uses = z.array(z.string().regex(/^[A-Z]\w+(\.|$)/, 'an element path such as Encounter.class'));

/** The two regimes of register law, which are never one policy. */
export const REGIMES = ['halsodataregister', 'nationellt-kvalitetsregister'] as const;

export const variableSchema = z
  .strictObject({
    id: identifier,
    /** Tables that have the variable as a column; none for what only decides eligibility. */
    tables: z.array(identifier),
    definition: text,
    type: z.enum(['string', 'code', 'date', 'dateTime', 'integer', 'decimal', 'boolean']),
    unit: z.string().optional(),
    binding: z.string().optional(),
    /**
     * Element paths that the value comes from; or `case` (what the door derived of the person or the submitter), `manual` (not in
     * the EHR: asked for), `derived` (computed from other variables), `identity` (put in from the vault at delivery), `delivery`
     * (known when a delivery is made).
     */
    source: z.union([z.array(z.string()).min(1), z.enum(['case', 'manual', 'derived', 'identity', 'delivery'])]),
    derivation: z
      .strictObject({ function: z.enum(['days-between', 'year']), arguments: z.array(z.string()).min(1) })
      .optional(),
    /** The category of permitted data that the law lets the register have, which the variable is part of. */
    permitted: kebab,
    purposes: z.array(kebab).min(1),
    obligation: z.enum(['required', 'conditional', 'optional', 'eligibility']),
    /** When a conditional variable is required: FHIRPath with `%row`, `%rows` and `%case`. */
    condition: expression.optional(),
    verified: z.boolean(),
    reference: z.string().min(1),
    note: z.string().optional(),
  })
  .refine((variable) => variable.obligation !== 'conditional' || variable.condition, {
    path: ['condition'],
    message: 'a conditional variable states its condition',
  })
  .refine((variable) => variable.source !== 'derived' || variable.derivation, {
    path: ['derivation'],
    message: 'a derived variable states its derivation',
  });

export const registerSchema = z.strictObject({
  id: kebab,
  shortName: kebab,
  title: text,
  description: text,
  status: z.enum(['draft', 'active', 'closing', 'retired']),
  regime: z.enum(REGIMES),
  legalDomains: z.array(z.enum(['HSL', 'SoL'])).min(1),
  legalBasis: z
    .array(z.strictObject({ law: z.string().min(1), text, ...effective, reference: z.string().min(1) }))
    .min(1),
  purposes: z.array(z.strictObject({ id: kebab, text, law: z.string().min(1) })).min(1),
  controller: z
    .array(z.strictObject({ name: z.string().min(1), organisationsnummer: z.string().regex(/^\d{10}$/), ...effective }))
    .min(1),
  channel: z
    .array(
      z.strictObject({
        kind: z.enum(['file', 'api', 'none']),
        text,
        ...effective,
        verified: z.boolean(),
        reference: z.string().min(1),
      }),
    )
    .min(1),
  population: z.strictObject({ text, law: z.string().min(1) }),
  permittedData: z
    .array(
      z.strictObject({
        law: z.string().min(1),
        ...effective,
        categories: z.record(kebab, z.string()),
        reference: z.string().min(1),
      }),
    )
    .min(1),
  /** Which identity rows leave with, and why (I-3). */
  identity: z.strictObject({
    carries: z.enum(['identified', 'coded']),
    identifiers: z.array(z.enum(['PNR', 'RNR'])),
    justification: text,
    law: z.string().min(1),
  }),
  retention: z.strictObject({ policy: z.enum(['keep', 'discard', 'archive']), text, law: z.string().min(1) }),
  calendar: z.strictObject({
    frequency: z.enum(['monthly', 'yearly', 'continuous']),
    /** A delivery holds events of so many months, and is due on the last day of the month that lies `lag` months after the newest. */
    months: z.number().int().min(1),
    lag: z.number().int().min(1),
    deadline: text,
    reference: z.string().min(1),
  }),
  root: z.string().regex(/^[A-Z]\w+$/),
  /** FHIRPath to the date of the event, which chooses the version; the first that gives a value counts. */
  event: z.strictObject({ date: z.array(expression).min(1), text, uses }),
  versions: z
    .array(
      z.strictObject({
        version: z.string().min(1),
        mapping: z.string().min(1),
        ...effective,
        status: z.enum(['draft', 'active', 'closing', 'retired']),
        regulation: z.string().min(1),
        changes: text,
        tables: z.array(identifier).min(1),
        /** Folders and files of the version, where they differ from the register's. */
        views: z.string().default('views'),
        eligibility: z.string().default('eligibility.yaml'),
        rules: z.string().default('rules.yaml'),
      }),
    )
    .min(1),
  /** Codes that get a register's code added beside them before mapping. */
  translations: z
    .array(z.strictObject({ element: z.string().regex(/^[A-Z]\w+\./), conceptMap: z.string().min(1) }))
    .default([]),
  tables: z.record(
    identifier,
    z.strictObject({
      title: text,
      /** Column with the date of the row's own event, where that is not the case's; periods of delivery go by it. */
      date: identifier.optional(),
    }),
  ),
  variables: z.array(variableSchema).min(1),
});

export const eligibilitySchema = z.strictObject({
  uses,
  constants,
  rules: z
    .array(
      z
        .strictObject({
          id: kebab,
          when: expression,
          decision: z.enum(['include', 'exclude', 'unknown']),
          status: z.enum(['in-force', 'proposed']),
          ...effective,
          rule: z.string().min(1),
          law: z.string().min(1),
          text,
          missing: z.array(identifier).default([]),
        })
        .refine((rule) => rule.decision !== 'unknown' || rule.missing.length > 0, {
          path: ['missing'],
          message: 'an unknown names the variables that would settle it',
        }),
    )
    .min(1),
});

export const rulesSchema = z.strictObject({
  uses,
  constants,
  rules: z.array(
    z.strictObject({
      id: kebab,
      /** FHIRPath, true when the rule is broken. */
      broken: expression,
      severity: z.enum(['error', 'draft', 'warning']),
      missing: z.array(identifier).default([]),
      element: z.string().optional(),
      from: localDate.optional(),
      to: localDate.optional(),
      rule: z.string().optional(),
      law: z.string().optional(),
      text,
      fix: text.optional(),
      verified: z.boolean(),
      reference: z.string().min(1),
    }),
  ),
});

const field = z.strictObject({
  no: z.number().int().min(1),
  name: z.string().min(1),
  variable: identifier,
  format: z.enum(['text', 'ÅÅÅÅMMDD', 'ÅÅÅÅMMDDhhmmss', 'ÅÅÅÅ', 'ÅÅÅÅMM', 'MM', 'integer']).default('text'),
  maxLength: z.number().int().min(1).optional(),
  obligation: z.enum(['required', 'conditional', 'optional']),
  codeList: z.string().optional(),
  /** What is written when the row has no value; `{contactId}` is the id under which the contact leaves. Without it the position is empty. */
  otherwise: z.string().optional(),
  /** What only the delivery knows: `last-report` is 1 when this is the last delivery whose window has the row. */
  computed: z.enum(['last-report']).optional(),
  source: z.string().min(1),
  verified: z.boolean(),
});

export const layoutSchema = z.strictObject({
  id: kebab,
  title: text,
  /** The months that are delivered by the layout. */
  ...effective,
  /** Versions of the specification whose rows the layout writes. */
  versions: z.array(z.string()).min(1),
  reference: z.string().min(1),
  fileCode: z.strictObject({
    kind: z.enum(['lanskod', 'kommunkod']),
    /** For `lanskod`: what a provider that is no region uses instead. */
    otherwise: z.enum(['sjukhus_klinik']).optional(),
    verified: z.boolean(),
    reference: z.string().min(1),
  }),
  encoding: z.enum(['utf-8', 'latin1']),
  lineEnd: z.enum(['crlf', 'lf']),
  separator: z.string().length(1),
  header: z.boolean(),
  verified: z.boolean(),
  files: z
    .array(
      z.strictObject({
        id: identifier,
        table: identifier,
        where: z.record(identifier, z.string()).default({}),
        name: z.string().min(1),
        nameVerified: z.boolean(),
        /** Part of every delivery, empty when there are no rows. */
        always: z.boolean(),
        distinct: z.boolean().default(false),
        fields: z.array(field).min(1),
        verified: z.boolean(),
        reference: z.string().min(1),
      }),
    )
    .min(1),
});

export type RegisterFile = z.infer<typeof registerSchema>;
export type Variable = z.infer<typeof variableSchema>;
export type VersionFile = RegisterFile['versions'][number];
export type EligibilityFile = z.infer<typeof eligibilitySchema>;
export type RulesFile = z.infer<typeof rulesSchema>;
export type Layout = z.infer<typeof layoutSchema>;
export type LayoutFile = Layout['files'][number];
export type LayoutField = LayoutFile['fields'][number];
