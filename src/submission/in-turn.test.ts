import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTurns } from './in-turn.ts';
import type { Graph, Node } from './node.ts';

function graphOf(...names: string[]): Graph {
  const nodes = names.map(
    (value): Node => ({ type: 'Patient', role: 'patient', keys: [{ kind: 'identifier', value }] }),
  );
  return { entries: new Map(), nodes, targets: new Map(), mentions: [] };
}

describe('submissions of one process', () => {
  it('come one after another when they are about the same person, and side by side when they are not', async () => {
    const inTurn = createTurns();
    const order: string[] = [];
    const work = (label: string, vardgivare: string, ...names: string[]) =>
      inTurn(vardgivare, graphOf(...names), async () => {
        order.push(`${label} in`);
        await sleep(20);
        order.push(`${label} out`);
      });
    await Promise.all([work('a', 'V', '1', '2'), work('b', 'V', '2', '1')]);
    assert.deepEqual(order.splice(0), ['a in', 'a out', 'b in', 'b out']);
    await Promise.all([work('a', 'V', '1'), work('b', 'V', '2'), work('c', 'W', '1')]);
    assert.deepEqual(order, ['a in', 'b in', 'c in', 'a out', 'b out', 'c out']);
  });

  it('go on after one that fails, and tell its error to nobody else', async () => {
    const inTurn = createTurns();
    const first = inTurn('V', graphOf('1'), async () => {
      await sleep(5);
      throw new Error('no');
    });
    const second = inTurn('V', graphOf('1'), async () => 'yes');
    await assert.rejects(first, /^Error: no$/);
    assert.equal(await second, 'yes');
  });

  it('about nobody, or about many, do not wait', async () => {
    const inTurn = createTurns();
    const many = Array.from({ length: 1000 }, (_, index) => String(index));
    let inside = 0;
    const work = async () => {
      inside++;
      await sleep(5);
      return inside;
    };
    const counts = await Promise.all([
      inTurn('V', graphOf(), work),
      inTurn('V', graphOf(), work),
      inTurn('V', graphOf(...many), work),
      inTurn('V', graphOf(...many), work),
    ]);
    assert.deepEqual(counts, [4, 4, 4, 4]);
  });
});
