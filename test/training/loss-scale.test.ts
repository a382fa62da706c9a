import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  adamDefaults,
  chooseDevice,
  loraLayers,
  loraParameters,
  OptimizerSession,
  stateName,
  trainProgram,
} from '../../core/engine/index.ts';
import { trainSkill } from '../../core/training/index.ts';
import { afterGoodStep, afterOverflow, initialLossScale, type LossScale } from '../../core/training/loss-scale.ts';
import { planTraining } from '../../core/training/plan.ts';
import { runSteps } from '../../core/training/run-steps.ts';
import { readReference, relativeL2 } from '../helpers/reference.ts';
import { numbersOf, slowClock, temporaryFolders, tinyExamples, tinyRecipe } from '../helpers/tiny-training.ts';

const { model, adapter: start } = readReference('llama');
const folder = temporaryFolders();
const cpu = chooseDevice('cpu');
const half = { ...cpu, type: 'f16' } as const;
afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs the steps of a small plan in f16 from a given scale; the learning rate is 0.001. */
async function run(current: LossScale, maxSteps: number) {
  const targets = ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'];
  const shape = { batch: 2, length: 12 };
  const parameters = loraParameters(loraLayers(model.config, targets), 4);
  const program = trainProgram(model, {
    ...shape,
    targets,
    rank: 4,
    alpha: 8,
    dropout: 0,
    accumulate: true,
    lowMemory: false,
    type: 'f16',
  });
  const values = [...start].flatMap(([module, { a, b }]) => [
    [stateName('value', `${module}.a`), a] as const,
    [stateName('value', `${module}.b`), b] as const,
  ]);
  const session = await OptimizerSession.create(program, parameters, new Map(values), {
    folder: model.folder,
    device: half,
    threads: 1,
  });
  const lossScale: { current: LossScale | null } = { current };
  const losses: number[] = [];
  try {
    await runSteps({
      session,
      plan: planTraining(tinyExamples(40), { ...shape, seed: 1, epochs: 9, accumulation: 2, maxSteps }),
      settings: adamDefaults,
      learningRate: 1e-3,
      warmupSteps: 0,
      losses,
      lossScale,
      memory: 'default',
      accumulation: 2,
      checkpoint: () => undefined,
    });
    return { losses, lossScale: lossScale.current, state: Object.fromEntries(session.state) };
  } finally {
    await session.dispose();
  }
}

describe('the scale of the loss', () => {
  it('is there for f16 alone, halves on an overflow, and doubles after many good steps', () => {
    expect(initialLossScale(cpu)).toBeNull();
    expect(initialLossScale({ ...cpu, type: 'bf16' })).toBeNull();
    let scale = initialLossScale(half) as LossScale;
    expect(scale).toEqual({ scale: 65_536, goodSteps: 0 });
    for (let i = 0; i < 199; i++) scale = afterGoodStep(scale);
    expect(scale.scale).toBe(65_536);
    scale = afterGoodStep(scale);
    expect(scale).toEqual({ scale: 131_072, goodSteps: 0 });
    expect(afterOverflow({ scale: 8, goodSteps: 5 })).toEqual({ scale: 4, goodSteps: 0 });
    for (let i = 0; i < 100_000; i++) scale = afterGoodStep(scale);
    expect(scale.scale).toBe(2 ** 24);
  });

  it('falls until no gradient overflows, and no step is lost by it', async () => {
    const { losses, lossScale } = await run({ scale: 2 ** 24, goodSteps: 0 }, 6);
    const calm = await run({ scale: 1024, goodSteps: 0 }, 6);
    expect(lossScale?.scale).toBeLessThan(2 ** 24);
    expect(lossScale?.scale).toBeGreaterThanOrEqual(1024);
    expect(losses).toHaveLength(6);
    losses.forEach((loss, i) => {
      expect(Math.abs(loss - (calm.losses[i] as number))).toBeLessThan(0.02);
    });
  });

  it('comes to the same bits with one step an invocation as with many, over overflows and growth', async () => {
    // overflows at first, and is doubled again and again near the end
    for (const begin of [
      { scale: 2 ** 24, goodSteps: 0 },
      { scale: 2 ** 10, goodSteps: 195 },
    ]) {
      const many = await run(begin, 12);
      slowClock();
      const single = await run(begin, 12);
      vi.restoreAllMocks();
      expect(single).toEqual(many);
    }
  });

  it('is kept in the checkpoint: a skill trained in f16 is the same after a break, and near that of f32', async () => {
    const base = {
      model,
      examples: tinyExamples(16),
      recipe: tinyRecipe,
      seed: 1,
      memory: 'default',
      threads: 1,
    } as const;
    const whole = await trainSkill({ ...base, device: half, folder: folder() });
    const where = folder();
    const control = new AbortController();
    slowClock();
    const broken = trainSkill({
      ...base,
      device: half,
      folder: where,
      signal: control.signal,
      onProgress: ({ step }) => {
        if (step === 3) control.abort(new Error('enough'));
      },
    });
    await expect(broken).rejects.toThrow('enough');
    vi.restoreAllMocks();
    const resumed = await trainSkill({ ...base, device: half, folder: where });
    expect(numbersOf(resumed.adapter)).toEqual(numbersOf(whole.adapter));

    const exact = numbersOf((await trainSkill({ ...base, device: cpu, folder: folder() })).adapter);
    for (const [name, values] of Object.entries(numbersOf(whole.adapter)))
      expect(relativeL2(values, exact[name] as number[]), name).toBeLessThan(0.1);
  });

  it('does not hide a training that diverges', async () => {
    const recipe = { ...tinyRecipe, learningRate: 1e6, clipNorm: null, warmupSteps: 0 };
    await expect(
      trainSkill({ model, examples: tinyExamples(16), recipe, seed: 1, device: half, folder: folder(), threads: 1 }),
    ).rejects.toMatchObject({ code: 'training/diverged' });
  });
});
