import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { defaultModelId, findEntry } from '../catalog/index.ts';
import { chooseDevice, linearTargets, loraLayers, openModel } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import type { JobBody } from '../jobs/index.ts';
import { checkFits, exportGguf, readSkill, writeSkill } from '../skill/index.ts';
import { mergeMethods, staticCoefficients } from '../soup/index.ts';
import { makeFolderAtomic, newId, type SkillRow, type Store } from '../store/index.ts';
import { readInstructions } from '../study/index.ts';
import type {
  Json,
  MergeInput,
  MergeResult,
  Removed,
  SkillDetail,
  SkillExport,
  SkillExportInput,
  SkillImportInput,
  SkillInput,
  SkillSummary,
  SkillTrainInput,
} from './contract.ts';
import { discardJob } from './discard-job.ts';
import { findSkill } from './find.ts';
import { followJob } from './follow-job.ts';
import type { Host } from './host.ts';
import { instructionStudy, instructionTraining } from './instruction-skill.ts';
import type { CallContext, Methods } from './methods.ts';
import { baseModel, presentModel } from './models.ts';
import { resolveRecipe } from './recipe.ts';
import { recipeSchema } from './recipe-schema.ts';
import { INSTRUCTIONS_FILE, trainStage } from './train-stage.ts';
import { uniqueName } from './unique-name.ts';
import { versions } from './versions.ts';

export const skillMethods: Methods<
  'skill.list' | 'skill.show' | 'skill.train' | 'skill.import' | 'skill.export' | 'skill.remove' | 'skill.merge'
> = {
  'skill.list': (_input, { host }) =>
    host.store.skills
      .list()
      .filter(({ state }) => state === 'ready')
      .map(summaryOf),
  'skill.show': ({ skill }: SkillInput, { host }) => detailOf(host.store, findSkill(host.store, skill)),
  'skill.train': train,
  'skill.import': importSkill,
  'skill.export': exportSkill,
  'skill.remove': ({ skill }: SkillInput, { host }): Removed => {
    const { id, name } = findSkill(host.store, skill);
    host.own();
    host.store.removeSkill(id);
    return { removed: name };
  },
  'skill.merge': merge,
};

