import { atc } from './atc.ts';
import { CODE_LISTS } from './code-list.ts';
import { icd10Se } from './icd-10-se.ts';
import { kva } from './kva.ts';
import { npu } from './npu.ts';
import type { ReleaseFormat } from './release-format.ts';
import { icf, ksi } from './tree-table.ts';

/** Every release that can be imported, by the name that the operator writes. */
export const RELEASE_FORMATS: ReadonlyMap<string, ReleaseFormat> = new Map(
  [icd10Se, kva, atc, icf, ksi, npu, ...CODE_LISTS].map((format) => [format.name, format]),
);
