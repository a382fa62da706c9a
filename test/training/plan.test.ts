import { describe, expect, it } from 'vitest';
import type { Example } from '../../core/engine/index.ts';
import { type PlanOptions, planTraining, rowShape } from '../../core/training/plan.ts';
import { tinyExamples } from '../helpers/tiny-training.ts';

const options: PlanOptions = { batch: 2, length: 12, seed: 3, epochs: 2, accumulation: 3, maxSteps: null };

/** Each example is told by its first token. */
const examples: Example[] = Array.from({ length: 17 }, (_, i) => ({
  ids: Array.from({ length: 3 + (i % 7) }, () => 100 + i),
  lossStart: 0,
}));

/** First tokens of the sequences of each step, in order. */
function stepsOf(list: readonly Example[], overrides: Partial<PlanOptions> = {}): number[][] {
  const plan = planTraining(list, { ...options, ...overrides });
  return Array.from({ length: plan.steps }, (_, step) =>
    plan
      .microBatches(step)
      .flatMap(({ ids, positions, segments }) =>
        [...ids].map(Number).filter((_, at) => positions[at] === 0n && segments[at] !== -1n),
      ),
  );
}

describe('the plan of a training', () => {
  it('takes every example once an epoch, in another order each', () => {
    const steps = stepsOf(examples, { accumulation: 1 });
    const half = steps.length / 2;
    const [first, second] = [steps.slice(0, half).flat(), steps.slice(half).flat()];
    const all = examples.map(({ ids }) => ids[0]);
    expect([...first].sort()).toEqual(all);
    expect([...second].sort()).toEqual(all);
    expect(first).not.toEqual(second);
  });

  it('puts `accumulation` micro-batches in a step, and what is left in the last of an epoch', () => {
    const micro = planTraining(examples, { ...options, epochs: 1, accumulation: 1 }).steps;
    const plan = planTraining(examples, { ...options, epochs: 1, accumulation: 3 });
    expect(plan.steps).toBe(Math.ceil(micro / 3));
    const counts = Array.from({ length: plan.steps }, (_, step) => plan.microBatches(step).length);
    expect(counts.slice(0, -1).every((count) => count === 3)).toBe(true);
    expect(counts.reduce((a, b) => a + b)).toBe(micro);
  });

  it('is a function of seed, whichever step is asked for first', () => {
    const plan = planTraining(examples, options);
    const last = plan.microBatches(plan.steps - 1);
    expect(planTraining(examples, options).microBatches(plan.steps - 1)).toEqual(last);
    plan.microBatches(0);
    expect(plan.microBatches(plan.steps - 1)).toEqual(last);
    expect(stepsOf(examples, { seed: 4 })).not.toEqual(stepsOf(examples));
  });

  it('ends after maxSteps, in the middle of an epoch or after several', () => {
    const whole = stepsOf(examples);
    expect(stepsOf(examples, { maxSteps: 2 })).toEqual(whole.slice(0, 2));
    expect(stepsOf(examples, { maxSteps: 1000 })).toEqual(whole);
  });

  it('leaves out what has no token in the loss, and says when nothing is left', () => {
    const mute = { ids: [1, 2, 3], lossStart: 3 };
    const single = { ids: [7], lossStart: 0 };
    expect(stepsOf([...examples, mute, single]).flat()).not.toContain(1);
    expect(() => planTraining([mute, single], options)).toThrow(expect.objectContaining({ code: 'study/empty' }));
    expect(() => planTraining([], options)).toThrow(expect.objectContaining({ code: 'study/empty' }));
  });
});

describe('the shape of rows', () => {
  it('is the one wanted, or as long as the longest example with about as many tokens a batch', () => {
    expect(rowShape(tinyExamples(5), { batch: 4, length: 12 })).toEqual({ batch: 4, length: 12 });
    const long = { ids: Array(30).fill(1), lossStart: 0 };
    expect(rowShape([long], { batch: 4, length: 20 })).toEqual({ batch: 2, length: 30 });
    expect(rowShape([long], { batch: 1, length: 20 })).toEqual({ batch: 1, length: 30 });
  });
});
