import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';

export type Family = 'llama' | 'mistral' | 'qwen2' | 'qwen3';

/** What a family adds to the common shape: pre-norm blocks, grouped-query attention with rotary positions, gated SiLU. */
export interface FamilyTraits {
  /** Biases on the query, key and value projections. */
  readonly attentionBias: boolean;
  /** RMS normalisation of each query and key head. */
  readonly headNorm: boolean;
}

/** A base model's sizes and constants, from its `config.json` (field names of Hugging Face's transformers). */
export interface ModelConfig extends FamilyTraits {
  readonly family: Family;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headDim: number;
  readonly intermediateSize: number;
  readonly vocabularySize: number;
  readonly normEpsilon: number;
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling | null;
  readonly maxPositions: number;
  readonly tiedEmbeddings: boolean;
  /** A token sees at most this many tokens up to itself; null sees all. */
  readonly slidingWindow: number | null;
}

/** Llama 3's stretching of low rotary frequencies, or plain linear stretching. */
export type RopeScaling =
  | { readonly type: 'linear'; readonly factor: number }
  | {
      readonly type: 'llama3';
      readonly factor: number;
      readonly lowFrequencyFactor: number;
      readonly highFrequencyFactor: number;
      readonly originalMaxPositions: number;
    };

const families: Readonly<Record<Family, (json: Json) => FamilyTraits>> = {
  llama: (json) => ({ attentionBias: json.attention_bias === true, headNorm: false }),
  mistral: () => ({ attentionBias: false, headNorm: false }),
  qwen2: () => ({ attentionBias: true, headNorm: false }),
  qwen3: (json) => ({ attentionBias: json.attention_bias === true, headNorm: true }),
};

export type Json = Readonly<Record<string, unknown>>;

/** Reads `config.json`. Throws `model/unknown-architecture` or `model/bad-config`, naming the field. */
export function readModelConfig(folder: string): ModelConfig {
  const { json, path } = readConfigJson(folder);
  return parseModelConfig(json, path);
}

/** A model folder's `config.json` as it stands, and its path. Throws `model/bad-config` when there is none or it is no JSON. */
export function readConfigJson(folder: string): { readonly json: Json; readonly path: string } {
  const path = join(folder, 'config.json');
  try {
    return { json: JSON.parse(readFileSync(path, 'utf8')) as Json, path };
  } catch (cause) {
    throw new AppError('model/bad-config', `${path} could not be read as JSON; a model folder needs this file.`, {
      cause,
    });
  }
}

export function parseModelConfig(json: Json, path = 'config.json'): ModelConfig {
  const family = json.model_type;
  if (family === 'bert')
    throw new AppError(
      'model/unknown-architecture',
      `${path}: this is an embedding model (bert): it finds passages and writes no text, so it can't be a bot's base model.`,
      { command: 'stockpot models list' },
    );
  if (typeof family !== 'string' || !Object.hasOwn(families, family))
    throw new AppError(
      'model/unknown-architecture',
      `${path}: model_type is ${JSON.stringify(family)}; Stockpot knows ${Object.keys(families).join(', ')}.`,
    );
  const number = positiveNumbers(json, path);
  if (json.hidden_act !== undefined && json.hidden_act !== 'silu')
    throw new AppError('model/unknown-architecture', `${path}: hidden_act is ${json.hidden_act}; only silu is known.`);
  if (json.mlp_bias === true)
    throw new AppError('model/unknown-architecture', `${path}: mlp_bias is true; biases there are not known.`);

  const rope = (json.rope_parameters ?? {}) as Json;
  const hiddenSize = number('hidden_size');
  const heads = number('num_attention_heads');
  const keyValueHeads = number('num_key_value_heads', heads);
  if (heads % keyValueHeads !== 0)
    throw new AppError(
      'model/bad-config',
      `${path}: ${heads} heads do not divide among ${keyValueHeads} key/value heads.`,
    );
  return {
    family: family as Family,
    ...families[family as Family](json),
    hiddenSize,
    layers: number('num_hidden_layers'),
    heads,
    keyValueHeads,
    headDim: number('head_dim', hiddenSize / heads),
    intermediateSize: number('intermediate_size'),
    vocabularySize: number('vocab_size'),
    normEpsilon: number('rms_norm_eps', 1e-6),
    ropeTheta: number('rope_theta', typeof rope.rope_theta === 'number' ? rope.rope_theta : 10_000),
    ropeScaling: readScaling((json.rope_scaling ?? json.rope_parameters) as Json | null, path),
    maxPositions: number('max_position_embeddings', 2048),
    tiedEmbeddings: json.tie_word_embeddings === true,
    slidingWindow: readSlidingWindow(family as Family, json),
  };
}

/** Takes a positive number from a `config.json` by its name. */
export function positiveNumbers(json: Json, path: string): (name: string, fallback?: number) => number {
  return (name, fallback) => {
    const value = json[name] ?? fallback;
    if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
    throw new AppError(
      'model/bad-config',
      `${path}: ${name} should be a positive number, found ${JSON.stringify(value)}.`,
    );
  };
}

function readScaling(json: Json | null | undefined, path: string): RopeScaling | null {
  const type = json?.rope_type ?? json?.type ?? 'default';
  const number = (name: string): number => {
    const value = json?.[name];
    if (typeof value === 'number') return value;
    throw new AppError(
      'model/bad-config',
      `${path}: rope_scaling.${name} should be a number, found ${JSON.stringify(value)}.`,
    );
  };
  switch (type) {
    case 'default':
      return null;
    case 'linear':
      return { type: 'linear', factor: number('factor') };
    case 'llama3':
      return {
        type: 'llama3',
        factor: number('factor'),
        lowFrequencyFactor: number('low_freq_factor'),
        highFrequencyFactor: number('high_freq_factor'),
        originalMaxPositions: number('original_max_position_embeddings'),
      };
    default:
      throw new AppError(
        'model/unknown-architecture',
        `${path}: rotary scaling ${JSON.stringify(type)} is not known; Stockpot knows default, linear and llama3.`,
      );
  }
}

/** Mistral's window holds for every layer; Qwen's only when it is switched on, and then for some layers, which is refused. */
function readSlidingWindow(family: Family, json: Json): number | null {
  const window = typeof json.sliding_window === 'number' ? json.sliding_window : null;
  if (family === 'mistral') return window;
  if (window !== null && json.use_sliding_window === true)
    throw new AppError(
      'model/unknown-architecture',
      'use_sliding_window is true; per-layer sliding windows are not known.',
    );
  return null;
}
