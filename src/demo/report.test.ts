import assert from 'node:assert/strict';
import type { Task } from '@medplum/fhirtypes';
import { type SyntheticBundle, syntheticBundles } from '../synth/stream.ts';
import { type Result, toJson, toText } from './report.ts';
import { stepSharesOf } from './steps.ts';
import { table } from './table.ts';
import { addDelivered, emptyTally } from './tally.ts';
import { tryNext } from './try-next.ts';

function receipt(outcome: string, registers: string[]): Task {
  return {
    resourceType: 'Task',
    status: outcome === 'rejected' ? 'rejected' : 'completed',
    intent: 'order',
    businessStatus: { coding: [{ code: outcome }] },
    output: registers.map((code) => ({
      type: { coding: [{ code: 'register' }] },
      valueCodeableConcept: { coding: [{ code }] },
    })),
  };
}

describe('the demonstration’s report', () => {
  const [item] = syntheticBundles({ people: 5, seed: 1, vendors: ['cosmic'] }) as Iterable<SyntheticBundle>;
  const tally = emptyTally();
  const deliver = (status: number, outcome?: string, registers: string[] = []) =>
    addDelivered(tally, {
      item: item!,
      status,
      receipt: outcome === undefined ? undefined : receipt(outcome, registers),
      known: false,
    });
  deliver(200, 'accepted', ['accepted', 'not-eligible']);
  deliver(200, 'accepted', ['draft', 'not-eligible']);
  deliver(200, 'partial', ['accepted']);
  deliver(422, 'rejected');
  deliver(403);
  const result: Result = {
    tally,
    registers: { some: { rows: { A: 3, B: 1 }, drafts: { A: 1, B: 0 } } },
    steps: [
      { step: 'database', seconds: 3, share: 0.75 },
      { step: 'map', seconds: 1, share: 0.25 },
    ],
    seconds: 2,
    newRows: true,
    differences: [],
  };

  it('counts a bundle once, by the worst that became of it', () => {
    assert.deepEqual(tally.vendors.cosmic, { bundles: 5, accepted: 1, draft: 1, rejected: 3 });
    assert.deepEqual(tally.outcomes, { accepted: 2, 'not-eligible': 2, draft: 1, refused: 2 });
    assert.equal(tally.failures, 0);
  });

  it('is one object for a program', () => {
    const json = toJson(result);
    assert.deepEqual(json.registers, { some: { rows: { A: 3, B: 1 }, drafts: { A: 1, B: 0 } } });
    assert.deepEqual([json.bundles, json.seconds, json.outcomes], [5, 2, tally.outcomes]);
  });

  it('is a page for a person', () => {
    const text = toText(result);
    assert.match(text, /cosmic +5 +1 +1 +3/);
    assert.match(text, /some +A +3 +1\n +B +1 +0/);
    assert.match(text, /Slowest step: database, 75 %/);
    assert.match(text, /exactly the rows/);
    assert.match(toText({ ...result, newRows: false }), /no row was added/);
    assert.match(toText({ ...result, differences: ['some A has 3 rows, not 4'] }), /not 4/);
  });

  it('sets columns', () => {
    assert.equal(table(['a', 'bb'], [['xyz', 10]]), '  a    bb\n  ───  ──\n  xyz  10');
  });

  it('reads the steps of another process', () => {
    const text =
      'sluss_submission_step_seconds_sum{step="map"} 1.5\nsluss_submission_step_seconds_sum{step="audit"} 0.5\n';
    assert.deepEqual(
      stepSharesOf(text).map(({ step, share }) => [step, share]),
      [
        ['map', 0.75],
        ['audit', 0.25],
      ],
    );
  });

  it('says what to try with the folder and port that were given', () => {
    const text = tryNext({ url: 'http://localhost:9/fhir', receiptUrl: undefined, data: "it's", port: 9 });
    assert.equal(text.match(/^ {2}curl /gm)!.length, 3);
    assert.ok(text.includes(`SLUSS_DATA='it'\\''s' PORT=9 npx sluss token cosmic-demo`));
  });
});
