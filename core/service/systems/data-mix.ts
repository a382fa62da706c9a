import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { instructionTraining } from '../instruction-skill.ts';
import type { Recipe } from '../recipe.ts';
import { versions } from '../versions.ts';
import type { SystemKind, SystemSetting } from './kind.ts';
import { contentOf, type Making, prepareOnce } from './prepare-once.ts';
import { unlessDataKept } from './reasons.ts';

/**
 * DATA-MIX as the paper trains it (LoRA Soups, §3.1 and §4): an adapter of rank k·r for 3 epochs on the manual, merged into the
 * weights, then a second one of that rank for 1 epoch on the instructions. Both are kept: W + ΔW₁ + ΔW₂ is what the merged
 * weights and the second adapter compute.
 */
export const dataMix: SystemKind = {
  reason: (bot) =>
    unlessDataKept(bot) ?? (bot.skills.length === 2 ? null : 'It mixes two data sets, one after the other.'),
  takes: 'training',
  async prepare(setting) {
    const [first, second] = (await setting.examples()) as [string, string];
    const training = wide(setting);
    const epochs = { ...training, epochs: MANUAL_EPOCHS };
    const instructions = instructionTraining(setting.recipe);
    // A recipe that limits the steps of a skill limits both halves.
    const maxSteps = instructions.maxSteps ?? training.maxSteps;
    const then = { ...wide(setting, instructions), epochs: INSTRUCTION_EPOCHS, maxSteps };
    const { folder, details } = await prepareOnce(
      setting,
      {
        kind: 'data-mix',
        title: `Both data sets of ${setting.bot.name}, one after the other`,
        stage: 'prepare-data-mix',
        of: { examples: [contentOf(first), contentOf(second)], trainings: [epochs, then], seed: setting.recipe.seed },
      },
      async (making) => {
        const one = await train(setting, making, { name: 'first', examples: first, training: epochs });
        const merged = join(setting.job.folder, 'data-mix-merged');
        // Half of it may be there from before a kill.
        rmSync(merged, { recursive: true, force: true });
        await setting.worker.request(
          'merge-weights',
          {
            model: setting.model.folder,
            adapter: { folders: [join(making.folder, 'first')] },
            type: 'f32',
            out: merged,
          },
          { signal: setting.job.signal },
        );
        const two = await train(setting, making, { name: 'second', examples: second, training: then, model: merged });
        rmSync(merged, { recursive: true, force: true });
        return { rank: training.rank, steps: [one, two] };
      },
    );
    const folders = [join(folder, 'first'), join(folder, 'second')];
    return { adapter: { folders, weights: [1, 1] }, details };
  },
};

/** One adapter of rank k·r on all data sets at once, shuffled: each example keeps its own mask of what counts. */
export const dataMixPlain: SystemKind = {
  reason: unlessDataKept,
  takes: 'training',
  async prepare(setting) {
    const examples = await setting.examples();
    const training = wide(setting);
    const { seed } = setting.recipe;
    const { folder, details } = await prepareOnce(
      setting,
      {
        kind: 'data-mix',
        title: `All data sets of ${setting.bot.name} at once`,
        stage: 'prepare-data-mix-plain',
        of: { examples: examples.map(contentOf), plain: true, training, seed },
      },
      async (making) => {
        const out = join(setting.job.folder, 'mixed-examples.json');
        await setting.worker.request(
          'mix-examples',
          { examples: [...examples], seed, out },
          { signal: setting.job.signal },
        );
        const steps = await train(setting, making, { name: 'mixed', examples: out, training });
        return { rank: training.rank, steps };
      },
    );
    return { adapter: { folders: [join(folder, 'mixed')] }, details };
  },
};

const MANUAL_EPOCHS = 3;
const INSTRUCTION_EPOCHS = 1;

/** As a skill is trained, with the rank of all skills together and its α, so that the scaling stays. */
function wide({ skills, recipe }: SystemSetting, training: Recipe['training'] = recipe.training): Recipe['training'] {
  return { ...training, rank: training.rank * skills.length, alpha: training.alpha * skills.length };
}

interface Part {
  readonly name: string;
  readonly examples: string;
  readonly training: Recipe['training'];
  readonly model?: string;
}

async function train(setting: SystemSetting, { folder, checkpoints, tell }: Making, part: Part): Promise<number> {
  const { worker, model, recipe, device, job } = setting;
  const { losses } = await worker.request(
    'train-skill',
    {
      model: part.model ?? model.folder,
      baseModel: model.id,
      examples: part.examples,
      recipe: part.training,
      seed: recipe.seed,
      checkpoints: join(checkpoints, part.name),
      device,
      skillFolder: join(folder, part.name),
      lineage: { kind: 'data-mix', recipe: part.training, seed: recipe.seed, versions: versions() },
    },
    { signal: job.signal, onProgress: tell },
  );
  return losses.length;
}
