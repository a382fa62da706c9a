import { join } from 'node:path';
import { readBertConfig } from '../engine/models/bert-config.ts';
import { readModelConfig } from '../engine/models/config.ts';
import { readSentenceSettings } from '../engine/models/sentence-settings.ts';
import type { CatalogEntry } from './entries.ts';
import { readJson } from './files.ts';

/** What a model is for: bots are built on a base model; an embedding model finds passages and writes nothing. */
export type ModelKind = CatalogEntry['kind'];

/** The kind of the model in a folder, by its `config.json`. */
export function kindOf(folder: string): ModelKind {
  const config = readJson(join(folder, 'config.json')) as { model_type?: unknown } | undefined;
  return config?.model_type === 'bert' ? 'embedding' : 'base';
}

/**
 * Looks at a folder's small files alone; the weights need not be there yet.
 * @throws AppError `model/unknown-architecture`, `model/bad-config` when the engine can't run the model in a folder.
 */
export function checkUsable(folder: string): void {
  if (kindOf(folder) === 'base') {
    readModelConfig(folder);
    return;
  }
  readBertConfig(folder);
  readSentenceSettings(folder);
}
