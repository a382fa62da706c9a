import { AppError } from '../../errors.ts';
import type { GgufFile, GgufTensor } from './gguf.ts';
import type { ConvertedConfig } from './gguf-config.ts';

/** One tensor to be converted: what it is called on either side, and the order of its rows. */
export interface TensorMapping {
  /** Hugging Face's name. */
  readonly name: string;
  readonly source: GgufTensor;
  /** Set where the file holds a query or key projection with its rows interleaved for rotary embedding. */
  readonly interleavedHeads?: number;
}

/**
 * Every tensor of a GGUF model under its Hugging Face name, in the order of the layers, each of the expected shape.
 *
 * @throws AppError `model/missing-tensor`, `model/bad-config` for a wrong shape, `model/unknown-architecture` when the
 * file holds tensors that this architecture does not have.
 */
export function tensorMappings(gguf: GgufFile, config: ConvertedConfig): TensorMapping[] {
  const mappings: TensorMapping[] = [];
  const used = new Set<string>();
  // Only the llama converter interleaves the two halves of each head.
  const interleaves = config.model_type === 'llama' || config.model_type === 'mistral';

  function add(rule: Rule, from: string, to: string): void {
    for (const [suffix, shape] of [
      ['weight', rule.shape],
      ['bias', rule.shape.slice(0, 1)],
    ] as const) {
      const source = gguf.tensors.get(`${from}.${suffix}`);
      if (source === undefined) {
        if (suffix === 'bias' || rule.optional) continue;
        throw new AppError(
          'model/missing-tensor',
          `${gguf.path} has no tensor ${from}.${suffix}, which a ${config.model_type} model needs.`,
        );
      }
      if (suffix === 'bias' && rule.shape.length === 1) continue;
      if (source.shape.join() !== shape.join())
        throw new AppError(
          'model/bad-config',
          `${gguf.path}: tensor ${source.name} is [${source.shape.join(', ')}], and [${shape.join(', ')}] was expected.`,
        );
      used.add(source.name);
      mappings.push({
        name: `${to}.${suffix}`,
        source,
        ...(interleaves && rule.heads !== undefined ? { interleavedHeads: rule.heads } : {}),
      });
    }
  }

  const { hidden_size: hidden, vocab_size: vocabulary } = config;
  add({ shape: [vocabulary, hidden] }, 'token_embd', 'model.embed_tokens');
  const rules = layerRules(config);
  for (let layer = 0; layer < config.num_hidden_layers; layer++)
    for (const [from, to, rule] of rules) add(rule, `blk.${layer}.${from}`, `model.layers.${layer}.${to}`);
  add({ shape: [hidden] }, 'output_norm', 'model.norm');
  add({ shape: [vocabulary, hidden], optional: true }, 'output', 'lm_head');

  const unknown = [...gguf.tensors.keys()].find(
    (name) => !used.has(name) && !/^(rope_freqs|.*attn_rot_embd)\b/.test(name),
  );
  if (unknown !== undefined)
    throw new AppError(
      'model/unknown-architecture',
      `${gguf.path} holds the tensor ${unknown}, which a ${config.model_type} model does not have; leaving it out would change its answers.`,
    );
  return mappings;
}

/**
 * The row of the file that holds row `row` of the Hugging Face matrix. In the file each head's rows alternate between the
 * first and the second half: row h·D + half·D/2 + i lies at h·D + 2i + half.
 */
export function interleavedRow(row: number, headDim: number): number {
  const within = row % headDim;
  const half = within < headDim / 2 ? 0 : 1;
  return row - within + 2 * (within - (half * headDim) / 2) + half;
}

/** A tensor's blocks with its rows in Hugging Face's order. */
export function mappedBytes(gguf: GgufFile, mapping: TensorMapping, headDim: number): Uint8Array {
  const bytes = gguf.bytes(mapping.source.name);
  if (mapping.interleavedHeads === undefined) return bytes;
  const rows = mapping.interleavedHeads * headDim;
  const rowBytes = bytes.length / rows;
  const ordered = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    const from = interleavedRow(row, headDim) * rowBytes;
    ordered.set(bytes.subarray(from, from + rowBytes), row * rowBytes);
  }
  return ordered;
}

interface Rule {
  readonly shape: readonly number[];
  readonly optional?: boolean;
  /** Heads whose rows the llama converter interleaves. */
  readonly heads?: number;
}

function layerRules(config: ConvertedConfig): readonly (readonly [string, string, Rule])[] {
  const { hidden_size: hidden, intermediate_size: inner, num_attention_heads: heads, head_dim: headDim } = config;
  const groups = config.num_key_value_heads;
  const headNorm: Rule = { shape: [headDim], optional: config.model_type !== 'qwen3' };
  return [
    ['attn_norm', 'input_layernorm', { shape: [hidden] }],
    ['attn_q', 'self_attn.q_proj', { shape: [heads * headDim, hidden], heads }],
    ['attn_k', 'self_attn.k_proj', { shape: [groups * headDim, hidden], heads: groups }],
    ['attn_v', 'self_attn.v_proj', { shape: [groups * headDim, hidden] }],
    ['attn_q_norm', 'self_attn.q_norm', headNorm],
    ['attn_k_norm', 'self_attn.k_norm', headNorm],
    ['attn_output', 'self_attn.o_proj', { shape: [hidden, heads * headDim] }],
    ['ffn_norm', 'post_attention_layernorm', { shape: [hidden] }],
    ['ffn_gate', 'mlp.gate_proj', { shape: [inner, hidden] }],
    ['ffn_up', 'mlp.up_proj', { shape: [inner, hidden] }],
    ['ffn_down', 'mlp.down_proj', { shape: [hidden, inner] }],
  ];
}
