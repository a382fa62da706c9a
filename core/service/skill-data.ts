import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { JobContext } from '../jobs/index.ts';
import { type SkillRow, type Store, writeFileAtomic } from '../store/index.ts';
import type { EngineWorker } from './engine-worker.ts';
import { instructionData, instructionStudy } from './instruction-skill.ts';
import type { BaseModel } from './models.ts';
import type { Recipe } from './recipe.ts';

type SkillData =
  | { readonly kind: 'manual'; readonly manual: string }
  | { readonly kind: 'instructions'; readonly path: string };

/** What a skill was trained on, where that is kept. @throws AppError `soup/incompatible` where it is not. */
export function skillData(store: Store, { id, name, kind, manualId }: SkillRow): SkillData {
  if (manualId !== null) return { kind: 'manual', manual: manualId };
  if (kind === 'instruction') return { kind: 'instructions', path: instructionData(store, id) };
  throw new AppError(
    'soup/incompatible',
    `What "${name}" was trained on is not here (it is ${kind}), so nothing can be learned on it.`,
    { hint: 'Blend with equal coefficients, and change them by hand.' },
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
