import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Coding, ConceptMap } from '@medplum/fhirtypes';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import type { Translate } from '../../src/registers/translate.ts';

const FOLDER = join(PACKAGE_ROOT, 'terminology', 'concept-maps');
const targets = new Map<string, Coding[]>();

for (const file of readdirSync(FOLDER)) {
  const map: ConceptMap = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));
  for (const group of map.group ?? []) {
    for (const element of group.element ?? []) {
      const codings = (element.target ?? []).flatMap(({ code }) => (code ? [{ system: group.target, code }] : []));
      targets.set(`${map.url} ${group.source} ${element.code}`, codings);
    }
  }
}

/** Translates by the concept maps that come with Sluss. */
export const conceptMapTranslate: Translate = (conceptMap, { system, code }) =>
  targets.get(`${conceptMap} ${system} ${code}`) ?? [];
