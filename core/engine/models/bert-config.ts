import { AppError } from '../../errors.ts';
import { type Json, positiveNumbers, readConfigJson } from './config.ts';

/** The sizes of an encoder of the family bert, from its `config.json` (field names of Hugging Face's transformers). */
export interface BertConfig {
  readonly family: 'bert';
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly headDim: number;
  readonly intermediateSize: number;
  readonly vocabularySize: number;
  /** Rows of the table of positions: tokens of a sequence at most. */
  readonly maxPositions: number;
  readonly tokenTypes: number;
  readonly normEpsilon: number;
}

/** Whether a folder's `config.json` says that it holds an encoder and no model that writes. Throws `model/bad-config`. */
export function isEncoder(folder: string): boolean {
  return readConfigJson(folder).json.model_type === 'bert';
}

/** Reads `config.json`. Throws `model/unknown-architecture` or `model/bad-config`, naming the field. */
export function readBertConfig(folder: string): BertConfig {
  const { json, path } = readConfigJson(folder);
  return parseBertConfig(json, path);
}

export function parseBertConfig(json: Json, path = 'config.json'): BertConfig {
  const expected = { model_type: 'bert', hidden_act: 'gelu', position_embedding_type: 'absolute', is_decoder: false };
  for (const [name, value] of Object.entries(expected)) {
    const found = json[name] ?? (name === 'model_type' ? undefined : value);
    if (found !== value)
      throw new AppError(
        'model/unknown-architecture',
        `${path}: ${name} is ${JSON.stringify(found)}; of embedding models Stockpot knows those with ${JSON.stringify(value)}.`,
      );
  }
  const number = positiveNumbers(json, path);
  const hiddenSize = number('hidden_size');
  const heads = number('num_attention_heads');
  if (hiddenSize % heads !== 0)
    throw new AppError('model/bad-config', `${path}: hidden_size ${hiddenSize} does not divide among ${heads} heads.`);
  return {
    family: 'bert',
    hiddenSize,
    layers: number('num_hidden_layers'),
    heads,
    headDim: hiddenSize / heads,
    intermediateSize: number('intermediate_size'),
    vocabularySize: number('vocab_size'),
    maxPositions: number('max_position_embeddings', 512),
    tokenTypes: number('type_vocab_size', 2),
    normEpsilon: number('layer_norm_eps', 1e-12),
  };
}
