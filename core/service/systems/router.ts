import { join } from 'node:path';
import { versions } from '../versions.ts';
import { type SystemKind, skillFolders } from './kind.ts';
import { contentOf, prepareOnce } from './prepare-once.ts';
import { unlessDataKept } from './reasons.ts';

/** Mixture of experts: a router for each module weighs the skills token by token, trained as the bot's coefficients are (LoRA Soups, §3.1). */
export const router: SystemKind = {
  reason: unlessDataKept,
  takes: 'training',
  async prepare(setting) {
    const skills = skillFolders(setting);
    const examples = [...(await setting.examples())];
    const { seed, soup } = setting.recipe;
    const { method: _, constraint: __, granularity: ___, initial: ____, ...shared } = soup;
    const recipe = { ...shared, learningRate: Math.min(shared.learningRate, LEARNING_RATE) };
    const { folder, details } = await prepareOnce(
      setting,
      {
        kind: 'router',
        title: `Routers for ${setting.bot.name}`,
        stage: 'prepare-router',
        of: { skills: skills.map(contentOf), examples: examples.map(contentOf), recipe, seed },
      },
      async ({ folder: made, checkpoints, tell }) => {
        const { steps, heldOut } = await setting.worker.request(
          'train-router',
          {
            model: setting.model.folder,
            skills,
            examples,
            recipe,
            seed,
            checkpoints,
            device: setting.device,
            out: join(made, 'router'),
            lineage: { recipe, seed, versions: versions() },
          },
          { signal: setting.job.signal, onProgress: tell },
        );
        return { steps, heldOut, learningRate: recipe.learningRate };
      },
    );
    return { adapter: { folders: skills, router: join(folder, 'router') }, details };
  },
};

/** The most a router's weights may learn at: a coefficient's rate throws thousands of weights far off in a step. */
const LEARNING_RATE = 1e-3;
