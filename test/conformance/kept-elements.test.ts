/**
 * mustSupport of the submission profiles says what is kept, the registers' specifications say what is used. The two are written apart: the
 * profiles for vendors, the specifications for the law. This test holds them together (R-3, D-3).
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StructureDefinition } from '@medplum/fhirtypes';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

/** Kept for its own sake: who, which, when, whose, and what law; no register has a variable for it. */
const STRUCTURAL =
  /^\w+\.(meta|identifier|status|subject|patient|encounter|context|organization|gender|birthDate)\b|^(Provenance|MessageHeader|Bundle)\./;

const REGISTERS = join(PACKAGE_ROOT, 'profiles', 'registers');
const COMPILED = join(PACKAGE_ROOT, 'profiles', 'submission', 'compiled');

function read(register: string, file: string): unknown {
  const path = join(REGISTERS, register, file);
  return existsSync(path) ? parse(readFileSync(path, 'utf8')) : {};
}

/** Every element path that a register's specification names, extensions and choices as paths of the profile. */
function usedElements(): Map<string, string> {
  const used = new Map<string, string>();
  for (const register of readdirSync(REGISTERS)) {
    const specification = read(register, 'register.yaml') as {
      variables?: { source?: unknown }[];
      event?: { uses?: string[] };
      translations?: { element: string }[];
    };
    const elements = [
      ...(specification.variables ?? []).flatMap(({ source }) => (Array.isArray(source) ? (source as string[]) : [])),
      ...(specification.event?.uses ?? []),
      ...(specification.translations ?? []).map(({ element }) => element),
      ...['eligibility.yaml', 'rules.yaml'].flatMap((file) => (read(register, file) as { uses?: string[] }).uses ?? []),
    ];
    // A bare type keeps the resource for what refers to it; it marks no element.
    for (const element of elements.filter((path) => path.includes('.')))
      used.set(element.replace(/extension\(.*\)/, 'extension'), register);
  }
  return used;
}

/** Every path that a submission profile marks. A choice counts as itself, whichever type the mark is on. */
function keptElements(): Set<string> {
  const kept = new Set<string>();
  for (const file of readdirSync(COMPILED).filter((name) => name.startsWith('StructureDefinition-Sluss'))) {
    const profile = JSON.parse(readFileSync(join(COMPILED, file), 'utf8')) as StructureDefinition;
    for (const element of profile.differential?.element ?? []) if (element.mustSupport) kept.add(element.path);
  }
  return kept;
}

describe('what the submission profiles keep', () => {
  it('is all that the registers use', () => {
    const kept = keptElements();
    const lost = [...usedElements()].filter(([element]) => !kept.has(element)).map((pair) => pair.join(' of '));
    assert.deepEqual(lost, []);
  });

  it('is nothing else', () => {
    const used = [...usedElements().keys()];
    const needless = [...keptElements()].filter(
      (path) =>
        !STRUCTURAL.test(path) &&
        !used.some((element) => element === path || element.startsWith(`${path}.`) || path.startsWith(`${element}.`)),
    );
    assert.deepEqual(needless, []);
  });
});
