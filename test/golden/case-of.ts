import type { Bundle, Patient, Resource } from '@medplum/fhirtypes';
import { checkPersonIdentifier } from '../../src/identity/person-identifier.ts';
import type { Case, PersonFacts } from '../../src/registers/case.ts';
import { normaliseCaseDates } from '../../src/registers/dates.ts';
import { TIME_ZONE } from '../../src/registers/evaluate.ts';

const PROTECTED = ['sekretessmarkering', 'skyddadFolkbokforing'];

/** The case of one contact of a bundle, as the gateway would make it: root, members, and what they reach. */
export function caseOf(bundle: Bundle, encounterId: string, organisationsnummer: string): Case {
  const all = (bundle.entry ?? []).flatMap(({ resource }) =>
    resource ? [normaliseCaseDates(resource, TIME_ZONE)] : [],
  );
  const byReference = new Map(all.map((resource) => [`${resource.resourceType}/${resource.id}`, resource]));
  const reference = `Encounter/${encounterId}`;
  const root = byReference.get(reference);
  if (!root) throw new Error(`there is no ${reference} in the bundle`);
  const members = all.filter((resource) => {
    const { encounter, context } = resource as { encounter?: { reference?: string }; context?: { reference?: string } };
    return encounter?.reference === reference || context?.reference === reference;
  });
  const reached = new Set<Resource>();
  const queue = [root, ...members];
  for (const resource of queue) {
    if (reached.has(resource) || (resource !== root && resource.resourceType === 'Encounter')) continue;
    reached.add(resource);
    for (const [, target] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g)) {
      const found = byReference.get(target as string);
      if (found) queue.push(found);
    }
  }
  const resources = [...reached];
  const patient = resources.find((resource): resource is Patient => resource.resourceType === 'Patient');
  return {
    root,
    ...(patient && { patient }),
    person: personFacts(patient),
    submitter: { organisationsnummer },
    resources,
  };
}

function personFacts(patient: Patient | undefined): PersonFacts {
  const checks = (patient?.identifier ?? []).map(({ system = '', value = '' }) => checkPersonIdentifier(system, value));
  const valid = checks.find((check) => check?.ok);
  const kind = valid?.ok ? valid.kind : undefined;
  const ofGender = { male: '1', female: '2' } as const;
  const legalSex = (valid?.ok ? valid.legalSex : undefined) ?? ofGender[patient?.gender as keyof typeof ofGender];
  return {
    ...(legalSex && { legalSex }),
    ...(patient?.birthDate && { birthYear: Number(patient.birthDate.slice(0, 4)) }),
    identifier: kind === undefined ? 'none' : kind === 'personnummer' || kind === 'samordningsnummer' ? 'PNR' : 'RNR',
    protected: patient?.meta?.security?.some(({ code }) => PROTECTED.includes(code ?? '')) === true,
  };
}
