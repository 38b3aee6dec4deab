import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../src/errors/finding.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { gatewayValidator } from './gateway-validator.ts';

interface Expected {
  code: string;
  severity: string;
  expression: string;
  /** Key of the invariant. */
  rule?: string;
}

interface Cases {
  profile: string;
  valid: unknown;
  cases: { title: string; set: Record<string, unknown>; expect: Expected[] }[];
}

const CASES = join(import.meta.dirname, 'cases');
const EXAMPLES = join(PACKAGE_ROOT, 'docs', 'examples');

function read(folder: string, name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** A copy of a resource with the values at some paths (`a.b[0].c`) replaced; null takes away. */
function changed(resource: unknown, set: Record<string, unknown>): unknown {
  const copy = structuredClone(resource);
  for (const [path, value] of Object.entries(set)) {
    const steps = path.match(/[^.[\]]+/g) ?? [];
    const last = steps.pop()!;
    let owner = copy as Record<string, unknown>;
    for (const step of steps) owner = owner[step] as Record<string, unknown>;
    if (value !== null) owner[last] = value;
    else if (Array.isArray(owner)) owner.splice(Number(last), 1);
    else delete owner[last];
  }
  return copy;
}

/** What a sender would act on, each thing once, in a form that compares. */
function told(findings: Finding[]): Expected[] {
  const items = new Map<string, Expected>();
  for (const { code, severity, expression, rule } of findings) {
    if (severity === 'information') continue;
    const key = code === 'invariant-violated' ? rule?.split('#')[1] : undefined;
    const item: Expected = { code, severity, expression, ...(key && { rule: key }) };
    items.set(JSON.stringify(item), item);
  }
  return [...items.values()].sort(byPlace);
}

function byPlace(a: Expected, b: Expected): number {
  return `${a.expression} ${a.code}`.localeCompare(`${b.expression} ${b.code}`);
}

describe('the profiles', () => {
  let validate: ReturnType<typeof gatewayValidator>;
  before(() => {
    validate = gatewayValidator();
  });

  for (const name of readdirSync(CASES)) {
    const { profile, valid, cases } = read(CASES, name) as Cases;
    describe(profile.split('/').at(-1)!, () => {
      it('takes its example', () => {
        assert.deepEqual(told(validate(structuredClone(valid), profile)), []);
      });
      for (const { title, set, expect } of cases) {
        it(title, () => {
          assert.deepEqual(told(validate(changed(valid, set), profile)), [...expect].sort(byPlace));
        });
      }
    });
  }

  for (const name of readdirSync(EXAMPLES)) {
    it(`take docs/examples/${name}`, () => {
      assert.deepEqual(told(validate(read(EXAMPLES, name), 'SlussSubmissionBundle')), []);
    });
  }
});
