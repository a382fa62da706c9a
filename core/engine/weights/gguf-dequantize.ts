import { AppError } from '../../errors.ts';
import { aligned, floatsFromHalves, halfValues } from './float16.ts';
import { type GgufType, ggufTypes } from './gguf-types.ts';

/** The types that store blocks of integer levels. */
export type BlockType = Exclude<GgufType, 'F32' | 'F16' | 'BF16'>;

/**
 * One block taken apart: element i = scales[g] · levels[i] + offsets[g], where g = ⌊i / groupSize⌋.
 * `offsets` stay 0 for the types that have none.
 */
export interface Levels {
  readonly levels: Int8Array;
  readonly scales: Float64Array;
  readonly offsets: Float64Array;
}

/** How a block type is taken apart. */
export interface BlockFormat {
  readonly blockSize: number;
  readonly blockBytes: number;
  /** Elements that share a scale. */
  readonly groupSize: number;
  /** Bits that hold every level: 4 for −8…7 or 0…15, 8 for the rest. */
  readonly bits: 4 | 8;
  /** Whether groups have an offset. */
  readonly hasOffsets: boolean;
  /** The level that all-zero bits stand for. */
  readonly lowest: number;
  unpack(bytes: Uint8Array, at: number, into: Levels): void;
}

/**
 * The elements of a GGUF tensor as 32-bit floats, in the order of the file. `bytes` holds whole blocks.
 *
 * @throws AppError `model/bad-file` when the bytes are no whole number of blocks.
 */
export function dequantize(type: GgufType, bytes: Uint8Array): Float32Array {
  const { blockBytes } = ggufTypes[type];
  if (bytes.length % blockBytes !== 0)
    throw new AppError('model/bad-file', `${bytes.length} bytes are no whole number of ${type} blocks.`);
  if (type === 'F32') return new Float32Array(aligned(bytes, 4));
  if (type === 'F16' || type === 'BF16') return floatsFromHalves(bytes, type);
  const format = blockFormats[type];
  const { blockSize, groupSize } = format;
  const blocks = bytes.length / blockBytes;
  const floats = new Float32Array(blocks * blockSize);
  const parts = createLevels(format);
  const { levels, scales, offsets } = parts;
  for (let block = 0, out = 0; block < blocks; block++) {
    format.unpack(bytes, block * blockBytes, parts);
    for (let group = 0, i = 0; i < blockSize; group++) {
      const scale = scales[group]!;
      const offset = offsets[group]!;
      for (let end = i + groupSize; i < end; i++) floats[out++] = scale * levels[i]! + offset;
    }
  }
  return floats;
}

/** Room for one block of the format. */
export function createLevels(format: BlockFormat): Levels {
  const groups = format.blockSize / format.groupSize;
  return {
    levels: new Int8Array(format.blockSize),
    scales: new Float64Array(groups),
    offsets: new Float64Array(groups),
  };
}

