/** Addresses of SNOMED CT: editions by the URI Standard (https://docs.snomed.org), and FHIR's implicit value sets (http://hl7.org/fhir/R4/snomedct.html#implicit). */
import type { ValueSet, ValueSetComposeIncludeFilter } from '@medplum/fhirtypes';
import { isConceptId } from './sctid.ts';

export const SNOMED = 'http://snomed.info/sct';

/** The module that stands for an edition, by the namespace in the names of its files. */
export const EDITION_MODULES: Readonly<Record<string, { module: string; title: string }>> = {
  SE1000052: { module: '45991000052106', title: 'Swedish edition' },
  INT: { module: '900000000000207008', title: 'International edition' },
};

/** `http://snomed.info/sct/45991000052106/version/20260531` */
export function editionUri(module: string, day: string): string {
  return `${SNOMED}/${module}/version/${day}`;
}

/** Whether an edition is the one that a version names: itself, any of its module, or its day alone. */
export function isOfVersion(edition: string, wanted: string): boolean {
  return edition === wanted || edition.startsWith(`${wanted}/version/`) || edition.endsWith(`/version/${wanted}`);
}

/**
 * The value set that an address of SNOMED CT stands for: `http://snomed.info/sct?fhir_vs` all concepts, `=isa/ID` a concept and those below it, `=refset/ID` the
 * members of a reference set, `=ecl/EXPRESSION` the concepts that meet an expression constraint, percent-encoded or as it is; with an edition's address in front, those of that
 * edition. Undefined for any other address.
 */
export function implicitValueSet(canonical: string): ValueSet | undefined {
  const parts = /^http:\/\/snomed\.info\/sct(\/\d+(?:\/version\/\d{8})?)?\?fhir_vs(?:=(isa|refset|ecl)\/(.+))?$/s.exec(
    canonical,
  );
  if (!parts) return undefined;
  const [, edition = '', kind, value] = parts;
  const content = kind === undefined ? undefined : contentOf(kind, value!);
  if (kind !== undefined && !content) return undefined;
  return {
    resourceType: 'ValueSet',
    url: `${SNOMED}${edition}?fhir_vs${content ? `=${kind}/${content.address}` : ''}`,
    name: 'ImplicitSnomedCt',
    title: content ? `SNOMED CT: ${content.title}` : 'SNOMED CT',
    status: 'active',
    compose: {
      include: [
        {
          system: SNOMED,
          ...(edition && { version: `${SNOMED}${edition}` }),
          ...(content && { filter: [content.filter] }),
        },
      ],
    },
  };
}

interface Content {
  title: string;
  address: string;
  filter: ValueSetComposeIncludeFilter;
}

function contentOf(kind: string, value: string): Content | undefined {
  if (kind === 'ecl') {
    const constraint = decoded(value);
    const filter = { property: 'constraint', op: '=' as const, value: constraint };
    return { title: constraint.replace(/\s+/g, ' '), address: encodeURIComponent(constraint), filter };
  }
  if (!isConceptId(value)) return undefined;
  return kind === 'isa'
    ? { title: `${value} and below`, address: value, filter: { property: 'concept', op: 'is-a', value } }
    : { title: `members of ${value}`, address: value, filter: { property: 'concept', op: 'in', value } };
}

/** No expression has a percent sign, outside its terms. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
