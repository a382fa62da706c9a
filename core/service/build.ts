import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { chooseDevice } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody, JobContext } from '../jobs/index.ts';
import { passagesOf } from '../manual/index.ts';
import { type Store, writeFileAtomic } from '../store/index.ts';
import type { BuildInput, BuildResult, CheckResult } from './contract.ts';
import { discardJob } from './discard-job.ts';
import type { EngineWorker } from './engine-worker.ts';
import { findManual } from './find.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import { importedBefore } from './import.ts';
import {
  instructionData,
  instructionSource,
  instructionStage,
  instructionStudy,
  usesStockData,
} from './instruction-skill.ts';
import type { CallContext } from './methods.ts';
import { type BaseModel, baseModel, presentModel } from './models.ts';
import { readStage } from './reading.ts';
import { type Recipe, resolveRecipe } from './recipe.ts';
import { recipeSchema } from './recipe-schema.ts';
import { licenceNotice } from './resources.ts';
import { skillShares, soupAdapter, soupStage } from './soup-stage.ts';
import { trainStage } from './train-stage.ts';
import { uniqueName } from './unique-name.ts';

/** Trains a bot on a manual: everything that can be refused is refused before the long work begins. */
export async function build(input: BuildInput, context: CallContext): Promise<BuildResult> {
  const { host, emit, signal } = context;
  const recipe = resolveRecipe(input.recipe, input.set);
  refuseTakenName(host.store, input.name);
  chooseDevice(input.device ?? 'auto');
  const manual = await manualOf(host, input.manual, signal);
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
    if (error instanceof AppError && nothingLearned(host.store, id)) discardJob(host, id);
    throw error;
  }
}

