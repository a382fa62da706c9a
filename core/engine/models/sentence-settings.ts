import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';

/** How sentence-transformers would turn an encoder's hidden states into a vector, as far as it can differ. */
export interface SentenceSettings {
  /** Tokens that are read of a text, special ones included; null where the folder does not say. */
  readonly maxTokens: number | null;
}

/**
 * Reads what sentence-transformers keeps beside a model: `modules.json`, the pooling's `config.json`, `sentence_bert_config.json`.
 * A folder without them is a plain encoder, whose tokens it averages too.
 * @throws AppError `model/unknown-architecture` for another pooling than the mean, or for steps that are not known;
 * `model/bad-config` for a file that can't be read.
 */
export function readSentenceSettings(folder: string): SentenceSettings {
  const unknown = (file: string, found: string): AppError =>
    new AppError(
      'model/unknown-architecture',
      `${join(folder, file)}: ${found}; Stockpot knows embedding models that average their tokens and scale the mean to length 1.`,
    );

  const modules = readOptional(folder, 'modules.json');
  for (const { type, path } of (modules ?? []) as readonly { type?: string; path?: string }[]) {
    const kind = String(type).split('.').at(-1) as string;
    if (!['Transformer', 'Pooling', 'Normalize'].includes(kind)) throw unknown('modules.json', `a step is ${type}`);
    if (kind !== 'Pooling') continue;
    const file = join(path ?? '', 'config.json');
    const pooling = readOptional(folder, file);
    if (pooling === undefined) throw new AppError('model/bad-config', `${join(folder, file)} is missing.`);
    const modes = poolingModes(pooling as Json);
    if (modes.join() !== 'mean') throw unknown(file, `the pooling is ${modes.join(' and ') || 'not named'}`);
  }

  const reading = (readOptional(folder, 'sentence_bert_config.json') ?? {}) as Json;
  if (reading.do_lower_case === true) throw unknown('sentence_bert_config.json', 'do_lower_case is true');
  const length = reading.max_seq_length ?? null;
  if (length !== null && !(Number.isInteger(length) && (length as number) > 0))
    throw new AppError('model/bad-config', `${folder}: max_seq_length should be a positive number, found ${length}.`);
  return { maxTokens: length as number | null };
}

type Json = Readonly<Record<string, unknown>>;

/** `pooling_mode_mean_tokens: true`, or in newer folders `pooling_mode: "mean"`. */
function poolingModes(json: Json): string[] {
  if (typeof json.pooling_mode === 'string') return [json.pooling_mode];
  return Object.entries(json).flatMap(([name, value]) => {
    const mode = /^pooling_mode_(.+?)(?:_tokens)?$/.exec(name)?.[1];
    return mode !== undefined && value === true ? [mode] : [];
  });
}

function readOptional(folder: string, file: string): unknown {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('model/bad-config', `${path} could not be read as JSON.`, { cause });
  }
}
