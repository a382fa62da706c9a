import { cpSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Adapter, createScorer, type Example } from '../../core/engine/index.ts';
import { concatenate } from '../../core/soup/index.ts';
import { learnCoefficients, type SoupRecipe, trainSkill } from '../../core/training/index.ts';
import { readReference } from '../helpers/reference.ts';
import { slowClock, temporaryFolders, tinyExamples, tinyRecipe, tinySoup } from '../helpers/tiny-training.ts';

const { model } = readReference('qwen3');
const folder = temporaryFolders();
const sets = [tinyExamples(40, 1), tinyExamples(30, 5)];
const common = { model, seed: 2, device: 'cpu', memory: 'default', threads: 1 } as const;
/** Too high a rate: the held-out loss falls, then rises again, so that early stopping has something to do. */
const overshooting: SoupRecipe = { ...tinySoup, constraint: 'free', learningRate: 0.5, epochs: 8, share: 0.3 };
let skills: Adapter[] = [];

beforeAll(async () => {
  const make = folder();
  const recipe = { ...tinyRecipe, maxSteps: 8, dropout: 0 };
  for (const [i, examples] of sets.entries())
    skills.push((await trainSkill({ ...common, examples, recipe, folder: `${make}/${i}` })).adapter);
  // the second adapts fewer layers
  skills = skills.map((skill, i) =>
    i === 0 ? skill : new Map([...skill].filter(([name]) => !name.includes('up_proj'))),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
});

const learn = (recipe: SoupRecipe, where = folder(), more: Partial<Parameters<typeof learnCoefficients>[0]> = {}) =>
  learnCoefficients({ ...common, skills, examples: sets, recipe, folder: where, ...more });

async function brokenAt(after: number, recipe: SoupRecipe, where: string, onProgress?: (step: number) => void) {
  const control = new AbortController();
  slowClock();
  const run = learn(recipe, where, {
    signal: control.signal,
    onProgress: ({ step }) => {
      onProgress?.(step);
      if (step === after) control.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  vi.restoreAllMocks();
}

describe('learning the coefficients of a soup', () => {
  it.each(['softmax', 'sigmoid', 'free'] as const)('lowers the loss, with %s coefficients', async (constraint) => {
    const { coefficients, heldOut, losses, steps } = await learn({
      ...tinySoup,
      constraint,
      earlyStop: { every: 2, patience: 99 },
    });
    expect(losses).toHaveLength(steps);
    expect(heldOut[0]?.step).toBe(0);
    expect(Math.min(...heldOut.map(({ loss }) => loss))).toBeLessThan(heldOut[0]?.loss as number);
    expect([...coefficients.values.keys()]).toEqual([...(skills[0] as Adapter).keys()]);
    for (const row of coefficients.values.values()) {
      expect(row).toHaveLength(2);
      if (constraint === 'softmax') expect(row[0]! + row[1]!).toBeCloseTo(1, 6);
      if (constraint !== 'free') for (const value of row) expect(value > 0 && value < 1).toBe(true);
    }
  });

  it('gives one row for the model, for each layer, or for each module', async () => {
    const distinct = async (granularity: SoupRecipe['granularity']) => {
      const { coefficients } = await learn({ ...tinySoup, granularity, constraint: 'free', initial: 'normal' });
      return new Set([...coefficients.values.values()].map(String)).size;
    };
    expect(await distinct('model')).toBe(1);
    expect(await distinct('layer')).toBe(2);
    expect(await distinct('module')).toBe(8);
  });

  it('begins with the coefficient the recipe says', async () => {
    const start = async (recipe: Partial<SoupRecipe>, seed = 2) => {
      const still = { ...tinySoup, learningRate: 0, earlyStop: null, maxSteps: 1, ...recipe };
      return [...(await learn(still, folder(), { seed })).coefficients.values.values()].flat();
    };
    for (const value of await start({ constraint: 'softmax' })) expect(value).toBeCloseTo(0.5, 6);
    for (const value of await start({ constraint: 'sigmoid', initial: 0.7 })) expect(value).toBeCloseTo(0.7, 6);
    for (const value of await start({ constraint: 'free', initial: 0.7 })) expect(value).toBeCloseTo(0.7, 6);
    const normal = await start({ constraint: 'free', initial: 'normal' });
    const mean = normal.reduce((a, b) => a + b, 0) / normal.length;
    expect(new Set(normal).size).toBe(16);
    expect(Math.abs(mean)).toBeLessThan(1);
    expect(normal.some((x) => x < 0) && normal.some((x) => Math.abs(x) > 0.5)).toBe(true);
    expect(await start({ constraint: 'free', initial: 'normal' })).toEqual(normal);
    expect(await start({ constraint: 'free', initial: 'normal' }, 3)).not.toEqual(normal);
  });

  it('moves raw numbers by hundredths at most in as many steps at the paper’s rate', async () => {
    // Adam moves a number by about the rate a step: 1e-4 over 20 steps, falling linearly
    const { coefficients } = await learn({
      ...tinySoup,
      constraint: 'free',
      learningRate: 1e-4,
      maxSteps: 20,
      earlyStop: null,
    });
    for (const value of [...coefficients.values.values()].flat()) expect(Math.abs(value - 0.5)).toBeLessThan(0.002);
  });

  it('gives those that did best on held-out examples, whose loss is that of the adapter they fold into', async () => {
    // every example of a set is the same, so that it is known which are held out
    const [one, two] = [sets[0]?.[0] as Example, sets[1]?.[0] as Example];
    const examples = [Array(12).fill(one), Array(12).fill(two)];
    // a rate this high overshoots
    const recipe = { ...overshooting, learningRate: 2, earlyStop: { every: 1, patience: 99 } };
    const { coefficients, heldOut, steps } = await learn(recipe, folder(), { examples });
    const best = heldOut.reduce((least, measured) => (measured.loss < least.loss ? measured : least));
    expect(best.step).toBeGreaterThan(0);
    expect(best.step).toBeLessThan(steps);

    const adapter = concatenate(skills, coefficients);
    const scorer = await createScorer(model, { adapter, device: 'cpu', length: 12, threads: 1 });
    const scores = await scorer.score([one, two].map(({ ids, lossStart }) => ({ ids, from: lossStart })));
    await scorer.dispose();
    const all = scores.flatMap((row) => [...row]);
    expect(-all.reduce((a, b) => a + b, 0) / all.length).toBeCloseTo(best.loss, 4);
  });

  it('ends after `patience` measurements without gain', async () => {
    const recipe = { ...overshooting, earlyStop: { every: 2, patience: 2 } };
    const { heldOut, steps } = await learn(recipe);
    const losses = heldOut.map(({ loss }) => loss);
    expect(losses.length - 1 - losses.indexOf(Math.min(...losses))).toBe(2);
    expect(heldOut.at(-1)?.step).toBe(steps);
  });

  it.each([1, 2, 5])('ends with the same after it was broken off at step %i', async (after) => {
    const recipe = { ...overshooting, earlyStop: { every: 2, patience: 2 } };
    const undisturbed = await learn(recipe);
    expect(undisturbed.steps).toBeGreaterThan(after);
    const where = folder();
    await brokenAt(after, recipe, where);
    expect(await learn(recipe, where)).toEqual(undisturbed);
  });

  it('ends with the same from a checkpoint left by a killed process, at a step after which it measures too', async () => {
    const recipe = { ...overshooting, earlyStop: { every: 2, patience: 2 } };
    const undisturbed = await learn(recipe);
    for (const at of [3, 4, 5]) {
      const [where, copy] = [folder(), folder()];
      await brokenAt(at + 1, recipe, where, (step) => {
        if (step === at) cpSync(where, copy, { recursive: true });
      });
      expect(await learn(recipe, copy), `copied at ${at}`).toEqual(undisturbed);
    }
  });

  it('gives a finished run again, one that ended early too, without a step', async () => {
    for (const patience of [1, 99]) {
      const recipe = { ...tinySoup, constraint: 'free', learningRate: 1, earlyStop: { every: 1, patience } } as const;
      const where = folder();
      const once = await learn(recipe, where);
      const steps: number[] = [];
      expect(await learn(recipe, where, { onProgress: ({ step }) => steps.push(step) })).toEqual(once);
      expect(steps).toEqual([]);
    }
  });

  it('refuses the checkpoint of other skills', async () => {
    const where = folder();
    await brokenAt(1, tinySoup, where);
    const other = skills.map(
      (skill) => new Map([...skill].map(([name, lora]) => [name, { ...lora, b: lora.b.map((x) => x * 1.001) }])),
    );
    await expect(learn(tinySoup, where, { skills: other })).rejects.toMatchObject({ code: 'training/bad-checkpoint' });
  });

  it('says when nothing is left to learn from', async () => {
    await expect(learn({ ...tinySoup, holdOut: 30 })).rejects.toMatchObject({ code: 'study/empty' });
  });
});