/** The stages of a build. Each one's result is kept with the job, so a build that was cut off goes on where it was. */
export function buildJob(host: Host): JobBody {
  return async (job) => {
    const started = performance.now();
    const input = jobInput.parse(job.input);
    const { recipe, device } = input;
    const { store } = host;
    const model = await presentModel(input.model, { host, signal: job.signal });
    const worker = host.worker();
    try {
      const manual = await ('path' in input.manual
        ? readStage(job, store, worker, input.manual.path)
        : known(job, input.manual.id));
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
      const examples = [study.examples, await soupInstructions(job, store, worker, { instruction, model, recipe })];
      const { soup, steps } = await soupStage(job, store, worker, {
        model,
        skillIds: [skill, instruction],
        examples,
        recipe,
        device,
      });
      await indexStage(job, store, manual);
      const check = await checkStage(job, store, worker, { model, soup, study, device });
      const bot = await job.stage(
        'bot',
        () => ({}),
        () => insertBot(store, job.id, { manual, model, soup, recipe, name: input.name }),
      );
      return {
        job: job.id,
        bot: bot.id,
        name: bot.name,
        manual,
        model: model.id,
        recipe: recipe.preset,
        skills: skillShares(store, soup),
        check,
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

interface Study {
  readonly examples: string;
  readonly heldOutFile: string;
  readonly heldOut: number;
  readonly checked: number;
  readonly sha256: string;
}

async function studyStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  { manual, model, recipe }: { manual: string; model: BaseModel; recipe: Recipe },
): Promise<Study> {
  const files = { examples: join(job.folder, 'examples.json'), heldOutFile: join(job.folder, 'held-out.json') };
  const study = await job.stage('study', async () => {
    const blocks = join(job.folder, 'blocks.json');
    await writeFileAtomic(
      blocks,
      JSON.stringify(
        store.manuals
          .blocks(manual)
          .map(({ kind, level, text }) => ({ kind, text, ...(level === null ? {} : { level }) })),
      ),
    );
    const { examples: out, heldOutFile: heldOut } = files;
    const input = { blocks, model: model.folder, recipe: recipe.study, seed: recipe.seed, out, heldOut };
    return worker.request('study-manual', input, { signal: job.signal });
  });
  return { ...study, ...files };
}

/** The instruction skill's own data as examples, which its coefficients are learned on. */
async function soupInstructions(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  { instruction, model, recipe }: { instruction: string; model: BaseModel; recipe: Recipe },
): Promise<string> {
  const out = join(job.folder, 'soup-instructions.json');
  if (recipe.soup.method === 'cat-static') return out;
  await job.stage('study-soup', () => {
    const data = instructionData(store, instruction);
    const study = { ...instructionStudy(recipe), maxExamples: null };
    return worker.request(
      'study-instructions',
      { ...study, data, model: model.folder, seed: recipe.seed, out },
      { signal: job.signal },
    );
  });
  return out;
}

/** Passages are made when a manual is read; here those of a manual that an older version read. */
function indexStage(job: JobContext, store: Store, manual: string): Promise<number> {
  return job.stage(
    'index',
    () => store.passages.list(manual).length,
    (count) => {
      if (count > 0) return count;
      const blocks = store.manuals
        .blocks(manual)
        .map(({ level, ...block }) => (level === null ? block : { ...block, level }));
      const passages = passagesOf({ blocks });
      store.passages.replace(manual, passages);
      return passages.length;
    },
  );
}

function checkStage(
  job: JobContext,
  store: Store,
  worker: EngineWorker,
  {
    model,
    soup,
    study,
    device,
  }: { model: BaseModel; soup: string; study: Study; device: BuildInput['device'] & string },
): Promise<CheckResult> {
  return job.stage('check', async () => {
    const loss = async (adapter: ReturnType<typeof soupAdapter>) => {
      const input = { model: model.folder, adapter, examples: study.heldOutFile, device };
      return (await worker.request('score', input, { signal: job.signal })).loss;
    };
    const windows = study.heldOut > 0 ? 'held-out' : 'trained';
    const base = await loss({ folders: [] });
    const bot = await loss(soupAdapter(store, soup));
    return { windows, count: study.checked, base, bot };
  });
}

function insertBot(
  store: Store,
  jobId: string,
  {
    manual,
    model,
    soup,
    recipe,
    name,
  }: { manual: string; model: BaseModel; soup: string; recipe: Recipe; name: string | undefined },
) {
  const { search, generation } = recipe;
  const bot = store.bots.insert({
    name: uniqueName(name ?? store.manuals.require(manual).title, (text) => store.bots.byName(text) !== undefined),
    baseModel: model.id,
    baseModelHash: model.hash,
    soupId: soup,
    settings: { search, generation },
    recipeId: store.recipes.save(recipe).id,
    jobId,
    manualIds: [manual],
  });
  return { id: bot.id, name: bot.name };
}

function known(job: JobContext, id: string): Promise<string> {
  return job.stage('read', () => id);
}

/** A file that is there, else the manual of that name. */
async function manualOf(host: Host, text: string, signal: AbortSignal | undefined) {
  const path = resolve(text);
  if (!existsSync(path)) return { id: findManualOrFile(host, text).id };
  const before = await importedBefore(host.store, path, signal);
  return before === undefined ? { path } : { id: before.id };
}

function findManualOrFile(host: Host, text: string) {
  try {
    return findManual(host.store, text);
  } catch (error) {
    // What looks like a path was meant as one.
    if (
      error instanceof AppError &&
      error.code === 'service/not-found' &&
      /[\\/]|\.(pdf|md|markdown|txt)$/i.test(text)
    ) {
      throw new AppError('manual/not-found', `There is no file ${JSON.stringify(text)}.`, { cause: error });
    }
    throw error;
  }
}

function refuseTakenName(store: Store, name: string | undefined): void {
  if (name === undefined || store.bots.byName(name) === undefined) return;
  throw new AppError('store/conflict', `There is a bot "${name}" already.`, { hint: 'Choose another --name.' });
}

/** Whether a job that ended holds no work that going on with it would save. */
function nothingLearned(store: Store, id: string): boolean {
  const { stage, state } = store.jobs.require(id);
  return state === 'failed' && (stage === null || ['read', 'study', 'study-instructions'].includes(stage));
}
