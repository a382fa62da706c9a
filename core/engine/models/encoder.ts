import { AppError } from '../../errors.ts';
import { openSafetensors, type WeightSet } from '../weights/safetensors.ts';
import { type BertConfig, readBertConfig } from './bert-config.ts';
import { checkTensors } from './model.ts';
import { readSentenceSettings } from './sentence-settings.ts';

/** An embedding model on disk. Holds no weights in memory. */
export interface Encoder {
  readonly folder: string;
  readonly config: BertConfig;
  readonly weights: WeightSet;
  /** Stands before the name of every tensor: nothing, or `bert.` where the file held a head too. */
  readonly prefix: string;
  /** Tokens that are read of a text, special ones included. */
  readonly maxTokens: number;
}

/**
 * Opens the folder of a BERT encoder in Hugging Face's or sentence-transformers' layout. Every tensor must be there with its shape, and none
 * may be there that the family does not have: it would change what the model computes.
 * Throws `model/unknown-architecture`, `model/bad-config`, `model/bad-file`, `model/missing-tensor`.
 */
export function openEncoder(folder: string): Encoder {
  const config = readBertConfig(folder);
  const { maxTokens } = readSentenceSettings(folder);
  const weights = openSafetensors(folder);
  const prefix = weights.tensors.has('bert.embeddings.word_embeddings.weight') ? 'bert.' : '';
  const expected = expectedTensors(config, prefix);
  checkTensors(folder, weights, expected);
  for (const name of weights.tensors.keys())
    if (!expected.has(name) && !unusedTensor.test(name))
      throw new AppError(
        'model/unknown-architecture',
        `${folder}: a BERT encoder of ${config.layers} layers has no tensor ${name}; the model is of another kind.`,
      );
  const limit = Math.min(maxTokens ?? config.maxPositions, config.maxPositions);
  return { folder: weights.folder, config, weights, prefix, maxTokens: limit };
}

/** What BERT was trained with and an embedding does not need: its pooled first token, its heads, the list 0, 1, 2 … */
const unusedTensor = /^((bert\.)?pooler\.|cls\.|(bert\.)?embeddings\.position_ids$)/;

/** Names of the linear layers of a block, with input and output sizes. */
export function blockLayers({ hiddenSize: hidden, intermediateSize: wide }: BertConfig) {
  return {
    query: { name: 'attention.self.query', inSize: hidden, outSize: hidden },
    key: { name: 'attention.self.key', inSize: hidden, outSize: hidden },
    value: { name: 'attention.self.value', inSize: hidden, outSize: hidden },
    context: { name: 'attention.output.dense', inSize: hidden, outSize: hidden },
    up: { name: 'intermediate.dense', inSize: hidden, outSize: wide },
    down: { name: 'output.dense', inSize: wide, outSize: hidden },
  } as const;
}

function expectedTensors(config: BertConfig, prefix: string): Map<string, readonly number[]> {
  const { hiddenSize: hidden } = config;
  const tensors = new Map<string, readonly number[]>();
  const norm = (path: string) => tensors.set(`${path}.weight`, [hidden]).set(`${path}.bias`, [hidden]);
  const embeddings = `${prefix}embeddings`;
  tensors.set(`${embeddings}.word_embeddings.weight`, [config.vocabularySize, hidden]);
  tensors.set(`${embeddings}.position_embeddings.weight`, [config.maxPositions, hidden]);
  tensors.set(`${embeddings}.token_type_embeddings.weight`, [config.tokenTypes, hidden]);
  norm(`${embeddings}.LayerNorm`);
  for (let layer = 0; layer < config.layers; layer++) {
    const block = `${prefix}encoder.layer.${layer}`;
    for (const { name, inSize, outSize } of Object.values(blockLayers(config)))
      tensors.set(`${block}.${name}.weight`, [outSize, inSize]).set(`${block}.${name}.bias`, [outSize]);
    norm(`${block}.attention.output.LayerNorm`);
    norm(`${block}.output.LayerNorm`);
  }
  return tensors;
}
