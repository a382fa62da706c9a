import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  checkUsable,
  defaultModelId,
  describeFolder,
  embeddingModel,
  findEntry,
  findModel,
  kindOf,
  listModels,
  type ModelFolderInfo,
  removeModel,
  verifyModel,
} from '../catalog/index.ts';
import { AppError } from '../errors.ts';
import { canonicalJson } from '../store/index.ts';
import type { Input, ModelCheck, ModelInput, ModelSummary, OptionalModelInput, Removed } from './contract.ts';
import { discardJob } from './discard-job.ts';
import { downloadsOf, obtainModel, unfinishedDownloads } from './download.ts';
import type { CallContext, Methods } from './methods.ts';
import { addedModels, keepAdded, listedSummary, modelSummary } from './model-summary.ts';

/** A model that is here, for the engine to open. */
export interface ModelHere {
  readonly id: string;
  readonly folder: string;
  /** The same files, the same hash. */
  readonly hash: string;
}

export type BaseModel = ModelHere;

/** The base model asked for, or the one of the settings, fetched when it is not here. @throws AppError of the catalogue. */
export async function baseModel(id: string | undefined, context: CallContext): Promise<BaseModel> {
  const wanted = id ?? context.host.settings.model ?? defaultModelId;
  const entry = findEntry(wanted);
  if (entry?.kind === 'embedding') throw noBaseModel(entry.name);
  return described(await obtainModel(wanted, context, false));
}

/** The embedding model, fetched when it is not here. @throws AppError of the catalogue. */
export async function passageModel(context: CallContext): Promise<ModelHere> {
  return described(await obtainModel(embeddingModel.id, context, false));
}

/** What is told of an embedding model where a base model was wanted. */
export function noBaseModel(name: string): AppError {
  return new AppError(
    'model/unknown-architecture',
    `${name} is an embedding model: it finds passages and writes no text, so no bot can be built on it.`,
    { command: 'stockpot models list' },
  );
}

/** A base model that must be here. @throws AppError `model/not-found`. */
export async function presentModel(
  id: string,
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
): Promise<BaseModel> {
  return described(await findModel(id, host.catalog({ signal })));
}

export const modelMethods: Methods<'model.list' | 'model.pull' | 'model.add' | 'model.verify' | 'model.remove'> = {
  'model.list': list,
  'model.pull': pull,
  'model.add': add,
  'model.verify': verify,
  'model.remove': remove,
};

async function list(_input: unknown, { host }: Pick<CallContext, 'host'>): Promise<ModelSummary[]> {
  const found = await listModels(host.catalog());
  const elsewhere = addedModels(host.store).filter(({ id }) => id === resolve(id));
  const added = elsewhere.map(({ id }) => ({ id, entry: undefined, installed: folderAt(id) }));
  const known = new Set([...found, ...added].map(({ id }) => id));
  const coming = unfinishedDownloads(host).filter((id) => !known.has(id));
  const absent = coming.map((id) => ({ id, entry: undefined, installed: undefined }));
  return [...found, ...added, ...absent].map((model) => listedSummary(host, model));
}

/** Of a folder that a person has; undefined once they moved or emptied it. */
function folderAt(path: string): ModelFolderInfo | undefined {
  try {
    return existsSync(path) ? describeFolder(path, path, 'elsewhere') : undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'model/not-found') return undefined;
    throw error;
  }
}

async function pull({ model }: ModelInput, context: CallContext): Promise<ModelSummary> {
  return modelSummary(context.host, await obtainModel(model, context, true));
}

/** A folder stays where it is and is known by its path; a GGUF file is converted, and what that gives known by its name. */
async function add({ path: given, name }: Input<'model.add'>, context: CallContext): Promise<ModelSummary> {
  const { host, emit } = context;
  const path = resolve(given);
  if (!existsSync(path)) throw new AppError('model/not-found', `There is nothing at ${path}.`);
  emit({ kind: 'stage', stage: 'model', state: 'started' });
  const found = await obtainModel(path, context, false);
  checkUsable(found.folder);
  if (kindOf(found.folder) === 'embedding') throw noBaseModel(found.folder);
  emit({ kind: 'stage', stage: 'model', state: 'done' });
  const id = found.place === 'elsewhere' ? found.folder : basename(found.folder);
  const title = name ?? basename(path).replace(/\.gguf$/i, '');
  keepAdded(host.store, [...addedModels(host.store).filter((model) => model.id !== id), { id, title }]);
  host.changes.tell('models');
  return modelSummary(host, { ...found, id });
}

async function verify({ model }: OptionalModelInput, { host, signal, emit }: CallContext): Promise<ModelCheck[]> {
  const options = host.catalog({ signal, emit });
  const ids =
    model === undefined ? (await list({}, { host })).filter(({ present }) => present).map(({ id }) => id) : [model];
  emit({ kind: 'stage', stage: 'verify', state: 'started' });
  const checks: ModelCheck[] = [];
  for (const id of ids) {
    const { ok, files } = await verifyModel(id, options);
    const wrong = files.flatMap(({ name: file, state }) =>
      state === 'changed' || state === 'missing' ? [{ file, state }] : [],
    );
    checks.push({ model: id, ok, problems: wrong.map(({ file, state }) => `${file} is ${state}`), wrong });
  }
  emit({ kind: 'stage', stage: 'verify', state: 'done' });
  return checks;
}

/** Deletes a model of the models folder, with what a download left; a folder of the person's is only forgotten. */
async function remove({ model }: ModelInput, { host }: CallContext): Promise<Removed> {
  host.own();
  const id = findEntry(model)?.id ?? model;
  const added = addedModels(host.store);
  const rest = added.filter((one) => one.id !== id);
  const isPath = resolve(id) === id;
  const removed = isPath && rest.length < added.length ? id : removeModel(id, host.catalog());
  for (const { id: job, state } of downloadsOf(host, id)) {
    if (state !== 'running' && state !== 'queued') discardJob(host, job);
  }
  if (rest.length < added.length) keepAdded(host.store, rest);
  host.changes.tell('models');
  return { removed };
}

function described(info: ModelFolderInfo): ModelHere {
  return { id: info.id, folder: info.folder, hash: hashOf(info) };
}

/** From the hashes in our own record; elsewhere from names, sizes and, in Hugging Face's cache, the blobs that files link to. */
function hashOf({ folder, record }: ModelFolderInfo): string {
  const files =
    record?.files ??
    readdirSync(folder)
      .filter((name) => /\.(json|safetensors)$/.test(name))
      .sort()
      .map((name) => [name, statSync(join(folder, name)).size, basename(realpathSync(join(folder, name)))]);
  return createHash('sha256').update(canonicalJson(files)).digest('hex');
}
