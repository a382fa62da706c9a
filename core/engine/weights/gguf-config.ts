import { AppError } from '../../errors.ts';
import type { GgufFile, GgufValue } from './gguf.ts';
import { dequantize } from './gguf-dequantize.ts';

/** A `config.json` in Hugging Face's field names, for the architectures that we convert. */
export interface ConvertedConfig {
  readonly architectures: readonly string[];
  readonly model_type: 'llama' | 'mistral' | 'qwen2' | 'qwen3';
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number;
  readonly head_dim: number;
  readonly vocab_size: number;
  readonly max_position_embeddings: number;
  readonly rms_norm_eps: number;
  readonly rope_theta: number;
  readonly rope_scaling: Readonly<Record<string, string | number>> | null;
  readonly sliding_window?: number;
  readonly hidden_act: 'silu';
  readonly attention_bias: boolean;
  readonly mlp_bias: boolean;
  readonly tie_word_embeddings: boolean;
  readonly bos_token_id: number | null;
  readonly eos_token_id: number | null;
  readonly pad_token_id: number | null;
  readonly torch_dtype: 'float32';
  readonly initializer_range: number;
  readonly use_cache: true;
}

/**
 * The Hugging Face configuration of a GGUF model, from its metadata and the shapes of its tensors.
 *
 * @throws AppError `model/unknown-architecture`, `model/bad-config`, `model/missing-tensor`.
 */
export function configFromGguf(gguf: GgufFile): ConvertedConfig {
  const architecture = gguf.metadata['general.architecture'];
  if (typeof architecture !== 'string' || !(architecture in familyNames))
    throw new AppError(
      'model/unknown-architecture',
      `${gguf.path} holds a model of the architecture ${JSON.stringify(architecture ?? null)}. Known are ${Object.keys(familyNames).join(', ')}.`,
    );
  const fields = createFields(gguf, architecture);
  if (fields.optional('expert_count', 0) > 0)
    throw new AppError(
      'model/unknown-architecture',
      `${gguf.path} is a mixture of experts, which can't be read. Take a dense model.`,
    );
  const embedding = gguf.tensors.get('token_embd.weight');
  if (embedding === undefined)
    throw new AppError('model/missing-tensor', `${gguf.path} has no tensor token_embd.weight.`);

  const hidden = fields.required('embedding_length');
  const heads = fields.required('attention.head_count');
  const headDim = fields.optional('attention.key_length', hidden / heads);
  if (headDim % 2 !== 0 || heads < 1)
    throw new AppError('model/bad-config', `${gguf.path}: ${heads} heads over ${hidden} features can't be.`);
  const theta = fields.optional('rope.freq_base', 10_000);
  const slidingWindow = fields.optional('attention.sliding_window', 0);
  const modelType = architecture === 'llama' && slidingWindow > 0 ? 'mistral' : familyNames[architecture as Family];
  return {
    architectures: [classNames[modelType]],
    model_type: modelType,
    hidden_size: hidden,
    intermediate_size: fields.required('feed_forward_length'),
    num_hidden_layers: fields.required('block_count'),
    num_attention_heads: heads,
    num_key_value_heads: fields.optional('attention.head_count_kv', heads),
    head_dim: headDim,
    vocab_size: embedding.shape[0] ?? 0,
    max_position_embeddings: fields.required('context_length'),
    rms_norm_eps: shortest(fields.required('attention.layer_norm_rms_epsilon')),
    rope_theta: shortest(theta),
    rope_scaling: gguf.tensors.has('rope_freqs.weight')
      ? llama3Scaling(gguf, shortest(theta), headDim)
      : namedScaling(gguf, architecture, fields),
    ...(slidingWindow > 0 ? { sliding_window: slidingWindow } : {}),
    hidden_act: 'silu',
    attention_bias: architecture !== 'qwen2' && gguf.tensors.has('blk.0.attn_q.bias'),
    mlp_bias: gguf.tensors.has('blk.0.ffn_up.bias'),
    tie_word_embeddings: !gguf.tensors.has('output.weight'),
    bos_token_id: tokenId(gguf, 'bos'),
    eos_token_id: tokenId(gguf, 'eos'),
    pad_token_id: tokenId(gguf, 'padding'),
    torch_dtype: 'float32',
    initializer_range: 0.02,
    use_cache: true,
  };
}

type Family = 'llama' | 'qwen2' | 'qwen3';
const familyNames: Readonly<Record<Family, Family>> = { llama: 'llama', qwen2: 'qwen2', qwen3: 'qwen3' };
const classNames = {
  llama: 'LlamaForCausalLM',
  mistral: 'MistralForCausalLM',
  qwen2: 'Qwen2ForCausalLM',
  qwen3: 'Qwen3ForCausalLM',
} as const;

