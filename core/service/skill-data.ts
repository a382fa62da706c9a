import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { JobContext } from '../jobs/index.ts';
import { type SkillRow, type Store, writeFileAtomic } from '../store/index.ts';
import type { EngineWorker } from './engine-worker.ts';
import { instructionData, instructionStudy, instructionsOf } from './instruction-skill.ts';
import type { BaseModel } from './models.ts';
import type { Recipe } from './recipe.ts';

type SkillData =
  | { readonly kind: 'manual'; readonly manual: string }
  | { readonly kind: 'instructions'; readonly path: string };

/** What a skill was trained on, where that is kept: its manual, or its instructions beside it. */
export function keptData(store: Store, { id, kind, manualId }: SkillRow): SkillData | undefined {
  if (manualId !== null) return { kind: 'manual', manual: manualId };
  const path = kind === 'instruction' ? instructionData(store, id) : instructionsOf(store, id);
  return path === undefined ? undefined : { kind: 'instructions', path };
}

/** {@link keptData}. @throws AppError `soup/incompatible` where nothing is kept. */
export function skillData(store: Store, row: SkillRow): SkillData {
  const data = keptData(store, row);
  if (data !== undefined) return data;
  throw new AppError(
    'soup/incompatible',
    `What "${row.name}" was trained on is not here (it is ${row.kind}), so nothing can be learned on it.`,
    {
      command:
        'Import it again with its data (stockpot skills import DIR --data FILE), or blend with equal coefficients and change them by hand.',
    },
  );
}

interface Studied {
  readonly model: BaseModel;
  readonly skills: readonly string[];
  readonly recipe: Recipe;
}

/** The stage that cuts what skills were trained on into examples: gives a file for each skill. */
export async function studySkillsStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  order: Studied,
): Promise<string[]> {
  const { model, skills, recipe } = order;
  const files = skills.map((_, i) => join(job.folder, `examples-${i + 1}.json`));
  const { seed } = recipe;
  await job.stage('study', async () => {
    for (const [i, id] of skills.entries()) {
      const out = files[i]!;
      const data = skillData(store, store.skills.require(id));
      if (data.kind === 'instructions') {
        const study = { ...instructionStudy(recipe), maxExamples: null };
        const input = { ...study, data: data.path, model: model.folder, seed, out };
        await worker.request('study-instructions', input, { signal: job.signal });
        continue;
      }
      const blocks = join(job.folder, `blocks-${i + 1}.json`);
      const kept = store.manuals.blocks(data.manual);
      const lines = kept.map(({ kind, level, text }) => ({ kind, text, ...(level === null ? {} : { level }) }));
      await writeFileAtomic(blocks, JSON.stringify(lines));
      const heldOut = join(job.folder, `held-out-${i + 1}.json`);
      const input = { blocks, model: model.folder, recipe: recipe.study, seed, out, heldOut };
      await worker.request('study-manual', input, { signal: job.signal });
    }
    return files.length;
  });
  return files;
}
