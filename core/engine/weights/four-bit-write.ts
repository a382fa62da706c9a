import { join } from 'node:path';
import { fourBitBlock, fourBitName } from './four-bit.ts';
import {
  bytesOfBlock,
  concatenateRows,
  type PackedMatrix,
  packGguf,
  packingOf,
  quantizeRows,
} from './four-bit-pack.ts';
import type { GgufFile } from './gguf.ts';
import { dequantize } from './gguf-dequantize.ts';
import { mappedBytes, type TensorMapping } from './gguf-tensor-names.ts';
import { openSafetensors, readTensor } from './safetensors.ts';
import { type TensorToWrite, writeSafetensors } from './safetensors-write.ts';

/**
 * Writes `four-bit.safetensors` from a GGUF file's own blocks, when at least one of its linear layers is stored in
 * blocks. Matrices of other types are stored in 8 bits.
 *
 * @returns whether it was written.
 */
export function writeFourBitFromGguf(
  gguf: GgufFile,
  mappings: readonly TensorMapping[],
  headDim: number,
  folder: string,
): boolean {
  const byName = new Map(mappings.map((mapping) => [mapping.name, mapping]));
  const linear = mappings.filter(({ name }) => name.startsWith('model.layers.') && name.endsWith('_proj.weight'));
  if (!linear.some(({ source }) => source.type.startsWith('Q'))) return false;
  writeFourBit(folder, {
    shape: (name) => byName.get(name)?.source.shape,
    packing: (name) => packingOf(byName.get(name)!.source.type),
    pack: (name) => packGguf(byName.get(name)!.source.type, mappedBytes(gguf, byName.get(name)!, headDim)),
    floats: (name) => dequantize(byName.get(name)!.source.type, mappedBytes(gguf, byName.get(name)!, headDim)),
  });
  return true;
}

/**
 * Writes `four-bit.safetensors` for a folder with a dense model: layers in 4 bits as Q4_0 does, `lm_head` in 8 bits.
 *
 * @param target where it is written: the model's folder, unless that is only to be read (Hugging Face's cache).
 * @throws AppError what `openSafetensors` throws.
 */
export function quantizeModelFolder(folder: string, target: string = folder): void {
  const set = openSafetensors(folder);
  const bits = (name: string): 4 | 8 => (name.startsWith('model.layers.') ? 4 : 8);
  writeFourBit(target, {
    shape: (name) => set.tensors.get(name)?.shape,
    packing: (name) => ({ bits: bits(name), hasOffsets: false }),
    pack: (name) => quantizeRows(readTensor(set, name), bits(name)),
    floats: (name) => readTensor(set, name),
  });
}

/** Where matrices come from, by Hugging Face tensor name. */
interface Source {
  shape(name: string): readonly number[] | undefined;
  packing(name: string): { readonly bits: 4 | 8; readonly hasOffsets: boolean };
  pack(name: string): PackedMatrix;
  floats(name: string): Float32Array;
}

interface Layer {
  readonly name: string;
  /** Modules whose rows it holds. */
  readonly parts: readonly string[];
}

function writeFourBit(folder: string, source: Source): void {
  const layers = layersOf(source);
  const bits = Object.fromEntries(layers.map(({ name, parts }) => [name, source.packing(`${parts[0]}.weight`).bits]));
  writeSafetensors(
    join(folder, fourBitName),
    layers.flatMap((layer) => tensorsOf(source, layer)),
    { format: 'stockpot-four-bit', version: '1', block_size: String(fourBitBlock), bits: JSON.stringify(bits) },
    'the four-bit form of the base model',
  );
}

function layersOf(source: Source): Layer[] {
  const layers: Layer[] = [];
  const add = (name: string, parts: readonly string[]): void => {
    const shapes = parts.map((part) => source.shape(`${part}.weight`));
    if (shapes.some((shape) => shape === undefined || shape[1]! % fourBitBlock !== 0)) return;
    const sameBits = new Set(parts.map((part) => source.packing(`${part}.weight`).bits)).size === 1;
    if (sameBits) layers.push({ name, parts });
    else for (const part of parts) layers.push({ name: part, parts: [part] });
  };
  for (let layer = 0; source.shape(`model.layers.${layer}.self_attn.q_proj.weight`) !== undefined; layer++) {
    const at = `model.layers.${layer}`;
    add(
      `${at}.self_attn.qkv_proj`,
      ['q', 'k', 'v'].map((which) => `${at}.self_attn.${which}_proj`),
    );
    add(`${at}.self_attn.o_proj`, [`${at}.self_attn.o_proj`]);
    add(`${at}.mlp.gate_up_proj`, [`${at}.mlp.gate_proj`, `${at}.mlp.up_proj`]);
    add(`${at}.mlp.down_proj`, [`${at}.mlp.down_proj`]);
  }
  add('lm_head', [source.shape('lm_head.weight') === undefined ? 'model.embed_tokens' : 'lm_head']);
  return layers;
}

function tensorsOf(source: Source, { name, parts }: Layer): TensorToWrite[] {
  const weights = parts.map((part) => `${part}.weight`);
  const rows = weights.map((weight) => source.shape(weight)![0]!);
  const out = rows.reduce((sum, count) => sum + count, 0);
  const blocks = source.shape(weights[0]!)![1]! / fourBitBlock;
  const { bits } = source.packing(weights[0]!);
  const hasOffsets = weights.some((weight) => source.packing(weight).hasOffsets);
  const hasBias = parts.some((part) => source.shape(`${part}.bias`) !== undefined);

  // The tensors of a layer are written one after the other: its matrix is packed for the first and let go after the last.
  let packed: PackedMatrix | undefined;
  const pack = (): PackedMatrix => (packed ??= concatenateRows(weights.map((weight) => source.pack(weight))));
  const packLast = (): PackedMatrix => {
    const last = pack();
    packed = undefined;
    return last;
  };
  function bias(): Float32Array {
    const values = new Float32Array(out);
    let row = 0;
    parts.forEach((part, i) => {
      if (source.shape(`${part}.bias`) !== undefined) values.set(source.floats(`${part}.bias`), row);
      row += rows[i]!;
    });
    return values;
  }
  const perBlock = [out, blocks];
  return [
    { name: `${name}.weight`, type: 'U8', shape: [out, blocks, bytesOfBlock(bits)], data: () => pack().weight },
    { name: `${name}.scales`, type: 'F32', shape: perBlock, data: () => (hasOffsets ? pack() : packLast()).scales },
    ...(hasOffsets
      ? [{ name: `${name}.offsets`, type: 'F32', shape: perBlock, data: () => packLast().offsets! } as const]
      : []),
    ...(hasBias ? [{ name: `${name}.bias`, type: 'F32', shape: [out], data: bias } as const] : []),
  ];
}
