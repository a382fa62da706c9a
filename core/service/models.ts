import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  defaultModelId,
  findModel,
  type ListedModel,
  listModels,
  type ModelFolderInfo,
  pullModel,
  removeModel,
  verifyModel,
} from '../catalog/index.ts';
import { canonicalJson } from '../store/index.ts';
import type { ModelCheck, ModelInput, ModelSummary, OptionalModelInput, Removed } from './contract.ts';
import type { CallContext, Methods } from './methods.ts';

/** A base model that is here, for the engine to open. */
export interface BaseModel {
  readonly id: string;
  readonly folder: string;
  /** The same files, the same hash. */
  readonly hash: string;
}

/** The base model asked for, fetched when it is not here. @throws AppError of the catalogue. */
export async function baseModel(id: string | undefined, { host, signal, emit }: CallContext): Promise<BaseModel> {
  return described(await pullModel(id ?? defaultModelId, host.catalog({ signal, emit })));
}

/** A base model that must be here. @throws AppError `model/not-found`. */
export async function presentModel(
  id: string,
  { host, signal }: Pick<CallContext, 'host' | 'signal'>,
): Promise<BaseModel> {
  return described(await findModel(id, host.catalog({ signal })));
}

export const modelMethods: Methods<'model.list' | 'model.pull' | 'model.verify' | 'model.remove'> = {
  'model.list': async (_input, { host }) => (await listModels(host.catalog())).map(summaryOf),
  'model.pull': pull,
  'model.verify': verify,
  'model.remove': async ({ model }: ModelInput, { host }): Promise<Removed> => {
    host.own();
    return { removed: removeModel(model, host.catalog()) };
  },
};

async function pull({ model }: ModelInput, { host, signal, emit }: CallContext): Promise<ModelSummary> {
  emit({ kind: 'stage', stage: 'model', state: 'started' });
  const info = await pullModel(model, host.catalog({ signal, emit }));
  emit({ kind: 'stage', stage: 'model', state: 'done' });
  return summaryOf({ id: info.id, entry: info.entry, installed: info });
}

async function verify({ model }: OptionalModelInput, { host, signal, emit }: CallContext): Promise<ModelCheck[]> {
  const options = host.catalog({ signal, emit });
  const ids =
    model === undefined
      ? (await listModels(options)).filter(({ installed }) => installed !== undefined).map(({ id }) => id)
      : [model];
  emit({ kind: 'stage', stage: 'verify', state: 'started' });
  const checks: ModelCheck[] = [];
  for (const id of ids) {
    const { ok, files } = await verifyModel(id, options);
    const wrong = files.filter(({ state }) => state === 'changed' || state === 'missing');
    checks.push({ model: id, ok, problems: wrong.map(({ name, state }) => `${name} is ${state}`) });
  }
  emit({ kind: 'stage', stage: 'verify', state: 'done' });
  return checks;
}

function summaryOf({ id, entry, installed }: ListedModel): ModelSummary {
  return {
    id,
    title: entry?.name ?? id,
    licence: entry?.licence ?? 'not known',
    downloadBytes: entry?.downloadBytes ?? null,
    present: installed !== undefined,
    folder: installed?.folder ?? null,
    isDefault: id === defaultModelId,
  };
}

function described(info: ModelFolderInfo): BaseModel {
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
