import type { ModelShape } from './entries.ts';

/** Estimates, by formula: nothing was measured on this machine. */
export interface MemoryEstimate {
  /** Weights without biases and norms. */
  readonly parameters: number;
  /** Training an adapter in 32 bits on one example of `trainTokens` tokens, in bytes. */
  readonly trainBytes: number;
  /** Answering with 4-bit weights and a context of `chatTokens` tokens, in bytes. */
  readonly chatBytes: number;
}

/** How much memory a model is estimated to take; the real need differs by device and adapter. */
export function estimateMemory(
  shape: ModelShape,
  { trainTokens = 256, chatTokens = 2048 }: { trainTokens?: number; chatTokens?: number } = {},
): MemoryEstimate {
  const { layers, hidden, inner, heads, keyValueHeads, headDim, vocabulary, tiedEmbeddings } = shape;
  const linear = layers * (2 * hidden * headDim * (heads + keyValueHeads) + 3 * hidden * inner);
  const embedding = vocabulary * hidden;
  const parameters = linear + embedding * (tiedEmbeddings ? 1 : 2);

  // Forward and backward pack a linear weight each, and the file itself is mapped.
  const trainWeights = 4 * (3 * linear + 3 * embedding);
  // Kept for the backward pass: about 12 vectors of the hidden size, 5 of the inner size and two attention maps a layer; logits, their softmax and gradient.
  const activations = 4 * trainTokens * (layers * (12 * hidden + 5 * inner + 2 * heads * trainTokens) + 3 * vocabulary);

  // 4 bits, a 32-bit scale and a 32-bit offset for 32 elements: 6 bits. Head: 8 bits and a scale: 9 bits. Embedding rows are mapped floats.
  const chatWeights = (6 / 8) * linear + (9 / 8) * embedding + 4 * embedding;
  const cache = 2 * 4 * layers * keyValueHeads * headDim * chatTokens;
  return { parameters, trainBytes: trainWeights + activations, chatBytes: chatWeights + cache + 4 * vocabulary };
}
