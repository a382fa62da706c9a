import { describe, expect, it } from 'vitest';
import type { JobContext } from '../../core/jobs/index.ts';
import { estimateSteps, tokensOf } from '../../core/service/build-estimate.ts';
import { tellingTimeLeft } from '../../core/service/build-time-left.ts';
import { presets } from '../../core/service/index.ts';

const manual = { tokens: 20_000, trainsInstructions: true };
const step = { done: 1, total: 2, secondsLeft: 60, tokensPerSecond: 100 };

/** What is told in each of these stages, by a job that tells the same in all of them. */
async function toldIn(names: readonly string[], progress: object = step): Promise<Record<string, unknown>[]> {
  const told: Record<string, unknown>[] = [];
  const job = {
    stage: async (_name: string, run: () => unknown) => run(),
    progress: (one: Record<string, unknown>) => void told.push(one),
  } as unknown as JobContext;
  const telling = tellingTimeLeft(job, presets.quick, manual);
  for (const name of names) await telling.stage(name, () => telling.progress(progress));
  return told;
}

describe('how long a build takes yet', () => {
  it('is what its training has left, the trainings after it at the same speed, and the check', async () => {
    const [instruct, train, blend] = await toldIn(['instruct', 'train', 'blend']);
    const steps = estimateSteps(presets.quick, manual);
    expect(Math.min(steps.train, steps.blend)).toBeGreaterThan(0);
    const seconds = (of: Partial<typeof steps>) =>
      tokensOf(presets.quick, { instruct: 0, train: 0, blend: 0, ...of }) / 100;
    const [all, blending, none] = [instruct, train, blend].map((told) => (told!.jobSecondsLeft as number) - 60);
    expect(all! - none!).toBeCloseTo(seconds({ train: steps.train, blend: steps.blend }), 6);
    expect(blending! - none!).toBeCloseTo(seconds({ blend: steps.blend }), 6);
    expect(none).toBeGreaterThan(0);
    expect(train).toMatchObject(step);
  });

  it('is not told where no training is under way, or its speed is not known', async () => {
    const { tokensPerSecond: _, ...slow } = step;
    expect(await toldIn(['read', 'check'])).toEqual([step, step]);
    expect(await toldIn(['train'], slow)).toEqual([slow]);
  });
});
