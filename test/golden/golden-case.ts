/** Golden cases: hand-written submissions with what must become of them (test/golden/README.md). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bundle, BundleEntry, Organization, Provenance, Resource } from '@medplum/fhirtypes';
import { parse } from 'yaml';

type Json = Record<string, unknown>;

/** What a register must say of one contact. */
export interface GoldenOutcome {
  outcome: string;
  reason?: string;
  rule?: string;
  specification?: string;
  eventDate?: string;
  missing?: string[];
  /** Ids of the register's rules that were broken, in order. */
  broken?: string[];
  /** Rows by table without their empty columns; tables without rows are left out. */
  rows?: Record<string, Json[]>;
}

export interface GoldenDelivery {
  /** Newest month of care. */
  month: string;
  /** File id to its lines. */
  files: Record<string, string[]>;
}

export interface GoldenCase {
  register: string;
  file: string;
  /** The rule that the case shows. */
  shows: string;
  /** organisationsnummer of the vårdgivare that submits. */
  submitter: string;
  bundle: Bundle;
  /** Code of the finding that refuses the bundle when it is submitted, before any register sees it. */
  refused?: string;
  /** By the id of the Encounter in the bundle. */
  expect: Record<string, GoldenOutcome>;
  delivery?: GoldenDelivery;
}

const FOLDER = import.meta.dirname;
const PROVIDERS: Record<string, string> = {
  region: '2321999993',
  kommun: '2120999996',
  contractor: '5569999997',
  both: '2120999988',
};
const shared: Record<string, Resource> = parse(readFileSync(join(FOLDER, 'shared.yaml'), 'utf8'));

/** All golden cases of a register, by file name. */
export function readGoldenCases(register: string): GoldenCase[] {
  return readdirSync(join(FOLDER, register))
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => readGoldenCase(register, file));
}

function readGoldenCase(register: string, file: string): GoldenCase {
  const content = parse(readFileSync(join(FOLDER, register, file), 'utf8'), { merge: true });
  const submitter = PROVIDERS[content.submitter ?? 'region'] as string;
  const named = (content.use as string[]).map((name) => {
    const resource = shared[name];
    if (!resource) throw new Error(`${file}: there is no ${name} in shared.yaml`);
    return resource;
  });
  const own = ownIds(content.resources as Resource[], `${register}-${file}`.replace(/\W+/g, '-').slice(0, 40));
  const resources = [...named, ...own.resources];
  return {
    register,
    file,
    shows: content.shows,
    submitter,
    bundle: toBundle([...resources, provenance(resources, submitter)]),
    ...(content.refused && { refused: content.refused }),
    expect: Object.fromEntries(
      Object.entries(content.expect as Record<string, GoldenOutcome>).map(([id, outcome]) => [
        own.ids.get(id) ?? id,
        outcome,
      ]),
    ),
    delivery: content.delivery,
  };
}

/** Ids of a case's own resources made unlike those of every other case, so that all can be sent to one server. */
function ownIds(resources: Resource[], prefix: string): { resources: Resource[]; ids: Map<string, string> } {
  const ids = new Map(resources.map((resource) => [resource.id as string, `${prefix}-${resource.id}`]));
  let text = JSON.stringify(resources);
  for (const { resourceType, id } of resources) {
    text = text.replaceAll(`"${resourceType}/${id}"`, `"${resourceType}/${ids.get(id as string)}"`);
  }
  const renamed = (JSON.parse(text) as Resource[]).map((resource) => ({
    ...resource,
    id: ids.get(resource.id as string) as string,
  }));
  return { resources: renamed, ids };
}

function provenance(resources: Resource[], submitter: string): Provenance {
  const contacts = resources.filter((resource) => resource.resourceType === 'Encounter');
  return {
    resourceType: 'Provenance',
    id: `${contacts[0]?.id}-p`,
    target: contacts.map(({ id }) => ({ reference: `Encounter/${id}` })),
    recorded: '2026-11-01T08:00:00+01:00',
    agent: [
      {
        type: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'custodian' }],
        },
        who: { identifier: { system: 'urn:oid:2.5.4.97', value: submitter } },
      },
    ],
  };
}

function toBundle(resources: Resource[]): Bundle {
  const entry = resources.map((resource): BundleEntry => {
    const url = `${resource.resourceType}/${resource.id}`;
    return { fullUrl: `https://ehr.example/fhir/${url}`, resource, request: { method: 'PUT', url } };
  });
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

/** The organisation that a golden submitter is. */
export function submitterOrganization(organisationsnummer: string): Organization | undefined {
  return Object.values(shared).find(
    (resource): resource is Organization =>
      resource.resourceType === 'Organization' &&
      resource.identifier?.some(({ value }) => value === organisationsnummer) === true,
  );
}
