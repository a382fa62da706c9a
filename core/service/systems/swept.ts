import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../contract.ts';
import { type SystemKind, skillFolders } from './kind.ts';
import { contentOf, prepareOnce } from './prepare-once.ts';
import { unlessOneRank } from './reasons.ts';

/**
 * A merge of A and B apart with the density and coefficients that did best on the suite's validation questions (LoRA Soups, B.1:
 * λ from 0.2 to 1, α from 1 to 2 in steps of 0.2). The whole sweep is kept.
 */
export function swept(method: 'linear' | 'ties' | 'dare'): SystemKind {
  return {
    reason: unlessOneRank,
    takes: 'tuning',
    async prepare(setting) {
      const folders = skillFolders(setting);
      const { seed } = setting.recipe;
      const pairs = [...setting.validation];
      const { folder, details } = await prepareOnce(
        setting,
        {
          kind: 'sweep',
          title: `Sweep of ${method} for ${setting.bot.name}`,
          stage: `prepare-${method}`,
          of: { method, skills: folders.map(contentOf), pairs, seed },
        },
        async ({ folder: made, checkpoints, tell }) => {
          // What is measured outlives a kill; what is made does not, until it is whole.
          const out = join(checkpoints, 'sweep.jsonl');
          const { best, points, tooLong } = await setting.worker.request(
            'sweep-merge',
            { model: setting.model.folder, skills: folders, method, pairs, seed, device: setting.device, out },
            { signal: setting.job.signal, onProgress: tell },
          );
          copyFileSync(out, join(made, 'sweep.jsonl'));
          return { best, points, tooLong };
        },
      );
      const { best } = details as unknown as { best: { density?: number; weights: number[]; score: number } };
      const { density, weights } = best;
      return {
        adapter: { folders, weights, method, seed, ...(density === undefined ? {} : { density }) },
        details: { ...(details as object), validation: pairs.length, sweep: pointsOf(join(folder, 'sweep.jsonl')) },
      };
    },
  };
}

/** The points of a sweep as they were measured; the file's first line says what it is of. */
export function pointsOf(path: string): Json[] {
  const [_head, ...lines] = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Json);
}
