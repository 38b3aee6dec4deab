import type { Meta } from '@medplum/fhirtypes';

const LABELS = new Set(['sekretessmarkering', 'skyddadFolkbokforing']);

/** Whether the labels of a resource say that a person is protected, whose address and place never leave (I-5). */
export function isProtected({ meta }: { meta?: Meta }): boolean {
  return meta?.security?.some(({ code }) => LABELS.has(code ?? '')) === true;
}
