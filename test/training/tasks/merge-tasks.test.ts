import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScorer, openModel, type ScoredSequence } from '../../../core/engine/index.ts';
import { adapterOf } from '../../../core/service/tasks/adapters.ts';
import { readExamples, writeExamples } from '../../../core/service/tasks/files.ts';
import { likelihoodsTask } from '../../../core/service/tasks/likelihoods.ts';
import { mergeWeightsTask } from '../../../core/service/tasks/merge-weights.ts';
import type { AdapterSpec } from '../../../core/service/tasks/schemas.ts';
import { mixExamplesTask } from '../../../core/service/tasks/study.ts';
import { type SweptPoint, searchWeightsTask, sweepMergeTask } from '../../../core/service/tasks/sweep.ts';
import { trainRouterTask } from '../../../core/service/tasks/train.ts';
import { maxDifference } from '../../helpers/reference.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { writeTinySkill } from '../../helpers/tiny-skill.ts';
import { tinyExamples } from '../../helpers/tiny-training.ts';

const home = mkdtempSync(join(tmpdir(), 'stockpot-tasks-'));
const at = (name: string) => join(home, name);
const model = at('model');
const skills = [at('one'), at('two')];
const pairs = Array.from({ length: 6 }, (_, i) => ({ question: `What is ${i}?`, answer: `It is number ${i}.` }));
const device = 'cpu' as const;

