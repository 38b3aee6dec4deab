import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeSystem } from '@medplum/fhirtypes';
import { asCommitted, ownTerminology } from '../../scripts/own-terminology.ts';
import { CATALOGUE } from '../../src/errors/catalogue.ts';
import type { ErrorDefinition } from '../../src/errors/definition.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { loadRegisters } from '../../src/registers/load.ts';

const REQUIREMENT = /^[A-Z]-\d+$/;

function committed(path: string): string {
  return readFileSync(join(PACKAGE_ROOT, 'terminology', path), 'utf8');
}

function codes(system: string): Set<string> {
  const { concept = [] } = JSON.parse(committed(`code-systems/${system}.json`)) as CodeSystem;
  return new Set(concept.map(({ code }) => code));
}

/** Every value of a property that is written out in the sources of a room. */
function written(room: string, property: RegExp): string[] {
  const folder = join(PACKAGE_ROOT, 'src', room);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(property)].map((match) => match[1]!));
}

describe("the gateway's own code systems", () => {
  for (const [path, resource] of ownTerminology())
    it(`${path} is what the code says (else: npm run build:terminology)`, () =>
      assert.equal(committed(path).replaceAll('\r\n', '\n'), asCommitted(resource)));

  it('have every reason that the code gives', () => {
    const known = codes('outcome-reason');
    const given = ['registers', 'submission'].flatMap((room) =>
      written(room, /\breason: (?:\w+ \? '[a-z-]+' : )?'([a-z-]+)'/g),
    );
    assert.ok(given.length >= 7, String(given));
    for (const reason of given) assert.ok(known.has(reason), reason);
  });

  it('have every requirement that is cited', () => {
    const known = codes('requirement');
    const cited = [
      ...Object.values<ErrorDefinition>(CATALOGUE).map(({ rule }) => rule),
      ...['access', 'http', 'identity', 'registers', 'repository', 'submission'].flatMap((room) =>
        written(room, /\brule: '([^']+)'/g),
      ),
      ...loadRegisters().flatMap(({ versions }) =>
        versions.flatMap(({ eligibility, rules }) =>
          [...eligibility, ...rules].map(({ definition }) => definition.rule),
        ),
      ),
    ].filter((rule): rule is string => rule !== undefined && REQUIREMENT.test(rule));
    assert.ok(cited.length > 50);
    for (const rule of cited) assert.ok(known.has(rule), rule);
  });
});
