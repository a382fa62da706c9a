import { z } from 'zod';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody, JobContext } from '../jobs/index.ts';
import type { Store } from '../store/index.ts';
import { manualTokens } from './build-estimate.ts';
import { buildManual } from './build-manual.ts';
import { checkStage, indexStage, insertBot, soupInstructions, studyStage } from './build-stages.ts';
import { tellingTimeLeft } from './build-time-left.ts';
import type { BuildInput, BuildResult } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { followJob, isWorthResuming } from './follow-job.ts';
import { rebuiltStage } from './gate/rebuilt.ts';
import type { Host } from './host.ts';
import { instructionSource, instructionStage, usesStockData } from './instruction-skill.ts';
import { inputOf } from './job-input.ts';
import type { CallContext } from './methods.ts';
import { baseModel, presentModel } from './models.ts';
import { readStage } from './reading.ts';
import { resolveRecipe } from './recipe.ts';
import { recipeSchema } from './recipe-schema.ts';
import { licenceNotice } from './resources.ts';
import { skillShares, soupStage } from './soup-stage.ts';
import { trainStage } from './train-stage.ts';

/** Trains a bot on a manual: everything that can be refused is refused before the long work begins. */
export async function build(input: BuildInput, context: CallContext): Promise<BuildResult> {
  const { host, emit, signal } = context;
  const recipe = resolveRecipe(input.recipe, input.set);
  refuseTakenName(host.store, input.name);
  chooseDevice(input.device ?? 'auto');
  const manual = await buildManual(host.store, input.manual, signal);
  const model = await baseModel(input.model, context);
  const instruct = instructionSource(host.store, model, input.instruct);
  if (usesStockData(host.store, instruct)) emit({ kind: 'notice', code: 'licence', message: licenceNotice });
  if (instruct.kind === 'train') {
    const message = `No instruction skill comes with ${model.id}: a small one is trained first, and kept for later builds.`;
    emit({ kind: 'notice', code: 'instruction-skill', message });
  }

  const job: z.infer<typeof jobInput> = {
    manual,
    model: model.id,
    instruct,
    recipe,
    device: input.device ?? 'auto',
    ...(input.name === undefined ? {} : { name: input.name }),
  };
  const { id } = host.jobs.start('build', job);
  emit({ kind: 'job', job: id, state: 'started' });
  try {
    return (await followJob(host, id, emit, signal)).result as BuildResult;
  } catch (error) {
    if (error instanceof AppError && !isWorthResuming(error.code) && nothingLearned(host.store, id))
      discardJob(host, id);
    throw error;
  }
}

/** The stages of a build. Each one's result is kept with the job, so a build that was cut off goes on where it was. */
export function buildJob(host: Host): JobBody {
  return async (own) => {
    const started = performance.now();
    const input = inputOf(jobInput, own);
    const { recipe, device } = input;
    const { store } = host;
    const model = await presentModel(input.model, { host, signal: own.signal });
    const worker = host.worker();
    try {
      const manual = await ('path' in input.manual
        ? readStage(own, store, worker, input.manual.path)
        : known(own, input.manual.id));
      const job = tellingTimeLeft(own, recipe, {
        tokens: manualTokens(store, { id: manual }),
        trainsInstructions: input.instruct.kind === 'train',
      });
      const study = await studyStage(job, store, worker, { manual, model, recipe });
      const instruction = await instructionStage(job, store, worker, { source: input.instruct, model, recipe, device });
      const skill = await trainStage(job, store, worker, {
        stage: 'train',
        name: `${store.manuals.require(manual).title} (manual)`,
        kind: 'manual',
        model,
        examples: study.examples,
        dataHash: study.sha256,
        training: recipe.training,
        seed: recipe.seed,
        device,
        manualId: manual,
      });
      const order = { instruction, manualExamples: study.count, model, recipe };
      const examples = [study.examples, await soupInstructions(job, store, worker, order)];
      const { soup, steps } = await soupStage(job, store, worker, {
        model,
        skillIds: [skill, instruction],
        examples,
        recipe,
        device,
      });
      await indexStage(job, store, manual);
      const check = await checkStage(job, store, worker, { manual, model, soup, study, device });
      const gate = await rebuiltStage(host, job, worker, { manual, model, soup, skills: [skill, instruction], device });
      const bot = await job.stage(
        'bot',
        () => ({}),
        () => insertBot(store, job.id, { manual, model, soup, recipe, name: input.name, gate }),
      );
      return {
        job: own.id,
        bot: bot.id,
        name: bot.name,
        manual,
        model: model.id,
        recipe: recipe.preset,
        skills: skillShares(store, soup),
        check,
        promotion: bot.promotion,
        steps: { train: store.skills.require(skill).steps ?? 0, blend: steps },
        seconds: (performance.now() - started) / 1000,
      } satisfies BuildResult;
    } finally {
      await worker.close();
    }
  };
}

const jobInput = z.object({
  manual: z.union([z.object({ id: z.string() }), z.object({ path: z.string() })]),
  model: z.string(),
  instruct: z.union([
    z.object({ kind: z.literal('own'), skill: z.string() }),
    z.object({ kind: z.literal('stock') }),
    z.object({ kind: z.literal('train') }),
  ]),
  recipe: recipeSchema,
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'dml']),
  name: z.string().exactOptional(),
});

function known(job: JobContext, id: string): Promise<string> {
  return job.stage('read', () => id);
}

function refuseTakenName(store: Store, name: string | undefined): void {
  if (name === undefined || store.bots.byName(name) === undefined) return;
  throw new AppError('store/conflict', `There is a bot "${name}" already.`, { command: 'Choose another --name.' });
}

/** Whether a job that ended holds no work that going on with it would save. */
function nothingLearned(store: Store, id: string): boolean {
  const { stage, state } = store.jobs.require(id);
  return state === 'failed' && (stage === null || ['read', 'study', 'study-instructions'].includes(stage));
}