beforeAll(() => {
  writeTinyModel(model);
  for (const [i, folder] of skills.entries()) writeTinySkill(folder, model, { seed: i + 1, alpha: 4 + 4 * i });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs on a task that is stopped after so many messages. */
function context(stopAfter = Infinity) {
  const control = new AbortController();
  const told: unknown[] = [];
  return {
    told,
    signal: control.signal,
    progress: (data: unknown) => {
      told.push(data);
      if (told.length >= stopAfter) control.abort(new Error('enough'));
    },
  };
}

/** The mean over the pairs of their mean log-likelihood, by the task that a benchmark asks. */
async function scoreOf(adapter: AdapterSpec): Promise<number> {
  const { logLikelihoods } = await likelihoodsTask({ model, adapter, pairs, device }, context());
  const means = logLikelihoods.map((row) => row!.reduce((sum, value) => sum + value, 0) / row!.length);
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

const lines = (path: string): unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('a sweep of a way to merge', () => {
  const order = { model, skills, pairs, device, seed: 4, densities: [0.4, 1], alphas: [1, 1.4] };

  it.each(['linear', 'ties', 'dare'] as const)(
    'scores each point of %s as the benchmark would, and gives the best',
    async (method) => {
      const out = at(`${method}.jsonl`);
      const { points, best, ...rest } = await sweepMergeTask({ ...order, method, out }, context());
      const [, ...swept] = lines(out) as [unknown, ...SweptPoint[]];
      expect(points).toBe(method === 'linear' ? 4 : 8);
      expect(swept).toHaveLength(points);
      expect(rest).toEqual({ pairs: 6, tooLong: 0 });
      expect(best.score).toBe(Math.max(...swept.map(({ score }) => score)));
      for (const { density, weights, score } of [swept[0]!, swept.at(-1)!]) {
        const keeps = density === undefined ? {} : { density, seed: 4 };
        expect(await scoreOf({ folders: skills, method, weights: [...weights], ...keeps })).toBeCloseTo(score, 5);
      }
    },
  );

  it('goes on from the points that it has, a line that was cut off left out', async () => {
    const whole = at('whole.jsonl');
    const undisturbed = await sweepMergeTask({ ...order, method: 'dare', out: whole }, context());
    const out = at('broken.jsonl');
    await expect(sweepMergeTask({ ...order, method: 'dare', out }, context(4))).rejects.toThrow('enough');
    expect(lines(out)).toHaveLength(5);
    appendFileSync(out, '{"density":1,"weig');
    const rest = context();
    expect(await sweepMergeTask({ ...order, method: 'dare', out }, rest)).toEqual(undisturbed);
    expect(rest.told).toHaveLength(4);
    const timeless = (path: string) => lines(path).map((line) => ({ ...(line as object), seconds: 0 }));
    expect(timeless(out)).toEqual(timeless(whole));
  });

  it('refuses the points of other pairs, skills or settings', async () => {
    const out = at('other.jsonl');
    await sweepMergeTask({ ...order, method: 'linear', out }, context());
    const refused = { code: 'training/bad-checkpoint' };
    for (const other of [{ pairs: pairs.slice(1) }, { skills: [...skills].reverse() }, { seed: 5 }, { alphas: [1] }])
      await expect(sweepMergeTask({ ...order, method: 'linear', out, ...other }, context())).rejects.toMatchObject(
        refused,
      );
    writeFileSync(out, 'nonsense\n');
    await expect(sweepMergeTask({ ...order, method: 'linear', out }, context())).rejects.toMatchObject(refused);
  });
});

describe('a search for LoRA Hub’s weights', () => {
  const order = { model, skills, pairs, device, seed: 4, budget: 14 };

  it('measures the loss of the merge that it names, keeps every point, and goes on from them', async () => {
    const whole = at('search.jsonl');
    const found = await searchWeightsTask({ ...order, out: whole }, context());
    const [, ...points] = lines(whole) as { weights: number[]; loss: number; value: number }[];
    expect(points).toHaveLength(14);
    expect(found).toMatchObject({
      evaluations: 14,
      budget: 14,
      seed: 4,
      pairs: 6,
      value: Math.min(...points.map(({ value }) => value)),
    });
    const spec = { folders: skills, method: 'lorahub', weights: found.weights } as const;
    const { logLikelihoods } = await likelihoodsTask({ model, adapter: spec, pairs, device }, context());
    const all = logLikelihoods.flatMap((row) => row!);
    expect(-all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(found.loss, 5);

    const out = at('search-broken.jsonl');
    await expect(searchWeightsTask({ ...order, out }, context(9))).rejects.toThrow('enough');
    expect(await searchWeightsTask({ ...order, out }, context())).toEqual(found);
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(whole, 'utf8'));
  });

  it('wants at least five pairs', async () => {
    const few = { ...order, pairs: pairs.slice(2), out: at('few.jsonl') };
    await expect(searchWeightsTask(few, context())).rejects.toMatchObject({ code: 'study/empty' });
  });
});

describe('a model that an adapter is merged into', () => {
  const sequences: ScoredSequence[] = tinyExamples(3).map(({ ids }) => ({ ids, from: 1 }));
  const scores = async (folder: string, adapter: AdapterSpec) => {
    const made = adapterOf(adapter);
    const scorer = await createScorer(openModel(folder), { device, length: 16, threads: 1, adapter: made });
    const rows = await scorer.score(sequences);
    await scorer.dispose();
    return rows.flatMap((row) => [...row]);
  };
  const adapter: AdapterSpec = { folders: skills, weights: [0.7, 0.4] };

  it('says what the base model says with the adapter, and stands whole in a folder of its own', async () => {
    const out = at('merged');
    mkdirSync(out);
    writeFileSync(join(out, 'left-by-an-earlier-try'), '');
    writeFileSync(join(model, 'four-bit.safetensors'), 'of the base model');
    const { modules } = await mergeWeightsTask({ model, adapter, type: 'f32', out }, context());
    rmSync(join(model, 'four-bit.safetensors'));
    expect(modules).toBe(14);
    expect(existsSync(join(out, 'left-by-an-earlier-try'))).toBe(false);
    expect(existsSync(join(out, 'four-bit.safetensors'))).toBe(false);
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
      expect(readFileSync(join(out, name))).toEqual(readFileSync(join(model, name)));
    const wanted = await scores(model, adapter);
    expect(maxDifference(await scores(out, { folders: [] }), wanted)).toBeLessThan(1e-5);
    expect(maxDifference(await scores(model, { folders: [] }), wanted)).toBeGreaterThan(0.01);
  });

  it('can’t be made of routers', async () => {
    const examples = await Promise.all(
      [1, 5].map(async (seed) => {
        const path = at(`examples-${seed}.json`);
        await writeExamples(path, tinyExamples(20, seed));
        return path;
      }),
    );
    const recipe = {
      learningRate: 0.01,
      epochs: 1,
      maxSteps: 4,
      batch: 2,
      length: 16,
      share: 0.5,
      earlyStop: { every: 2, patience: 9 },
      holdOut: 2,
    };
    const out = at('router');
    const order = { model, skills, examples, recipe, seed: 1, device, checkpoints: at('router-checkpoints'), out };
    const { steps, losses, heldOut } = await trainRouterTask({ ...order, lineage: { seed: 1 } }, context());
    expect(steps).toBe(4);
    expect(losses).toHaveLength(4);
    expect(heldOut.map(({ step }) => step)).toEqual([0, 2, 4]);
    expect(await scores(model, { folders: skills, router: out })).not.toEqual(await scores(model, adapter));
    const merge = mergeWeightsTask(
      { model, adapter: { folders: skills, router: out }, type: 'f32', out: at('no') },
      context(),
    );
    await expect(merge).rejects.toMatchObject({ code: 'skill/unsupported' });
    expect(existsSync(at('no'))).toBe(false);
  });
});

describe('mixed examples', () => {
  it('are all of them, each with its own mask, in an order that the seed decides', async () => {
    const sets = [tinyExamples(9, 1), tinyExamples(5, 5)];
    const paths = [at('set-1.json'), at('set-2.json')];
    for (const [i, path] of paths.entries()) await writeExamples(path, sets[i]!);
    const mix = async (seed: number) => {
      const out = at(`mixed-${seed}.json`);
      const { examples, sha256 } = await mixExamplesTask({ examples: paths, seed, out }, context());
      expect(examples).toBe(14);
      return { mixed: readExamples(out), sha256 };
    };
    const { mixed, sha256 } = await mix(1);
    const text = (examples: readonly unknown[]) => examples.map((one) => JSON.stringify(one));
    expect(text(mixed).sort()).toEqual(text(sets.flat()).sort());
    expect(mixed).not.toEqual(sets.flat());
    expect(await mix(1)).toEqual({ mixed, sha256 });
    expect((await mix(2)).sha256).not.toBe(sha256);
  });
});
