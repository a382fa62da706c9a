/** The tensor types of GGUF that we read. */
export type GgufType = 'F32' | 'F16' | 'BF16' | 'Q4_0' | 'Q4_1' | 'Q5_0' | 'Q5_1' | 'Q8_0' | 'Q4_K' | 'Q5_K' | 'Q6_K';

/** For each type: its number in the file, the elements of a block, and the bytes a block takes. */
export const ggufTypes: Readonly<Record<GgufType, { number: number; blockSize: number; blockBytes: number }>> = {
  F32: { number: 0, blockSize: 1, blockBytes: 4 },
  F16: { number: 1, blockSize: 1, blockBytes: 2 },
  BF16: { number: 30, blockSize: 1, blockBytes: 2 },
  Q4_0: { number: 2, blockSize: 32, blockBytes: 18 },
  Q4_1: { number: 3, blockSize: 32, blockBytes: 20 },
  Q5_0: { number: 6, blockSize: 32, blockBytes: 22 },
  Q5_1: { number: 7, blockSize: 32, blockBytes: 24 },
  Q8_0: { number: 8, blockSize: 32, blockBytes: 34 },
  Q4_K: { number: 12, blockSize: 256, blockBytes: 144 },
  Q5_K: { number: 13, blockSize: 256, blockBytes: 176 },
  Q6_K: { number: 14, blockSize: 256, blockBytes: 210 },
};

/** Names by the number in the file. */
export const ggufTypeNames: ReadonlyMap<number, GgufType> = new Map(
  Object.entries(ggufTypes).map(([name, { number }]) => [number, name as GgufType]),
);
