import type { ModelConfig } from '../models/config.ts';
import type { HostTensor } from './session.ts';

/** Rows that a cache grows by. */
const step = 128;

/**
 * Keys and values of the tokens seen so far, for a batch of sequences of unequal length. Each tensor is `[batch, keyValueHeads, capacity,
 * headDim]`, a view that onnxruntime reads without copying; rows past a sequence's length are masked.
 */
export class KeyValueCache {
  readonly lengths: number[];
  private readonly config: ModelConfig;
  private readonly batch: number;
  private rows = step;
  private tensors: Float32Array[];

  constructor(config: ModelConfig, batch: number) {
    this.config = config;
    this.batch = batch;
    this.lengths = Array(batch).fill(0);
    this.tensors = this.allocate(step);
  }

  /** Rows that each tensor has room for. */
  get capacity(): number {
    return this.rows;
  }

  /** Two tensors a layer: keys, values. */
  tensor(layer: number, kind: 'key' | 'value'): HostTensor {
    const { keyValueHeads, headDim } = this.config;
    const data = this.tensors[2 * layer + (kind === 'key' ? 0 : 1)] as Float32Array;
    return { data, dims: [this.batch, keyValueHeads, this.rows, headDim] };
  }

  /** Forgets what a sequence holds past `length`. */
  truncate(row: number, length: number): void {
    this.lengths[row] = Math.min(length, this.lengths[row] as number);
  }

  /** Makes room for more rows in every sequence. */
  reserve(rows: number): void {
    const needed = Math.max(...this.lengths) + rows;
    if (needed <= this.rows) return;
    const grown = Math.ceil(needed / step) * step;
    const before = this.tensors;
    const width = this.config.headDim;
    this.tensors = this.allocate(grown);
    before.forEach((data, i) => {
      const target = this.tensors[i] as Float32Array;
      const heads = data.length / (this.rows * width);
      for (let head = 0; head < heads; head++) {
        const from = head * this.rows * width;
        target.set(data.subarray(from, from + this.rows * width), head * grown * width);
      }
    });
    this.rows = grown;
  }

  /** Adds the first `counts[row]` of `width` new rows of a layer. Call `advance` when all layers are in. */
  write(layer: number, kind: 'key' | 'value', fresh: Float32Array, width: number, counts: readonly number[]): void {
    const { keyValueHeads, headDim } = this.config;
    const target = this.tensors[2 * layer + (kind === 'key' ? 0 : 1)] as Float32Array;
    for (let row = 0; row < this.batch; row++)
      for (let head = 0; head < keyValueHeads; head++) {
        const at = row * keyValueHeads + head;
        const source = fresh.subarray(at * width * headDim, (at * width + (counts[row] as number)) * headDim);
        target.set(source, (at * this.rows + (this.lengths[row] as number)) * headDim);
      }
  }

  advance(counts: readonly number[]): void {
    counts.forEach((count, row) => {
      this.lengths[row] = (this.lengths[row] as number) + count;
    });
  }

  private allocate(rows: number): Float32Array[] {
    const { layers, keyValueHeads, headDim } = this.config;
    return Array.from({ length: 2 * layers }, () => new Float32Array(this.batch * keyValueHeads * rows * headDim));
  }
}
