import assert from 'node:assert/strict';
import { createStep, othersDoTheSame } from './in-step.ts';

describe('Submissions in step', () => {
  /** One that takes two steps after the point, each told by its own name. */
  const walker = (told: string[], step: () => Promise<void>) => async (name: string) => {
    await step();
    told.push(`${name} first`);
    await othersDoTheSame();
    told.push(`${name} second`);
  };

  it('do each piece of work one after the other, in the order in which they came', async () => {
    const told: string[] = [];
    await Promise.all(['a', 'b', 'c'].map(walker(told, createStep())));
    assert.deepEqual(told, ['a first', 'b first', 'c first', 'a second', 'b second', 'c second']);
  });

  it('that wait at one point are not mixed with those that wait at another', async () => {
    const told: string[] = [];
    const [one, other] = [walker(told, createStep()), walker(told, createStep())];
    await Promise.all([one('a'), other('x'), one('b'), other('y')]);
    assert.deepEqual(told.slice(0, 4), ['a first', 'b first', 'a second', 'b second']);
    assert.deepEqual(told.slice(4), ['x first', 'y first', 'x second', 'y second']);
  });

  it('that are alone go on, and again', async () => {
    const step = createStep();
    await step();
    await step();
  });

  it('go on when one of them fails', async () => {
    const step = createStep();
    const failing = step().then(() => {
      throw new Error('this one');
    });
    const others = [step(), step()];
    await assert.rejects(failing, /this one/);
    await Promise.all(others);
  });
});
