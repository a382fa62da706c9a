import { describe, expect, it } from 'vitest';
import { linearSchedule } from '../../core/training/schedule.ts';
import { readReference } from '../helpers/reference.ts';

describe('the learning rate', () => {
  it('is that of transformers’ linear schedule with warm-up', () => {
    const { learningRate, warmupSteps, steps, learningRates } = readReference('llama').json.trajectory;
    const settings = { learningRate: Number(learningRate), warmupSteps: Number(warmupSteps), steps: Number(steps) };
    expect(learningRates).toHaveLength(6);
    learningRates.forEach((expected, step) => {
      expect(linearSchedule(step, settings)).toBeCloseTo(expected, 12);
    });
  });

  it('begins at the top without a warm-up, and never goes below 0', () => {
    expect(linearSchedule(0, { learningRate: 1, warmupSteps: 0, steps: 4 })).toBe(1);
    expect(linearSchedule(3, { learningRate: 1, warmupSteps: 0, steps: 4 })).toBe(0.25);
    expect(linearSchedule(9, { learningRate: 1, warmupSteps: 0, steps: 4 })).toBe(0);
  });

  it('rises all the way when the run ends inside the warm-up', () => {
    const settings = { learningRate: 1, warmupSteps: 10, steps: 4 };
    expect([0, 1, 2, 3].map((step) => linearSchedule(step, settings))).toEqual([0, 0.1, 0.2, 0.3]);
  });
});
