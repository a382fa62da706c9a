import type { CoefficientsJson } from '../../soup/index.ts';
import type { PresetName } from '../presets.ts';
import { presets } from '../presets.ts';
import { soupAdapter } from '../soup-stage.ts';
import { type SystemKind, skillFolders } from './kind.ts';
import { contentOf, prepareOnce, readJson } from './prepare-once.ts';
import { unlessDataKept, unlessSoup } from './reasons.ts';

/** Static CAT: every coefficient 0.5 (LoRA Soups, §5.2). */
export const catStatic: SystemKind = {
  reason: unlessSoup,
  takes: 'nothing',
  prepare: (setting) => ({
    adapter: { folders: skillFolders(setting), weights: setting.skills.map(() => 0.5) },
    details: { coefficient: 0.5 },
  }),
};

/** Learned CAT as the bot has it. */
export const catLearned: SystemKind = {
  reason: (bot) =>
    unlessSoup(bot) ?? (bot.method === 'cat-learned' ? null : "This bot's coefficients were not learned."),
  takes: 'nothing',
  prepare: ({ store, bot }) => ({ adapter: soupAdapter(store, bot.soupId!), details: { soup: bot.soupId } }),
};

/** CAT with coefficients that nobody learned, as the bot has them: set by hand, or all equal. */
export const catOwn: SystemKind = {
  ...catLearned,
  reason: (bot) =>
    unlessSoup(bot) ?? (bot.method === 'cat-learned' ? 'Its coefficients were learned: that is cat-learned.' : null),
};

/** Learned CAT with a preset's own numbers, whatever the bot was built with. */
export function catLearnedAs(preset: PresetName): SystemKind {
  return {
    reason: unlessDataKept,
    takes: 'training',
    async prepare(setting) {
      const { soup: recipe } = presets[preset];
      const { seed } = setting.recipe;
      const examples = await setting.examples();
      const { folder, details } = await prepareOnce(
        setting,
        {
          kind: 'coefficients',
          title: `Coefficients of ${setting.bot.name}, learned as "${preset}"`,
          stage: `prepare-cat-learned-${preset}`,
          of: { skills: skillFolders(setting).map(contentOf), examples: examples.map(contentOf), recipe, seed },
        },
        async ({ folder: made, checkpoints, tell }) => {
          const { steps, heldOut } = await setting.worker.request(
            'learn-coefficients',
            {
              model: setting.model.folder,
              skills: skillFolders(setting),
              examples: [...examples],
              recipe,
              seed,
              checkpoints,
              device: setting.device,
              out: `${made}/coefficients.json`,
            },
            { signal: setting.job.signal, onProgress: tell },
          );
          return { preset, steps, heldOut };
        },
      );
      const coefficients = readJson(`${folder}/coefficients.json`) as CoefficientsJson;
      return { adapter: { folders: skillFolders(setting), coefficients }, details };
    },
  };
}
