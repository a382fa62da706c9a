import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createScorer, openModel } from '../../core/engine/index.ts';
import { trainSkill } from '../../core/training/index.ts';
import { readReference, relativeL2 } from '../helpers/reference.ts';
import { numbersOf, slowClock, temporaryFolders, tinyExamples, tinyRecipe } from '../helpers/tiny-training.ts';

const { model } = readReference('llama');
const examples = tinyExamples(24);
const folder = temporaryFolders();
afterEach(() => {
  vi.restoreAllMocks();
});

const base = { model, examples, recipe: tinyRecipe, seed: 5, device: 'cpu', memory: 'default', threads: 1 } as const;
let undisturbed: Promise<Record<string, number[]>> | undefined;
const undisturbedAdapter = () => {
  undisturbed ??= trainSkill({ ...base, folder: folder() }).then(({ adapter }) => numbersOf(adapter));
  return undisturbed;
};

/** Starts a run and breaks it off after some steps. */
async function broken(where: string, after: number, onProgress?: (step: number) => void): Promise<void> {
  const control = new AbortController();
  slowClock();
  const run = trainSkill({
    ...base,
    folder: where,
    signal: control.signal,
    onProgress: ({ step }) => {
      onProgress?.(step);
      if (step === after) control.abort(new Error('enough'));
    },
  });
  await expect(run).rejects.toThrow('enough');
  vi.restoreAllMocks();
}

describe('training a skill', () => {
  it('lowers the loss, and the adapter says so on what it was trained on', async () => {
    const { adapter, losses, steps } = await trainSkill({
      ...base,
      recipe: { ...tinyRecipe, epochs: 6 },
      folder: folder(),
    });
    expect(losses).toHaveLength(steps);
    expect(losses.at(-1)).toBeLessThan((losses[0] as number) - 1);

    const meanOf = async (used: typeof adapter | undefined) => {
      const scorer = await createScorer(model, { adapter: used, device: 'cpu', length: 12, threads: 1 });
      const scores = await scorer.score(examples.map(({ ids, lossStart }) => ({ ids, from: lossStart })));
      await scorer.dispose();
      const all = scores.flatMap((row) => [...row]);
      return all.reduce((a, b) => a + b, 0) / all.length;
    };
    expect(await meanOf(adapter)).toBeGreaterThan((await meanOf(undefined)) + 1);
  });

  it('gives PEFT’s shapes and scaling, and an adapter that begins as nothing', async () => {
    const { adapter } = await trainSkill({ ...base, recipe: { ...tinyRecipe, learningRate: 0 }, folder: folder() });
    expect([...adapter.keys()].slice(0, 4)).toEqual([
      'model.layers.0.self_attn.q_proj',
      'model.layers.0.self_attn.v_proj',
      'model.layers.0.mlp.up_proj',
      'model.layers.0.mlp.down_proj',
    ]);
    for (const { a, b, rank, scaling } of adapter.values()) {
      expect([rank, scaling]).toEqual([4, 2]);
      expect(b.every((x) => x === 0)).toBe(true);
      // Kaiming-uniform with a = √5: within ±1/√in, and reaching near it
      const bound = 1 / Math.sqrt(a.length / rank);
      const largest = a.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(largest).toBeLessThanOrEqual(bound);
      expect(largest).toBeGreaterThan(0.8 * bound);
    }
  });

  it.each([1, 4])('ends with the same adapter after it was broken off at step %i', async (after) => {
    const where = folder();
    await broken(where, after);
    const { adapter, steps } = await trainSkill({ ...base, folder: where });
    expect(numbersOf(adapter)).toEqual(await undisturbedAdapter());
    expect(steps).toBeGreaterThan(4);
  });

  it('ends with the same adapter from a checkpoint left by a process that was killed', async () => {
    const [where, copy] = [folder(), folder()];
    // at step 5 the last checkpoint is that of step 4, and of what came after nothing is left
    await broken(where, 6, (step) => {
      if (step === 5) cpSync(where, copy, { recursive: true });
    });
    const first: number[] = [];
    const { adapter } = await trainSkill({ ...base, folder: copy, onProgress: ({ step }) => first.push(step) });
    expect(first[0]).toBe(5);
    expect(numbersOf(adapter)).toEqual(await undisturbedAdapter());
  });

  it('gives a finished run again without a step', async () => {
    const where = folder();
    const once = await trainSkill({ ...base, folder: where });
    const steps: number[] = [];
    const again = await trainSkill({ ...base, folder: where, onProgress: ({ step }) => steps.push(step) });
    expect(steps).toEqual([]);
    expect(numbersOf(again.adapter)).toEqual(numbersOf(once.adapter));
    expect(again.losses).toEqual(once.losses);
  });

  it('gives another adapter for another seed', async () => {
    const { adapter } = await trainSkill({ ...base, seed: 6, folder: folder() });
    expect(numbersOf(adapter)).not.toEqual(await undisturbedAdapter());
  });

  it('refuses the checkpoint of a run with other data, recipe, seed or weights, and one that is damaged', async () => {
    const where = folder();
    await broken(where, 1);
    const refused = { code: 'training/bad-checkpoint' };
    await expect(trainSkill({ ...base, seed: 6, folder: where })).rejects.toMatchObject(refused);
    await expect(trainSkill({ ...base, examples: tinyExamples(23), folder: where })).rejects.toMatchObject(refused);
    const recipe = { ...tinyRecipe, learningRate: 0.01 };
    await expect(trainSkill({ ...base, recipe, folder: where })).rejects.toMatchObject(refused);

    // the same shapes, other weights
    const rounded = openModel(join(model.folder, '..', 'llama-f16'));
    const other = { ...rounded, config: model.config };
    await expect(trainSkill({ ...base, model: other, folder: where })).rejects.toMatchObject(refused);

    writeFileSync(join(where, 'checkpoint.safetensors'), 'not a checkpoint');
    await expect(trainSkill({ ...base, folder: where })).rejects.toMatchObject(refused);
  });

  it('comes to the same in low memory', async () => {
    const { adapter } = await trainSkill({ ...base, memory: 'low', folder: folder() });
    const low = numbersOf(adapter);
    for (const [name, values] of Object.entries(await undisturbedAdapter()))
      expect(relativeL2(low[name] as number[], values), name).toBeLessThan(1e-5);
  });

  it('says when the loss is no number any more', async () => {
    const recipe = { ...tinyRecipe, learningRate: 1e20, clipNorm: null, warmupSteps: 0 };
    await expect(trainSkill({ ...base, recipe, folder: folder() })).rejects.toMatchObject({
      code: 'training/diverged',
    });
  });

  it('tells progress step by step', async () => {
    slowClock();
    const seen: { step: number; steps: number; learningRate: number }[] = [];
    const { losses } = await trainSkill({ ...base, folder: folder(), onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ step }) => step)).toEqual(losses.map((_, i) => i + 1));
    expect(new Set(seen.map(({ steps }) => steps))).toEqual(new Set([losses.length]));
    // the first step of a warm-up has rate 0, the third the whole
    expect(seen.slice(0, 3).map(({ learningRate }) => learningRate)).toEqual([0, 0.01, 0.02]);
  });
});
