import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { defaultModelId, findEntry } from '../catalog/index.ts';
import { linearTargets, loraLayers, openModel } from '../engine/index.ts';
import { AppError } from '../errors.ts';
import { checkFits, exportGguf, readSkill, writeSkill } from '../skill/index.ts';
import { mergeMethods, staticCoefficients } from '../soup/index.ts';
import { makeFolderAtomic, newId, type SkillRow } from '../store/index.ts';
import { readInstructions } from '../study/index.ts';
import type {
  MergeInput,
  MergeResult,
  Removed,
  SkillDetail,
  SkillExport,
  SkillExportInput,
  SkillImportInput,
  SkillInput,
} from './contract.ts';
import { findSkill } from './find.ts';
import type { Host } from './host.ts';
import type { CallContext, Methods } from './methods.ts';
import { presentModel } from './models.ts';
import { refuseTakenSkillName, skillDetail, skillSummary } from './skill-detail.ts';
import { trainSkill } from './train-own-skill.ts';
import { INSTRUCTIONS_FILE } from './train-stage.ts';
import { uniqueName } from './unique-name.ts';
import { versions } from './versions.ts';

type SkillMethod =
  | 'skill.list'
  | 'skill.show'
  | 'skill.train'
  | 'skill.import'
  | 'skill.export'
  | 'skill.rename'
  | 'skill.annotate'
  | 'skill.remove'
  | 'skill.merge';

export const skillMethods: Methods<SkillMethod> = {
  'skill.list': (_input, { host }) =>
    host.store.skills
      .list()
      .filter(({ state }) => state === 'ready')
      .map((row) => skillSummary(host.store, row)),
  'skill.show': ({ skill }: SkillInput, { host }) => skillDetail(host.store, findSkill(host.store, skill)),
  'skill.train': trainSkill,
  'skill.import': importSkill,
  'skill.export': exportSkill,
  'skill.rename': ({ skill, name }, { host: { store } }) => {
    const { id } = findSkill(store, skill);
    if (store.skills.byName(name)?.id !== id) refuseTakenSkillName(store, name);
    store.skills.update(id, { name });
    return skillSummary(store, store.skills.require(id));
  },
  'skill.annotate': ({ skill, tags, note }, { host: { store } }) => {
    const { id } = findSkill(store, skill);
    store.skills.update(id, {
      ...(tags === undefined ? {} : { tags: [...new Set(tags)] }),
      ...(note === undefined ? {} : { note }),
    });
    return skillSummary(store, store.skills.require(id));
  },
  'skill.remove': ({ skill }: SkillInput, { host }): Removed => {
    const { id, name } = findSkill(host.store, skill);
    host.own();
    host.store.removeSkill(id);
    return { removed: name };
  },
  'skill.merge': merge,
};

/** @throws AppError `study/bad-data`, `study/empty` when the data are no instructions; what {@link checkFits} throws. */
async function importSkill(input: SkillImportInput, { host, signal }: CallContext): Promise<SkillDetail> {
  const folder = resolve(input.folder);
  const { adapter, config } = readSkill(folder);
  const data = input.data === undefined ? undefined : resolve(input.data);
  if (data !== undefined) readInstructions(data);
  const dataHash = data === undefined ? null : createHash('sha256').update(readFileSync(data)).digest('hex');
  refuseTakenSkillName(host.store, input.name);
  const named = config.baseModel === null ? undefined : findEntry(config.baseModel)?.id;
  const model = await presentModel(input.model ?? named ?? defaultModelId, { host, signal });
  checkFits(adapter, loraLayers(openModel(model.folder).config, linearTargets), model.id);
  return keepSkill(host, {
    name: input.name ?? basename(folder),
    kind: 'imported',
    model,
    rank: config.rank,
    dataHash,
    fill: (to) => {
      for (const file of [...PEFT_FILES, 'stockpot.json']) {
        if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(to, file));
      }
      if (data !== undefined) copyFileSync(data, join(to, INSTRUCTIONS_FILE));
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
      command: 'Give a new --out.',
    });
  }
  const result: SkillExport = { skill: row.name, format, path };
  if (format === 'peft') {
    const fill = (to: string) => {
      for (const file of PEFT_FILES) copyFileSync(join(folder, file), join(to, file));
    };
    return makeFolderAtomic(path, fill, { what: 'the skill' }).then(() => result);
  }
  return exportAsGguf(host, row, folder, path).then(() => result);
}

const PEFT_FILES = ['adapter_config.json', 'adapter_model.safetensors'];

async function exportAsGguf(host: Host, row: SkillRow, folder: string, path: string): Promise<void> {
  const model = await presentModel(row.baseModel, { host, signal: undefined });
  exportGguf(readSkill(folder).adapter, openModel(model.folder).config, path, { name: row.name });
}

async function merge(input: MergeInput, { host, signal }: CallContext): Promise<MergeResult> {
  const { store } = host;
  refuseTakenSkillName(store, input.name);
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
  const { method, density, seed } = input;
  const options = { ...(density === undefined ? {} : { density }), ...(seed === undefined ? {} : { seed }) };
  const adapter = mergeMethods[method].merge(skills, staticCoefficients(skills, weights), options);
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
        lineage: { kind: 'soup', recipe: { method, weights, ...options, skills: parents }, versions: versions() },
      }),
  });
  return { ...detail, from: rows.map(({ name }) => name), weights };
}

interface SkillToKeep {
  readonly name: string;
  readonly kind: 'imported' | 'merged';
  readonly model: { readonly id: string; readonly hash: string };
  readonly rank: number;
  readonly dataHash?: string | null;
  readonly parents?: readonly string[];
  fill(folder: string): void;
}

/** Folder first, then its row: a kill in between leaves a folder without a row, which the next owner of the home removes. */
async function keepSkill(host: Host, skill: SkillToKeep): Promise<SkillDetail> {
  const { name, kind, model, rank, dataHash = null, parents, fill } = skill;
  host.own();
  const { store } = host;
  const id = newId('skl');
  await makeFolderAtomic(store.skillFolder(id), fill, { what: 'the skill' });
  const row = store.skills.insert({
    id,
    name: uniqueName(name, (text) => store.skills.byName(text) !== undefined),
    kind,
    baseModel: model.id,
    baseModelHash: model.hash,
    rank,
    dataHash,
    versions: versions(),
    ...(parents === undefined ? {} : { parentIds: parents }),
  });
  return skillDetail(store, row);
}
