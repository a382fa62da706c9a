import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SystemKind, skillFolders } from './kind.ts';
import { contentOf, prepareOnce } from './prepare-once.ts';
import { unlessOneRank } from './reasons.ts';

/** LoRA Hub: one weight a skill, found without gradients on the suite's validation questions (LoRA Soups, §3.1 and B.1). */
export const lorahub: SystemKind = {
  reason: unlessOneRank,
  takes: 'tuning',
  async prepare(setting) {
    const skills = skillFolders(setting);
    const { seed } = setting.recipe;
    const pairs = [...setting.validation];
    const { details } = await prepareOnce(
      setting,
      {
        kind: 'lorahub',
        title: `LoRA Hub's weights for ${setting.bot.name}`,
        stage: 'prepare-lorahub',
        of: { skills: skills.map(contentOf), pairs, seed, budget: BUDGET },
      },
      async ({ folder, checkpoints, tell }) => {
        const out = join(checkpoints, 'search.jsonl');
        const { weights, loss, value, evaluations, tooLong } = await setting.worker.request(
          'search-weights',
          { model: setting.model.folder, skills, pairs, seed, budget: BUDGET, device: setting.device, out },
          { signal: setting.job.signal, onProgress: tell },
        );
        copyFileSync(out, join(folder, 'search.jsonl'));
        return { weights, loss, value, evaluations, tooLong, seed, budget: BUDGET };
      },
    );
    const { weights } = details as unknown as { weights: number[] };
    return { adapter: { folders: skills, weights, method: 'lorahub' }, details };
  },
};

/** Measurements of the loss: what LoRA Hub's own programs allow by default. */
const BUDGET = 40;
