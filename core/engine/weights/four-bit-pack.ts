import { fourBitBlock } from './four-bit.ts';
import { blockFormats, createLevels, dequantize } from './gguf-dequantize.ts';
import type { GgufType } from './gguf-types.ts';

/** A matrix [out, in] packed for MatMulNBits; the layout is described in four-bit.ts. */
export interface PackedMatrix {
  readonly bits: 4 | 8;
  readonly weight: Uint8Array;
  /** One for each block of 32 inputs. */
  readonly scales: Float32Array;
  readonly offsets: Float32Array | undefined;
}

/** The bits and kind that a GGUF type is packed to. Types with a scale for each 32 elements keep their values exactly. */
export function packingOf(type: GgufType): {
  readonly bits: 4 | 8;
  readonly hasOffsets: boolean;
  readonly exact: boolean;
} {
  if (type === 'F32' || type === 'F16' || type === 'BF16') return { bits: 8, hasOffsets: false, exact: false };
  const { bits, hasOffsets, groupSize } = blockFormats[type];
  return { bits, hasOffsets, exact: groupSize === fourBitBlock };
}

/** Packs a GGUF matrix: exactly where its type allows, else in 8 bits by {@link quantizeRows}. */
export function packGguf(type: GgufType, bytes: Uint8Array): PackedMatrix {
  if (type === 'F32' || type === 'F16' || type === 'BF16' || !packingOf(type).exact)
    return quantizeRows(dequantize(type, bytes), 8);
  const format = blockFormats[type];
  const { bits, blockSize, blockBytes, lowest, hasOffsets } = format;
  const elements = (bytes.length / blockBytes) * blockSize;
  const packed = createPacked(elements, bits, hasOffsets);
  const parts = createLevels(format);
  const groups = blockSize / fourBitBlock;
  // A 4-bit level is stored from 0 upwards and MatMulNBits subtracts 8, an 8-bit one from 128 upwards.
  const stored = bits === 4 ? -lowest : 128;
  const shift = bits === 4 ? 8 + lowest : 0;
  for (let at = 0, group = 0; at < bytes.length; at += blockBytes) {
    format.unpack(bytes, at, parts);
    for (let g = 0; g < groups; g++, group++) {
      const scale = parts.scales[g]!;
      packed.scales[group] = scale;
      // d q + m = d (q − 8) + (m + 8 d)
      if (packed.offsets !== undefined) packed.offsets[group] = parts.offsets[g]! + shift * scale;
      for (let i = 0; i < fourBitBlock; i++)
        store(packed, group * fourBitBlock + i, parts.levels[g * fourBitBlock + i]! + stored);
    }
  }
  return packed;
}

/**
 * Quantizes floats symmetrically in blocks of 32. Four bits as GGUF's Q4_0: the element farthest from zero becomes
 * level −8. Eight bits as Q8_0: it becomes level ±127. Scales keep 32 bits.
 */
export function quantizeRows(floats: Float32Array, bits: 4 | 8): PackedMatrix {
  const packed = createPacked(floats.length, bits, false);
  for (let group = 0; group < packed.scales.length; group++) {
    const start = group * fourBitBlock;
    let farthest = 0;
    for (let i = start; i < start + fourBitBlock; i++)
      if (Math.abs(floats[i]!) > Math.abs(farthest)) farthest = floats[i]!;
    const scale = Math.fround(bits === 4 ? farthest / -8 : Math.abs(farthest) / 127);
    const inverse = scale === 0 ? 0 : 1 / scale;
    packed.scales[group] = scale;
    for (let i = start; i < start + fourBitBlock; i++) {
      const level = floats[i]! * inverse;
      store(packed, i, bits === 4 ? Math.min(15, Math.floor(level + 8.5)) : Math.round(level) + 128);
    }
  }
  return packed;
}

/** The rows of several matrices, one below the other. All have the same bits; offsets are zeros for those without. */
export function concatenateRows(parts: readonly PackedMatrix[]): PackedMatrix {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const whole = createPacked(
    parts.reduce((sum, part) => sum + part.scales.length * fourBitBlock, 0),
    first!.bits,
    parts.some((part) => part.offsets !== undefined),
  );
  let group = 0;
  for (const part of parts) {
    whole.weight.set(part.weight, group * bytesOfBlock(part.bits));
    whole.scales.set(part.scales, group);
    if (part.offsets !== undefined) whole.offsets?.set(part.offsets, group);
    group += part.scales.length;
  }
  return whole;
}

/** Bytes of one block of 32. */
export function bytesOfBlock(bits: 4 | 8): number {
  return (fourBitBlock * bits) / 8;
}

function createPacked(elements: number, bits: 4 | 8, hasOffsets: boolean): PackedMatrix {
  const blocks = elements / fourBitBlock;
  return {
    bits,
    weight: new Uint8Array(blocks * bytesOfBlock(bits)),
    scales: new Float32Array(blocks),
    offsets: hasOffsets ? new Float32Array(blocks) : undefined,
  };
}

function store(packed: PackedMatrix, index: number, value: number): void {
  if (packed.bits === 8) packed.weight[index] = value;
  else packed.weight[index >> 1]! |= value << (4 * (index & 1));
}