/** The job that trains an instruction skill on a person's own data. */
export function trainSkillJob(host: Host): JobBody {
  return async (job) => {
    const { data, model: id, name, recipe, device } = trainInput.parse(job.input);
    const { store } = host;
    const model = await presentModel(id, { host, signal: job.signal });
    const worker = host.worker();
    try {
      const copy = join(job.folder, INSTRUCTIONS_FILE);
      const out = join(job.folder, 'examples.json');
      const study = await job.stage('study', () => {
        // The file may be gone when the job goes on.
        cpSync(data, copy);
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

async function train(input: SkillTrainInput, context: CallContext): Promise<SkillDetail> {
  const { host, emit, signal } = context;
  const recipe = resolveRecipe(input.recipe, input.set);
  const data = resolve(input.data);
  readInstructions(data);
  refuseTaken(host.store, input.name);
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
    return detailOf(host.store, host.store.skills.require(skill));
  } catch (error) {
    const { state, stage } = host.store.jobs.require(id);
    if (error instanceof AppError && state === 'failed' && stage !== 'train') discardJob(host, id);
    throw error;
  }
}

async function importSkill(input: SkillImportInput, { host, signal }: CallContext): Promise<SkillDetail> {
  const folder = resolve(input.folder);
  const { adapter, config } = readSkill(folder);
  refuseTaken(host.store, input.name);
  const named = config.baseModel === null ? undefined : findEntry(config.baseModel)?.id;
  const model = await presentModel(input.model ?? named ?? defaultModelId, { host, signal });
  checkFits(adapter, loraLayers(openModel(model.folder).config, linearTargets), model.id);
  return keepSkill(host, {
    name: input.name ?? basename(folder),
    kind: 'imported',
    model,
    rank: config.rank,
    fill: (to) => {
      for (const file of [...PEFT_FILES, 'stockpot.json']) {
        if (existsSync(join(folder, file))) cpSync(join(folder, file), join(to, file));
      }
    },
  });
}

function exportSkill(
  { skill, format, out }: SkillExportInput,
  { host }: CallContext,
): Promise<SkillExport> | SkillExport {
  const row = findSkill(host.store, skill);
  const folder = host.store.skillFolder(row);
  const path = resolve(out);
  if (existsSync(path)) {
    throw new AppError('store/conflict', `${path} is there already; nothing is overwritten.`, {
      hint: 'Give a new --out.',
    });
  }
  const result: SkillExport = { skill: row.name, format, path };
  if (format === 'peft') {
    const fill = (to: string) => {
      for (const file of PEFT_FILES) cpSync(join(folder, file), join(to, file));
    };
    return makeFolderAtomic(path, fill).then(() => result);
  }
  return exportAsGguf(host, row, folder, path).then(() => result);
}

const PEFT_FILES = ['adapter_config.json', 'adapter_model.safetensors'];

async function exportAsGguf(host: Host, row: SkillRow, folder: string, path: string): Promise<void> {
  const model = await presentModel(row.baseModel, { host, signal: undefined });
  mkdirSync(dirname(path), { recursive: true });
  exportGguf(readSkill(folder).adapter, openModel(model.folder).config, path, { name: row.name });
}

async function merge(input: MergeInput, { host, signal }: CallContext): Promise<MergeResult> {
  const { store } = host;
  refuseTaken(store, input.name);
  const rows = input.skills.map((text) => findSkill(store, text));
  const weights = input.weights ?? rows.map(() => 0.5);
  if (weights.length !== rows.length) {
    throw new AppError('service/bad-request', `There are ${rows.length} skills and ${weights.length} weights.`);
  }
  const other = rows.find(({ baseModel: id }) => id !== rows[0]!.baseModel);
  if (other !== undefined) {
    throw new AppError(
      'soup/incompatible',
      `"${rows[0]!.name}" is for ${rows[0]!.baseModel} and "${other.name}" for ${other.baseModel}.`,
    );
  }
  const skills = rows.map((row) => readSkill(store.skillFolder(row)).adapter);
  const adapter = mergeMethods[input.method].merge(skills, staticCoefficients(skills, weights));
  const model = await presentModel(rows[0]!.baseModel, { host, signal });
  const parents = rows.map(({ id }) => id);
  const detail = await keepSkill(host, {
    name: input.name ?? rows.map(({ name }) => name).join(' + '),
    kind: 'merged',
    model,
    rank: Math.max(...[...adapter.values()].map(({ rank }) => rank)),
    parents,
    fill: (to) =>
      writeSkill(to, {
        adapter,
        baseModel: model.id,
        lineage: { kind: 'soup', recipe: { method: input.method, weights, skills: parents }, versions: versions() },
      }),
  });
  return { ...detail, from: rows.map(({ name }) => name), weights };
}

interface SkillToKeep {
  readonly name: string;
  readonly kind: 'imported' | 'merged';
  readonly model: { readonly id: string; readonly hash: string };
  readonly rank: number;
  readonly parents?: readonly string[];
  fill(folder: string): void;
}

/** Folder first, then its row: a kill in between leaves a folder without a row, which the next owner of the home removes. */
async function keepSkill(host: Host, { name, kind, model, rank, parents, fill }: SkillToKeep): Promise<SkillDetail> {
  host.own();
  const { store } = host;
  const id = newId('skl');
  await makeFolderAtomic(store.skillFolder(id), fill);
  const row = store.skills.insert({
    id,
    name: uniqueName(name, (text) => store.skills.byName(text) !== undefined),
    kind,
    baseModel: model.id,
    baseModelHash: model.hash,
    rank,
    versions: versions(),
    ...(parents === undefined ? {} : { parentIds: parents }),
  });
  return detailOf(store, row);
}

function refuseTaken(store: Store, name: string | undefined): void {
  if (name === undefined || store.skills.byName(name) === undefined) return;
  throw new AppError('store/conflict', `There is a skill "${name}" already.`, { hint: 'Choose another --name.' });
}

function summaryOf(row: SkillRow): SkillSummary {
  const { id, name, kind, baseModel: model, rank, createdAt } = row;
  return { id, name, kind, model, rank, createdAt };
}

function detailOf(store: Store, row: SkillRow): SkillDetail {
  const folder = store.skillFolder(row);
  const weights = join(folder, 'adapter_model.safetensors');
  const { adapter, lineage } = readSkill(folder);
  return {
    ...summaryOf(row),
    folder,
    bytes: statSync(weights).size,
    sha256: createHash('sha256').update(readFileSync(weights)).digest('hex'),
    modules: adapter.size,
    lineage: lineage as Json,
  };
}
