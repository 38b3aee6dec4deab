import type { Extension, QuestionnaireItem } from '@medplum/fhirtypes';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/';

/** The extensions of an item under a name of R4 core or of Structured Data Capture. */
export function itemExtensions(item: QuestionnaireItem, name: string): Extension[] {
  return (item.extension ?? []).filter(({ url }) => url === CORE + name || url === SDC + name);
}

/** The value of an item's extension, whatever its type. */
export function extensionValue(item: QuestionnaireItem, name: string): unknown {
  const [extension] = itemExtensions(item, name);
  if (!extension) return undefined;
  const key = Object.keys(extension).find((property) => /^value[A-Z]/.test(property));
  return key && (extension as unknown as Record<string, unknown>)[key];
}

export function integerExtension(item: QuestionnaireItem, name: string): number | undefined {
  const value = extensionValue(item, name);
  return typeof value === 'number' ? value : undefined;
}
