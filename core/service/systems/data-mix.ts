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
 * weights, then another one of that rank for 1 epoch on the instructions. All are kept: W + ΔW₁ + ΔW₂ is what the merged
 * weights and the second adapter compute. Of more than two data sets each further one follows as the instructions do.
 */
export const dataMix: SystemKind = {
  reason: unlessDataKept,
  takes: 'training',
  async prepare(setting) {
    const examples = await setting.examples();
    const training = wide(setting);
    const instructions = instructionTraining(setting.recipe);
    // A recipe that limits the steps of a skill limits each part.
    const maxSteps = instructions.maxSteps ?? training.maxSteps;
    const then = { ...wide(setting, instructions), epochs: INSTRUCTION_EPOCHS, maxSteps };
    const trainings = examples.map((_, i) => (i === 0 ? { ...training, epochs: MANUAL_EPOCHS } : then));
    const { folder, details } = await prepareOnce(
      setting,
      {
        kind: 'data-mix',
        title: `The data sets of ${setting.bot.name}, one after the other`,
        stage: 'prepare-data-mix',
        of: { parts: examples.map(contentOf), trainings, seed: setting.recipe.seed },
      },
      async (making) => {
        const steps: number[] = [];
        const merged = join(setting.job.folder, 'data-mix-merged');
        for (const [i, data] of examples.entries()) {
          if (i > 0) await mergeInto(merged, setting, partsOf(making.folder, i));
          const part = { name: partName(i), examples: data, training: trainings[i]! };
          steps.push(await train(setting, making, i === 0 ? part : { ...part, model: merged }));
        }
        rmSync(merged, { recursive: true, force: true });
        return { rank: training.rank, steps };
      },
    );
    return { adapter: { folders: partsOf(folder, examples.length), weights: examples.map(() => 1) }, details };
  },
};

const partName = (i: number) => `part-${i + 1}`;
const partsOf = (folder: string, count: number) => Array.from({ length: count }, (_, i) => join(folder, partName(i)));

/** The base model's weights with these adapters merged into them, as a model of its own. */
async function mergeInto(
  out: string,
  { model, worker, job }: SystemSetting,
  folders: readonly string[],
): Promise<void> {
  // Half of it may be there from before a kill.
  rmSync(out, { recursive: true, force: true });
  const adapter = { folders: [...folders], weights: folders.map(() => 1) };
  await worker.request('merge-weights', { model: model.folder, adapter, type: 'f32', out }, { signal: job.signal });
}

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
