import { copyFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { writing } from '../disk.ts';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody } from '../jobs/index.ts';
import { readInstructions } from '../study/index.ts';
import type { SkillDetail, SkillTrainInput } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { followJob, isWorthResuming } from './follow-job.ts';
import type { Host } from './host.ts';
import { instructionStudy, instructionTraining } from './instruction-skill.ts';
import { inputOf } from './job-input.ts';
import type { CallContext } from './methods.ts';
import { baseModel, presentModel } from './models.ts';
import { resolveRecipe } from './recipe.ts';
import { recipeSchema } from './recipe-schema.ts';
import { refuseTakenSkillName, skillDetail } from './skill-detail.ts';
import { INSTRUCTIONS_FILE, trainStage } from './train-stage.ts';

/** The job that trains an instruction skill on a person's own data. */
export function trainSkillJob(host: Host): JobBody {
  return async (job) => {
    const { data, model: id, name, recipe, device } = inputOf(trainInput, job);
    const { store } = host;
    const model = await presentModel(id, { host, signal: job.signal });
    const worker = host.worker();
    try {
      const copy = join(job.folder, INSTRUCTIONS_FILE);
      const out = join(job.folder, 'examples.json');
      const study = await job.stage('study', () => {
        // The file may be gone when the job goes on.
        writing({ path: copy, what: 'the copy of the data' }, () => copyFileSync(data, copy));
        const input = { ...instructionStudy(recipe), data: copy, model: model.folder, seed: recipe.seed, out };
        return worker.request('study-instructions', input, { signal: job.signal });
      });
      const skill = await trainStage(job, store, worker, {
        stage: 'train',
        name,
        kind: 'instruction',
        model,
        examples: out,
        dataHash: study.sha256,
        training: instructionTraining(recipe),
        seed: recipe.seed,
        device,
        instructions: copy,
      });
      return { skill };
    } finally {
      await worker.close();
    }
  };
}

const trainInput = z.object({
  data: z.string(),
  model: z.string(),
  name: z.string(),
  recipe: recipeSchema,
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
});

/** Trains an instruction skill on a person's own data. */
export async function trainSkill(input: SkillTrainInput, context: CallContext): Promise<SkillDetail> {
  const { host, emit, signal } = context;
  const recipe = resolveRecipe(input.recipe, input.set);
  const data = resolve(input.data);
  readInstructions(data);
  refuseTakenSkillName(host.store, input.name);
  chooseDevice(input.device ?? 'auto');
  const model = await baseModel(input.model, context);
  const job: z.infer<typeof trainInput> = {
    data,
    model: model.id,
    name: input.name ?? basename(data).replace(/\.jsonl?$/, ''),
    recipe,
    device: input.device ?? 'auto',
  };
  const { id } = host.jobs.start('train-skill', job);
  emit({ kind: 'job', job: id, state: 'started' });
  try {
    const { skill } = (await followJob(host, id, emit, signal)).result as { skill: string };
    return skillDetail(host.store, host.store.skills.require(skill));
  } catch (error) {
    if (!(error instanceof AppError) || isWorthResuming(error.code)) throw error;
    const { state, stage } = host.store.jobs.require(id);
    if (state === 'failed' && stage !== 'train') discardJob(host, id);
    throw error;
  }
}
