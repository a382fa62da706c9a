/**
 * `four-bit.safetensors`: a model's linear layers in blocks of 32 inputs, as onnxruntime's com.microsoft MatMulNBits
 * takes them (`block_size` 32, no zero points), to be mapped from the file by offset.
 *
 * Layers, by Hugging Face module path:
 * - `model.layers.N.self_attn.qkv_proj`: the rows of q, then k, then v; `model.layers.N.mlp.gate_up_proj`: the rows of
 *   gate, then up; `model.layers.N.self_attn.o_proj`; `model.layers.N.mlp.down_proj`; `lm_head` (from the embedding
 *   when that is tied).
 * - Where the parts of a fused layer don't have the same bits, they stand under their own names (`…self_attn.q_proj`,
 *   `…k_proj`, `…v_proj`, `…mlp.gate_proj`, `…up_proj`) and the fused name is absent: ask `layers.has(fusedName)`.
 * - A layer whose input size is no multiple of 32 is left out: take it from `model.safetensors`.
 *
 * Tensors of a layer, [out, in] being its matrix:
 * - `<layer>.weight`, U8 [out, in / 32, 16] (4 bits: elements 2i and 2i + 1 of a block share byte i, the even one in the
 *   low nibble) or U8 [out, in / 32, 32] (8 bits: one element a byte).
 * - `<layer>.scales`, F32 [out, in / 32].
 * - `<layer>.offsets`, F32 [out, in / 32], only where the quantization is not symmetric.
 * - `<layer>.bias`, F32 [out], only where one of the parts has a bias (zeros for a part that has none).
 *
 * Element: w = scales · (q − z) + offsets, z = 8 for 4 bits and 128 for 8 bits. So, with x in blocks of 32,
 * y = MatMulNBits(x, weight, scales) + blockSums(x) · offsetsᵀ + bias, where blockSums(x) is [rows, in / 32].
 *
 * The header's metadata holds `format` "stockpot-four-bit", `version` "1", `block_size` "32", and `bits`: a JSON object
 * from layer to 4 or 8. The reader takes the bits from the shapes.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import { openSafetensors, readTensor, readTensorBytes, type WeightSet } from './safetensors.ts';

/** The file's name in a model folder. */
export const fourBitName = 'four-bit.safetensors';

/** Inputs that share a scale. */
export const fourBitBlock = 32;

/** One layer of the file. */
export interface FourBitLayer {
  readonly name: string;
  readonly bits: 4 | 8;
  readonly outSize: number;
  readonly inSize: number;
  readonly hasOffsets: boolean;
  readonly hasBias: boolean;
}

/** An opened `four-bit.safetensors`. */
export interface FourBitWeights {
  readonly weights: WeightSet;
  readonly layers: ReadonlyMap<string, FourBitLayer>;
}

/**
 * The quantized layers of a model folder; undefined when it has no `four-bit.safetensors`.
 *
 * @throws AppError `model/bad-file` when a tensor is missing or of a wrong shape.
 */
export function openFourBit(folder: string): FourBitWeights | undefined {
  const path = join(folder, fourBitName);
  if (!existsSync(path)) return undefined;
  const weights = openSafetensors(path);
  const layers = new Map<string, FourBitLayer>();
  for (const tensor of weights.tensors.values()) {
    if (!tensor.name.endsWith('.weight')) continue;
    const name = tensor.name.slice(0, -'.weight'.length);
    layers.set(name, describeLayer(weights, path, name, tensor.shape));
  }
  return { weights, layers };
}

/** One layer's matrix as 32-bit floats [out, in]. */
export function readFourBitLayer({ weights }: FourBitWeights, layer: FourBitLayer): Float32Array {
  const { name, bits, hasOffsets } = layer;
  const packed = readTensorBytes(weights, `${name}.weight`);
  const scales = readTensor(weights, `${name}.scales`);
  const offsets = hasOffsets ? readTensor(weights, `${name}.offsets`) : undefined;
  const floats = new Float32Array(layer.outSize * layer.inSize);
  for (let i = 0; i < floats.length; i++) {
    const block = Math.floor(i / fourBitBlock);
    const level = bits === 8 ? packed[i]! - 128 : ((packed[i >> 1]! >> (4 * (i & 1))) & 15) - 8;
    floats[i] = scales[block]! * level + (offsets?.[block] ?? 0);
  }
  return floats;
}

function describeLayer(weights: WeightSet, path: string, name: string, shape: readonly number[]): FourBitLayer {
  const [outSize = 0, blocks = 0, blockBytes] = shape;
  const shapeOf = (part: string): string | undefined => weights.tensors.get(`${name}.${part}`)?.shape.join();
  const [scales, offsets, bias] = [shapeOf('scales'), shapeOf('offsets'), shapeOf('bias')];
  const perBlock = `${outSize},${blocks}`;
  if (
    shape.length !== 3 ||
    (blockBytes !== 16 && blockBytes !== 32) ||
    scales !== perBlock ||
    (offsets !== undefined && offsets !== perBlock) ||
    (bias !== undefined && bias !== String(outSize))
  )
    throw new AppError('model/bad-file', `${path}: the tensors of layer ${name} don't fit each other.`, {
      hint: 'Remove the model and fetch it again.',
    });
  return {
    name,
    bits: blockBytes === 16 ? 4 : 8,
    outSize,
    inSize: blocks * fourBitBlock,
    hasOffsets: offsets !== undefined,
    hasBias: bias !== undefined,
  };
}