interface Fields {
  required(field: string): number;
  optional(field: string, otherwise: number): number;
  get(field: string): GgufValue | undefined;
}

function createFields(gguf: GgufFile, architecture: string): Fields {
  const get = (field: string): GgufValue | undefined => gguf.metadata[`${architecture}.${field}`];
  function number(field: string): number | undefined {
    const value = get(field);
    if (value === undefined) return undefined;
    // Some files give one number for each layer; all layers must agree.
    const values = Array.isArray(value) ? [...new Set(value)] : [value];
    const [only] = values;
    if (values.length !== 1 || typeof only !== 'number' || !Number.isFinite(only) || only < 0)
      throw new AppError(
        'model/bad-config',
        `${gguf.path}: ${architecture}.${field} is ${JSON.stringify(values.slice(0, 8).map(String))}, and one number was expected.`,
      );
    return only;
  }
  return {
    get,
    optional: (field, otherwise) => number(field) ?? otherwise,
    required(field) {
      const value = number(field);
      if (value === undefined)
        throw new AppError('model/bad-config', `${gguf.path} does not say its ${architecture}.${field}.`);
      return value;
    },
  };
}

function namedScaling(
  gguf: GgufFile,
  architecture: string,
  fields: Fields,
): Readonly<Record<string, string | number>> | null {
  const type = fields.get('rope.scaling.type') ?? (fields.get('rope.scale_linear') === undefined ? 'none' : 'linear');
  const factor = fields.optional('rope.scaling.factor', fields.optional('rope.scale_linear', 1));
  switch (type) {
    case 'none':
      return null;
    case 'linear':
      return factor === 1 ? null : { rope_type: 'linear', factor: shortest(factor) };
    case 'yarn': {
      const original = fields.optional('rope.scaling.original_context_length', 0);
      return {
        rope_type: 'yarn',
        factor: shortest(factor),
        ...(original > 0 ? { original_max_position_embeddings: original } : {}),
      };
    }
    default:
      throw new AppError(
        'model/bad-config',
        `${gguf.path}: ${architecture}.rope.scaling.type is ${JSON.stringify(String(type))}. Known are none, linear and yarn.`,
      );
  }
}

/**
 * Llama 3 files hold the divisors of the rotary frequencies, and not the parameters they were made of. All published
 * models use the same ones but for the factor, which is the largest divisor: the divisors are made again and compared.
 */
function llama3Scaling(gguf: GgufFile, theta: number, headDim: number): Readonly<Record<string, string | number>> {
  const stored = dequantize(gguf.tensors.get('rope_freqs.weight')!.type, gguf.bytes('rope_freqs.weight'));
  const factor = stored.reduce((largest, value) => Math.max(largest, value), 1);
  const scaling = { factor, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
  const expected = llama3Divisors(theta, headDim, scaling);
  const agrees =
    stored.length === expected.length && stored.every((value, i) => Math.abs(value / expected[i]! - 1) < 1e-3);
  if (!agrees)
    throw new AppError(
      'model/bad-config',
      `${gguf.path}: rope_freqs.weight scales the rotary frequencies in a way other than Llama 3's, which can't be read.`,
    );
  return { rope_type: 'llama3', ...scaling };
}

/** Long waves are slowed by the factor, short ones not at all, those between by a mixture. */
function llama3Divisors(
  theta: number,
  headDim: number,
  scaling: Readonly<
    Record<'factor' | 'low_freq_factor' | 'high_freq_factor' | 'original_max_position_embeddings', number>
  >,
): number[] {
  const { factor, low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: original } = scaling;
  return Array.from({ length: headDim / 2 }, (_, i) => {
    const wavelength = 2 * Math.PI * theta ** ((2 * i) / headDim);
    if (wavelength < original / high) return 1;
    if (wavelength > original / low) return factor;
    const smooth = (original / wavelength - low) / (high - low);
    return 1 / ((1 - smooth) / factor + smooth);
  });
}

function tokenId(gguf: GgufFile, which: 'bos' | 'eos' | 'padding'): number | null {
  const id = gguf.metadata[`tokenizer.ggml.${which}_token_id`];
  return typeof id === 'number' ? id : null;
}

/** The decimal number that a 32-bit float was written from: 1e-5, and not 0.000009999999747378752. */
function shortest(value: number): number {
  return Number(value.toPrecision(7));
}
