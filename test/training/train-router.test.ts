import { cpSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Adapter, createScorer, type Example } from '../../core/engine/index.ts';
import { concatenate, route, staticCoefficients } from '../../core/soup/index.ts';
import { type RouterRecipe, trainRouter, trainSkill } from '../../core/training/index.ts';
import { readReference } from '../helpers/reference.ts';
import { slowClock, temporaryFolders, tinyExamples, tinyRecipe, tinySoup } from '../helpers/tiny-training.ts';

const { model } = readReference('qwen3');
const folder = temporaryFolders();
const sets = [tinyExamples(40, 1), tinyExamples(30, 5)];
const common = { model, seed: 2, device: 'cpu', memory: 'default', threads: 1 } as const;
const { method: _, constraint: __, granularity: ___, initial: ____, ...shared } = tinySoup;
const recipe: RouterRecipe = { ...shared, learningRate: 0.02, epochs: 8, earlyStop: { every: 2, patience: 99 } };
/** Too high a rate: the held-out loss falls, then rises again, so that early stopping has something to do. */
const overshooting: RouterRecipe = { ...recipe, learningRate: 1, share: 0.3, earlyStop: { every: 2, patience: 2 } };
const skills: Adapter[] = [];

beforeAll(async () => {
  const make = folder();
  // of unequal ranks, and the second adapts fewer layers
  for (const [i, examples] of sets.entries()) {
    const how = { ...tinyRecipe, maxSteps: 8, dropout: 0, rank: 4 - i, targets: tinyRecipe.targets.slice(i) };
    skills.push((await trainSkill({ ...common, examples, recipe: how, folder: `${make}/${i}` })).adapter);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

const train = (how: RouterRecipe, where = folder(), more: Partial<Parameters<typeof trainRouter>[0]> = {}) =>
  trainRouter({ ...common, skills, examples: sets, recipe: how, folder: where, ...more });

async function brokenAt(after: number, where: string, onProgress?: (step: number) => void) {
  const control = new AbortController();
  slowClock();
  const run = train(overshooting, where, {
    signal: control.signal,
    onProgress: ({ step }) => {
      onProgress?.(step);
      if (step === after) control.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  vi.restoreAllMocks();
}

async function lossOf(adapter: Adapter, examples: readonly Example[]): Promise<number> {
  const scorer = await createScorer(model, { adapter, device: 'cpu', length: 12, threads: 1 });
  const scores = await scorer.score(examples.map(({ ids, lossStart }) => ({ ids, from: lossStart })));
  await scorer.dispose();
  const all = scores.flatMap((row) => [...row]);
  return -all.reduce((a, b) => a + b, 0) / all.length;
}

describe('training the routers of a soup', () => {
  it('lowers the loss on held-out examples below that of the equal blend', async () => {
    const { routing, heldOut, losses, steps } = await train(recipe);
    expect(losses).toHaveLength(steps);
    expect(Math.min(...heldOut.map(({ loss }) => loss))).toBeLessThan((heldOut[0]?.loss as number) - 0.01);
    expect([...routing.weights.keys()]).toEqual([...(skills[0] as Adapter).keys()]);
    for (const [module, weight] of routing.weights) {
      const { a, rank } = (skills[0] as Adapter).get(module) ?? { a: [], rank: 1 };
      expect(weight).toHaveLength((2 * a.length) / rank);
    }
  });

  it('begins as the equal blend, and gives what did best, whose loss is that of the adapter that it makes', async () => {
    // every example of a set is the same, so that it is known which are held out
    const [one, two] = [sets[0]?.[0] as Example, sets[1]?.[0] as Example];
    const examples = [Array(12).fill(one), Array(12).fill(two)];
    const how = { ...overshooting, earlyStop: { every: 1, patience: 99 } };
    const { routing, heldOut, steps } = await train(how, folder(), { examples });
    const best = heldOut.reduce((least, measured) => (measured.loss < least.loss ? measured : least));
    expect(best.step).toBeGreaterThan(0);
    expect(best.step).toBeLessThan(steps);
    const equal = concatenate(skills, staticCoefficients(skills, 1 / 2));
    expect(await lossOf(equal, [one, two])).toBeCloseTo(heldOut[0]?.loss as number, 4);
    expect(await lossOf(route(skills, routing), [one, two])).toBeCloseTo(best.loss, 4);
  });

  it('ends with the same bits after it was broken off, wherever that was', async () => {
    const undisturbed = await train(overshooting);
    for (const after of [1, 2, 3]) {
      expect(undisturbed.steps).toBeGreaterThan(after);
      const where = folder();
      await brokenAt(after, where);
      expect(await train(overshooting, where), `broken off at ${after}`).toEqual(undisturbed);
    }
  });

  it('ends with the same bits from the checkpoint of a killed process, and gives a finished run again without a step', async () => {
    const undisturbed = await train(overshooting);
    const [where, copy] = [folder(), folder()];
    await brokenAt(4, where, (step) => {
      if (step === 3) cpSync(where, copy, { recursive: true });
    });
    expect(await train(overshooting, copy)).toEqual(undisturbed);
    const steps: number[] = [];
    expect(await train(overshooting, copy, { onProgress: ({ step }) => steps.push(step) })).toEqual(undisturbed);
    expect(steps).toEqual([]);
  });

  it('refuses the checkpoint of other skills, and of another seed', async () => {
    const where = folder();
    await brokenAt(1, where);
    const refused = { code: 'training/bad-checkpoint' };
    await expect(train(overshooting, where, { skills: [...skills].reverse() })).rejects.toMatchObject(refused);
    await expect(train(overshooting, where, { seed: 3 })).rejects.toMatchObject(refused);
  });
});
