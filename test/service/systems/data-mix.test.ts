import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { presets } from '../../../core/service/presets.ts';
import { dataMix } from '../../../core/service/systems/data-mix.ts';
import type { SystemSetting } from '../../../core/service/systems/kind.ts';
import { temporaryFolder, temporaryStore } from '../../store/temporary-home.ts';
import { jobIn } from './job-in.ts';

/** A worker that writes down what it is asked, and nothing but folders for what it should make. */
function recordingWorker() {
  const asked: { task: string; input: Record<string, unknown> }[] = [];
  const request = async (task: string, input: Record<string, unknown>) => {
    asked.push({ task, input });
    if (task === 'train-skill') mkdirSync(input.skillFolder as string, { recursive: true });
    return { losses: [3, 2] };
  };
  return { asked, request };
}

it('data mixing trains on one data set after the other, each on the weights that those before it gave', async () => {
  const folder = temporaryFolder();
  const examples = ['manual', 'alpaca', 'code'].map((name) => join(folder, `${name}.json`));
  for (const path of examples) writeFileSync(path, path);
  const worker = recordingWorker();
  const setting = {
    store: temporaryStore(),
    job: jobIn(),
    worker,
    model: { id: 'small', hash: 'h', folder: 'base' },
    device: 'cpu',
    bot: { name: 'Three' },
    skills: [{}, {}, {}],
    recipe: presets.paper,
    examples: async () => examples,
  } as unknown as SystemSetting;
  const { adapter, details } = await dataMix.prepare(setting);

  const trained = worker.asked.filter(({ task }) => task === 'train-skill').map(({ input }) => input);
  expect(trained.map((input) => input.examples)).toEqual(examples);
  const recipes = trained.map((input) => input.recipe as { epochs: number; rank: number; alpha: number });
  expect(recipes.map(({ epochs, rank, alpha }) => [epochs, rank, alpha])).toEqual([
    [3, 96, 192],
    [1, 96, 192],
    [1, 96, 192],
  ]);
  expect(trained.map((input) => input.model === 'base')).toEqual([true, false, false]);
  const merges = worker.asked.filter(({ task }) => task === 'merge-weights').map(({ input }) => input);
  expect(merges.map(({ model, adapter: merged }) => [model, (merged as { folders: string[] }).folders.length])).toEqual(
    [
      ['base', 1],
      ['base', 2],
    ],
  );
  expect(worker.asked.map(({ task }) => task)).toEqual([
    ...['train-skill', 'merge-weights', 'train-skill', 'merge-weights', 'train-skill'],
  ]);
  expect(adapter).toMatchObject({ weights: [1, 1, 1] });
  expect(details).toEqual({ rank: 96, steps: [2, 2, 2] });
});
