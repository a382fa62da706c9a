import { dirname } from 'node:path';
import { makeFolder, writing } from '../disk.ts';
import type { Adapter, LoraModule, ModelConfig } from '../engine/index.ts';
import { interleavedRow } from '../engine/weights/gguf-tensor-names.ts';
import { AppError } from '../errors.ts';
import { checkPlain } from './check-plain.ts';
import { type GgufMatrix, writeGguf } from './gguf-write.ts';
import { mostCommon } from './most-common.ts';

/** What of the base model a GGUF adapter depends on. */
export type GgufBase = Pick<ModelConfig, 'family' | 'headDim'>;

/**
 * Writes a GGUF LoRA that llama.cpp loads beside its GGUF of the base model. llama.cpp scales each module by
 * alpha / rank, with one alpha: a module whose scaling that can't say has the rest folded into B.
 *
 * @param options.type how the matrices are stored; F32 by default. @param options.name what the file calls itself.
 * @throws AppError `skill/unsupported` when the adapter changes a layer that has no counterpart in GGUF.
 */
export function exportGguf(
  adapter: Adapter,
  base: GgufBase,
  path: string,
  options: { type?: 'F32' | 'F16'; name?: string } = {},
): void {
  checkPlain(adapter);
  const type = options.type ?? 'F32';
  const alpha = sharedAlpha(adapter);
  const matrices = [...adapter].flatMap(([module, lora]) => matricesOf(module, lora, base, alpha, type));
  writing({ path, what: 'the skill' }, () => makeFolder(dirname(path)));
  writeGguf(
    path,
    [
      { key: 'general.type', type: 'string', value: 'adapter' },
      { key: 'general.architecture', type: 'string', value: families[base.family].architecture },
      { key: 'general.name', type: 'string', value: options.name ?? 'Stockpot skill' },
      { key: 'adapter.type', type: 'string', value: 'lora' },
      { key: 'adapter.lora.alpha', type: 'f32', value: alpha },
      { key: 'general.quantization_version', type: 'u32', value: 2 },
    ],
    matrices,
  );
}

/** The alpha that most modules' scaling comes from, as an f32. Never 0, which llama.cpp reads as "no scaling". */
function sharedAlpha(adapter: Adapter): number {
  const alpha = Math.fround(mostCommon([...adapter.values()].map(({ scaling, rank }) => scaling * rank)));
  return Number.isFinite(alpha) && alpha !== 0 ? alpha : 1;
}

function matricesOf(
  module: string,
  { rank, a, b, scaling }: LoraModule,
  base: GgufBase,
  alpha: number,
  type: 'F32' | 'F16',
): GgufMatrix[] {
  const { name, part } = ggufName(module);
  const rows = b.length / rank;
  const ordered = families[base.family].interleaves && part in rotaryParts ? interleaved(b, rank, base.headDim) : b;
  const rest = (scaling * rank) / alpha;
  const folded = Math.fround(rest) === 1 ? ordered : ordered.map((value) => value * rest);
  // From here on, the nearest half-precision number is infinity.
  const limit = type === 'F16' ? 65_520 : Number.POSITIVE_INFINITY;
  if (!a.every((value) => Math.abs(value) < limit) || !folded.every((value) => Math.abs(value) < limit)) {
    throw new AppError('skill/unsupported', `Module ${module} holds values that ${type} can't store.`);
  }
  return [
    { name: `${name}.lora_a`, type, shape: [rank, a.length / rank], data: a },
    { name: `${name}.lora_b`, type, shape: [rows, rank], data: folded },
  ];
}

function ggufName(module: string): { name: string; part: string } {
  const [, layer, part] = /^model\.layers\.(\d+)\.(.+)$/.exec(module) ?? [];
  const target = part === undefined ? undefined : parts[part];
  if (part === undefined || target === undefined) {
    throw new AppError('skill/unsupported', `GGUF has no place for a change of ${module}.`);
  }
  return { name: `blk.${layer}.${target}.weight`, part };
}

/** B with its rows in the order that llama.cpp's rotary embedding wants. */
function interleaved(b: Float32Array, rank: number, headDim: number): Float32Array {
  const result = new Float32Array(b.length);
  for (let row = 0; row < b.length / rank; row++) {
    result.set(b.subarray(row * rank, (row + 1) * rank), interleavedRow(row, headDim) * rank);
  }
  return result;
}

const parts: Readonly<Record<string, string>> = {
  'self_attn.q_proj': 'attn_q',
  'self_attn.k_proj': 'attn_k',
  'self_attn.v_proj': 'attn_v',
  'self_attn.o_proj': 'attn_output',
  'mlp.gate_proj': 'ffn_gate',
  'mlp.up_proj': 'ffn_up',
  'mlp.down_proj': 'ffn_down',
};

/** Layers whose rows the llama converter interleaves. */
const rotaryParts = { 'self_attn.q_proj': true, 'self_attn.k_proj': true };

const families: Readonly<Record<ModelConfig['family'], { architecture: string; interleaves: boolean }>> = {
  llama: { architecture: 'llama', interleaves: true },
  mistral: { architecture: 'llama', interleaves: true },
  qwen2: { architecture: 'qwen2', interleaves: false },
  qwen3: { architecture: 'qwen3', interleaves: false },
};
