import { totalmem } from 'node:os';
import { z } from 'zod';
import {
  defaultModelId,
  estimateMemory,
  findEntry,
  kindOf,
  type ListedModel,
  type ModelFolderInfo,
  pulledBytes,
  shapeOf,
} from '../catalog/index.ts';
import type { Store } from '../store/index.ts';
import type { ModelSummary } from './contract.ts';
import type { Host } from './host.ts';

/** What is told of a model that is here. */
export function modelSummary(host: Host, info: ModelFolderInfo): ModelSummary {
  return listedSummary(host, { id: info.id, entry: info.entry, installed: info });
}

/** What is told of a model, here or not. */
export function listedSummary(host: Host, { id, entry, installed }: ListedModel): ModelSummary {
  const kind = entry?.kind ?? (installed === undefined ? 'base' : kindOf(installed.folder));
  const shape = entry?.kind === 'base' ? entry.shape : installed === undefined ? undefined : shapeOf(installed.folder);
  const estimate = shape === undefined ? undefined : estimateMemory(shape);
  const memory = estimate === undefined ? null : { chatBytes: estimate.chatBytes, trainBytes: estimate.trainBytes };
  const room = MEMORY_SHARE * totalmem();
  const chosen = host.settings.model;
  return {
    id,
    kind,
    title: entry?.name ?? addedModels(host.store).find((model) => model.id === id)?.title ?? id,
    licence: entry?.licence ?? 'not known',
    downloadBytes: entry?.downloadBytes ?? null,
    partBytes: installed === undefined ? pulledBytes(id, host.catalog()) : 0,
    present: installed !== undefined,
    folder: installed?.folder ?? null,
    isDefault: id === (chosen === null ? defaultModelId : (findEntry(chosen)?.id ?? chosen)),
    parameters: estimate?.parameters ?? (entry?.kind === 'embedding' ? entry.parameters : null),
    memory,
    fits: memory === null ? null : { chat: memory.chatBytes <= room, train: memory.trainBytes <= room },
  };
}

/** What the system and other programs are left with. */
const MEMORY_SHARE = 0.8;

/** A model that a person showed us: a folder where it lies, by its path, or what a GGUF file was converted to, by its name. */
export interface AddedModel {
  readonly id: string;
  readonly title: string;
}

export function addedModels(store: Store): AddedModel[] {
  return addedSchema.safeParse(store.settings.get(KEY)).data ?? [];
}

export function keepAdded(store: Store, models: readonly AddedModel[]): void {
  store.settings.set(KEY, models);
}

const KEY = 'addedModels';
const addedSchema = z.array(z.object({ id: z.string(), title: z.string() }));