/** One entry for each block type; the layouts are those of GGUF's specification. */
export const blockFormats: Readonly<Record<BlockType, BlockFormat>> = {
  // d, 16 bytes of nibbles: x = d (q − 8)
  Q4_0: {
    ...ggufTypes.Q4_0,
    groupSize: 32,
    bits: 4,
    hasOffsets: false,
    lowest: -8,
    unpack(bytes, at, { levels, scales }) {
      scales[0] = half(bytes, at);
      nibbles(bytes, at + 2, levels, 0, 16, -8);
    },
  },
  // d, m, 16 bytes of nibbles: x = d q + m
  Q4_1: {
    ...ggufTypes.Q4_1,
    groupSize: 32,
    bits: 4,
    hasOffsets: true,
    lowest: 0,
    unpack(bytes, at, { levels, scales, offsets }) {
      scales[0] = half(bytes, at);
      offsets[0] = half(bytes, at + 2);
      nibbles(bytes, at + 4, levels, 0, 16, 0);
    },
  },
  // d, 4 bytes of fifth bits, 16 bytes of nibbles: x = d (q − 16)
  Q5_0: {
    ...ggufTypes.Q5_0,
    groupSize: 32,
    bits: 8,
    hasOffsets: false,
    lowest: -16,
    unpack(bytes, at, { levels, scales }) {
      scales[0] = half(bytes, at);
      nibbles(bytes, at + 6, levels, 0, 16, -16);
      fifthBits(bytes, at + 2, levels);
    },
  },
  // d, m, 4 bytes of fifth bits, 16 bytes of nibbles: x = d q + m
  Q5_1: {
    ...ggufTypes.Q5_1,
    groupSize: 32,
    bits: 8,
    hasOffsets: true,
    lowest: 0,
    unpack(bytes, at, { levels, scales, offsets }) {
      scales[0] = half(bytes, at);
      offsets[0] = half(bytes, at + 2);
      nibbles(bytes, at + 8, levels, 0, 16, 0);
      fifthBits(bytes, at + 4, levels);
    },
  },
  // d, 32 signed bytes: x = d q
  Q8_0: {
    ...ggufTypes.Q8_0,
    groupSize: 32,
    bits: 8,
    hasOffsets: false,
    lowest: -128,
    unpack(bytes, at, { levels, scales }) {
      scales[0] = half(bytes, at);
      for (let i = 0; i < 32; i++) levels[i] = bytes[at + 2 + i]!;
    },
  },
  // d, dmin, 12 bytes of 6-bit scales and minima, 128 bytes of nibbles: x = d s q − dmin m, by groups of 32
  Q4_K: {
    ...ggufTypes.Q4_K,
    groupSize: 32,
    bits: 4,
    hasOffsets: true,
    lowest: 0,
    unpack(bytes, at, { levels, scales, offsets }) {
      sixBitScales(bytes, at, scales, offsets);
      for (let pair = 0; pair < 4; pair++) nibbles(bytes, at + 16 + 32 * pair, levels, 64 * pair, 32, 0);
    },
  },
  // as Q4_K, with 32 bytes of fifth bits before the nibbles: bit g of byte i belongs to element i of group g
  Q5_K: {
    ...ggufTypes.Q5_K,
    groupSize: 32,
    bits: 8,
    hasOffsets: true,
    lowest: 0,
    unpack(bytes, at, { levels, scales, offsets }) {
      sixBitScales(bytes, at, scales, offsets);
      for (let pair = 0; pair < 4; pair++) nibbles(bytes, at + 48 + 32 * pair, levels, 64 * pair, 32, 0);
      for (let i = 0; i < 256; i++) levels[i]! += ((bytes[at + 16 + (i & 31)]! >> (i >> 5)) & 1) << 4;
    },
  },
  // 128 bytes of low nibbles, 64 of high pairs, 16 signed scales, d: x = d s (q − 32), by groups of 16
  Q6_K: {
    ...ggufTypes.Q6_K,
    groupSize: 16,
    bits: 8,
    hasOffsets: false,
    lowest: -32,
    unpack(bytes, at, { levels, scales }) {
      const d = half(bytes, at + 208);
      for (let group = 0; group < 16; group++) scales[group] = d * ((bytes[at + 192 + group]! << 24) >> 24);
      for (let i = 0; i < 256; i++) {
        const part = i >> 7;
        const quarter = (i >> 5) & 3;
        const column = i & 31;
        const low = bytes[at + 64 * part + 32 * (quarter & 1) + column]! >> (4 * (quarter >> 1));
        const high = bytes[at + 128 + 32 * part + column]! >> (2 * quarter);
        levels[i] = ((low & 15) | ((high & 3) << 4)) - 32;
      }
    },
  },
};

function half(bytes: Uint8Array, at: number): number {
  return halfValues[bytes[at]! | (bytes[at + 1]! << 8)]!;
}

/** `count` bytes: the low nibbles are the first `count` levels, the high ones the next. */
function nibbles(bytes: Uint8Array, at: number, levels: Int8Array, out: number, count: number, lowest: number): void {
  for (let i = 0; i < count; i++) {
    const byte = bytes[at + i]!;
    levels[out + i] = (byte & 15) + lowest;
    levels[out + count + i] = (byte >> 4) + lowest;
  }
}

function fifthBits(bytes: Uint8Array, at: number, levels: Int8Array): void {
  for (let i = 0; i < 32; i++) levels[i]! += ((bytes[at + (i >> 3)]! >> (i & 7)) & 1) << 4;
}

/** Eight 6-bit scales and eight 6-bit minima in 12 bytes: the last four of each have their high bits in the first eight bytes. */
function sixBitScales(bytes: Uint8Array, at: number, scales: Float64Array, offsets: Float64Array): void {
  const d = half(bytes, at);
  const dmin = half(bytes, at + 2);
  const packed = at + 4;
  for (let group = 0; group < 8; group++) {
    const low = bytes[packed + group]!;
    let scale = low & 63;
    let minimum = bytes[packed + group + 4]! & 63;
    if (group >= 4) {
      const byte = bytes[packed + group + 4]!;
      scale = (byte & 15) | ((bytes[packed + group - 4]! >> 6) << 4);
      minimum = (byte >> 4) | ((low >> 6) << 4);
    }
    scales[group] = d * scale;
    offsets[group] = -dmin * minimum;
  }
}
