import { freemem } from 'node:os';
import type { ModelConfig } from '../models/config.ts';

/** How training uses memory: `default` keeps weights in the processor's preferred order and all activations; `low` neither. */
export type MemoryMode = 'default' | 'low';

export interface TrainingShape {
  readonly batch: number;
  readonly length: number;
  readonly rank: number;
}

/** Part of the free memory that a training may plan to take. */
const usableShare = 0.8;

/** The mode asked for, or the one that fits in the memory that is free now. */
export function chooseMemory(wanted: 'auto' | MemoryMode, config: ModelConfig, shape: TrainingShape): MemoryMode {
  if (wanted !== 'auto') return wanted;
  return trainingMemoryBytes(config, shape, 'default') <= usableShare * freeMemoryBytes() ? 'default' : 'low';
}

/** Memory that this process may still take: the system's, or less where the process itself is limited. */
export function freeMemoryBytes(): number {
  const limit = process.constrainedMemory() ?? 0;
  const own = limit > 0 ? limit - process.memoryUsage.rss() : Infinity;
  return Math.min(freemem(), own);
}

/**
 * An estimate of the resident memory of a training on the processor, in bytes: weights (mapped, and in `default` once more for each
 * direction), activations kept for the gradient, adapter with its moments before and after a step, blocks of logits, the program.
 */
export function trainingMemoryBytes(
  config: ModelConfig,
  { batch, length, rank }: TrainingShape,
  mode: MemoryMode,
): number {
  const { hiddenSize: hidden, intermediateSize: wide, layers, heads, headDim, keyValueHeads } = config;
  const projections = 2 * hidden * heads * headDim + 2 * hidden * keyValueHeads * headDim + 3 * hidden * wide;
  const weights = 4 * (layers * projections + config.vocabularySize * hidden * (config.tiedEmbeddings ? 1 : 2));
  const tokens = batch * length;
  const activations = 4 * tokens * (7 * hidden + 5 * wide + heads * length + 2 * keyValueHeads * headDim);
  const adapter = 4 * layers * rank * (8 * hidden + 3 * wide + 2 * keyValueHeads * headDim);
  const logits = mode === 'low' ? 4 * 4 * 5_030_000 : 4 * 2 * 20_100_000;
  const fixed = 2 ** 28;
  return mode === 'default'
    ? 3 * weights + layers * activations + 7 * adapter + logits + fixed
    : weights + 2 * activations + 4 * layers * tokens * hidden + 7 * adapter + logits + fixed;
}
