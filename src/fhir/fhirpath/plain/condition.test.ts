import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { PACKAGE_ROOT } from '../../../package-root.ts';
import { loadR4Core } from '../../definitions/r4-core.ts';
import { compileFhirPath, type FhirPathExpression } from '../fhirpath.ts';
import { fhirType, type Slot, type TypeInfo } from '../type-model.ts';
import { NO, NOTHING, type PlainCondition, UNSURE, YES } from './answer.ts';
import { compilePlainCondition } from './condition.ts';

interface Rule {
  expression: string;
  type: string;
  root: string;
}

/** Rules of every element and resource, which validation checks in code. */
const IN_CODE = /^(?:ele|ext|dom|ref|txt)-/;

/** The invariants of R4 and of the profiles here, with the type of the values that they see. */
function rules(): Rule[] {
  const profiles = ['se-base', 'submission'].flatMap((folder) => {
    const path = join(PACKAGE_ROOT, 'profiles', folder, 'compiled');
    return readdirSync(path)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as StructureDefinition)
      .filter(({ resourceType }) => resourceType === 'StructureDefinition');
  });
  const definitions = [...loadR4Core().all('StructureDefinition'), ...profiles];
  const found = new Map<string, Rule>();
  for (const { snapshot, type: root } of definitions) {
    for (const element of snapshot?.element ?? []) {
      for (const type of typesOf(element)) {
        for (const { key, expression } of element.constraint ?? []) {
          if (expression && !IN_CODE.test(key ?? '') && fhirType(type))
            found.set(`${type} ${expression}`, { expression, type, root });
        }
      }
    }
  }
  return [...found.values()];
}

function typesOf({ path, type }: ElementDefinition): string[] {
  return fhirType(path) ? [path] : (type ?? []).map(({ code }) => code);
}

/** A number from 0 to below `limit`, the next of a seed's sequence. */
type Dice = (limit: number) => number;

function dice(seed: number): Dice {
  let state = seed | 1;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A value of a type, mostly well-formed, that has what the expression speaks of more often than the rest. */
function makeValue(type: TypeInfo, words: readonly string[], roll: Dice, depth = 0): unknown {
  if (roll(60) === 0) return [null, 1, 'x', { id: 'x' }, [], true][roll(6)];
  if (type.primitive) return primitiveOf(type, words, roll);
  const value: Record<string, unknown> = type.kind === 'resource' ? { resourceType: type.name } : {};
  if (depth > 4) return value;
  for (const name of type.elementNames()) {
    if (roll(100) >= (words.includes(name) ? 60 : 4)) continue;
    const element = type.element(name);
    const slot = element?.slots[roll(element.slots.length)];
    if (!slot) continue;
    const one = () =>
      slot.type.kind === 'resource' ? { resourceType: 'Basic' } : makeValue(slot.type, words, roll, depth + 1);
    value[slot.key] = element?.list || roll(20) === 0 ? Array.from({ length: roll(4) }, one) : one();
    addExtension(value, slot, roll);
  }
  if (roll(40) === 0 && words[0]) value[words[roll(words.length)]!] = 'surprise';
  return value;
}

function addExtension(value: Record<string, unknown>, { type, key, extensionKey }: Slot, roll: Dice): void {
  if (!type.primitive || roll(25) > 0) return;
  value[extensionKey] = [{ id: 'a' }, [{ id: 'a' }, null], null][roll(3)];
  if (roll(2)) delete value[key];
}

function primitiveOf({ category }: TypeInfo, words: readonly string[], roll: Dice): unknown {
  switch (category) {
    case 'boolean':
      return roll(2) === 0;
    case 'number':
      return [0, 1, 2, 100, 1.5, -3][roll(6)];
    case 'date':
    case 'dateTime':
      return ['2020', '2020-01', '2020-01-02', '2021-02-03T10:00:00Z', '2021-02-03T10:00:00+02:00'][roll(5)];
    default:
      return roll(4) > 0 ? words[roll(words.length)] : ['A12', 'http://x', 'Az_9', ''][roll(4)];
  }
}

const ANSWERS = new Map<unknown, number>([
  [true, YES],
  [false, NO],
  [undefined, NOTHING],
]);

describe('conditions on plain JSON', () => {
  let compiled: (Rule & { plain: PlainCondition; engine: FhirPathExpression; words: string[] })[];
  let total = 0;
  before(() => {
    const all = rules();
    total = all.length;
    compiled = all.flatMap((rule) => {
      const plain = compilePlainCondition(rule.expression, rule.type, rule.root);
      const words = rule.expression.match(/[A-Za-z][\w:/.-]*/g) ?? [];
      return plain ? [{ ...rule, plain, engine: compileFhirPath(rule.expression, { type: rule.type }), words }] : [];
    });
  });

  it('take most of the invariants', () => {
    assert.ok(compiled.length > total * 0.8, `${compiled.length} of ${total}`);
  });

  it('decide as the engine does, or not at all', function () {
    this.timeout(60_000);
    let decided = 0;
    let asked = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        const roll = dice(seed);
        const { plain, engine, expression, type, root, words } = compiled[roll(compiled.length)]!;
        const focus = makeValue(fhirType(type)!, words, roll);
        const resource = type === root ? focus : makeValue(fhirType(root)!, words, roll);
        const answer = plain(focus, resource);
        asked++;
        if (answer === UNSURE) return;
        decided++;
        const expected = ANSWERS.get(engine.test(focus, { resource }));
        assert.equal(answer, expected, `${expression} on ${JSON.stringify(focus)}`);
      }),
      { numRuns: 20_000 },
    );
    assert.ok(decided > asked * 0.5, `${decided} of ${asked}`);
  });

  it('leave to the engine what a value should not be', () => {
    const plain = compilePlainCondition("status = 'final'", 'Observation', 'Observation')!;
    assert.equal(plain({ status: 'final' }, {}), YES);
    assert.equal(plain({ status: ['final'] }, {}), YES);
    assert.equal(plain({ status: 1 }, {}), UNSURE);
    assert.equal(plain({ _status: { id: 'x' } }, {}), UNSURE);
    assert.equal(plain('final', {}), UNSURE);
  });
});
