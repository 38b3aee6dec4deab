import type { ElementDefinition } from '@medplum/fhirtypes';
import { fhirTypeName } from '../compile-type.ts';
import type { Run } from '../run.ts';
import type { Reason } from './profile-reasons.ts';

type TypeDefinition = NonNullable<ElementDefinition['type']>[number];

const WITH_TARGETS = new Set(['Reference', 'canonical', 'CodeableReference']);

/** A type of an element and its profiles: http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type */
export function checkElementTypes(
  type: TypeDefinition,
  element: ElementDefinition,
  at: string,
  report: (reason: Reason, below?: string) => void,
  run: Run,
): void {
  const below = at.slice(at.lastIndexOf('.type'));
  const { definitions } = run.services;
  const name = fhirTypeName(type);
  if (type.targetProfile?.length && !WITH_TARGETS.has(name)) report('targets', below);
  type.targetProfile?.forEach((canonical, index) => {
    const target = definitions.resolve(canonical, 'StructureDefinition');
    if (target && target.kind !== 'resource' && target.kind !== 'logical')
      report('targetKind', `${below}.targetProfile[${index}]`);
  });
  type.profile?.forEach((canonical, index) => {
    const profile = definitions.resolve(canonical.split('#')[0]!, 'StructureDefinition');
    if (!profile || canonical.includes('#')) return;
    const place = `${below}.profile[${index}]`;
    if (!isOf(profile.type ?? '', name, run)) report('typeProfile', place);
    else if (name === 'Extension') checkModifier(profile, element, () => report('modifier', place));
  });
}

/** Whether a type is another, or derived from it. */
function isOf(type: string, wanted: string, run: Run): boolean {
  if (type === wanted || wanted === 'Resource' || wanted === 'Element') return true;
  const definition = run.services.definitions.resolve(
    `http://hl7.org/fhir/StructureDefinition/${type}`,
    'StructureDefinition',
  );
  const base = definition?.baseDefinition?.replace('http://hl7.org/fhir/StructureDefinition/', '');
  return base !== undefined && base !== type && isOf(base, wanted, run);
}

/** The extension's root says whether it is one; without a snapshot only what it says itself is known. */
function checkModifier(
  {
    snapshot,
    differential,
  }: { snapshot?: { element?: ElementDefinition[] }; differential?: { element?: ElementDefinition[] } },
  { path }: ElementDefinition,
  report: () => void,
): void {
  const list = snapshot?.element ?? differential?.element ?? [];
  const root = list.find((item) => item.path === 'Extension');
  const isModifier = root?.isModifier === true;
  const place = path?.slice(path.lastIndexOf('.') + 1);
  if ((place === 'extension' && isModifier) || (place === 'modifierExtension' && !isModifier)) report();
}
