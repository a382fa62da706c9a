import { AppError } from '../errors.ts';
import { bytePreTokenizer } from './pre-tokenizers.ts';
import { mergesFromScores } from './sentencepiece.ts';

/** Token types of a GGUF vocabulary. */
const tokenTypes = { unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

/** `tokenizer.json` and `tokenizer_config.json` as plain objects, ready to be written. */
export interface TokenizerFiles {
  readonly tokenizer: object;
  readonly config: object;
}

/**
 * A Hugging Face tokenizer from a GGUF file's own metadata (`tokenizer.ggml.*`, `tokenizer.chat_template`). Knows byte-level
 * BPE (`gpt2`) with the pre-tokenizers smollm, llama-bpe, qwen2, gpt-2 and default, and SentencePiece BPE (`llama`).
 * @param metadata the file's key-value pairs; arrays as plain arrays.
 * @throws AppError `text/bad-tokenizer` for another kind of tokenizer, or when a part is missing.
 */
export function tokenizerFromGguf(metadata: Record<string, unknown>): TokenizerFiles {
  const source = new GgufVocabulary(metadata);
  const model = source.text('model');
  if (model === 'gpt2') return { tokenizer: byteLevelTokenizer(source), config: tokenizerConfig(source) };
  if (model === 'llama') return { tokenizer: sentencePieceTokenizer(source), config: tokenizerConfig(source) };
  throw new AppError(
    'text/bad-tokenizer',
    `The GGUF file's tokenizer is of kind "${model}"; known are "gpt2" and "llama".`,
    { hint: 'Use the model in Hugging Face form (a folder with tokenizer.json).' },
  );
}

function byteLevelTokenizer(source: GgufVocabulary): object {
  const { normalizer, preTokenizer, ignoreMerges, addBos } = bytePreTokenizer(source.optionalText('pre') ?? 'default');
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(source),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: postProcessor(source, addBos),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: ignoreMerges,
      vocab: vocabulary(source.tokens),
      merges: source.strings('merges'),
    },
  };
}

function sentencePieceTokenizer(source: GgufVocabulary): object {
  const spacePrefix = source.flag('add_space_prefix', true);
  const replaceSpaces = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
  const prependSpace = { type: 'Prepend', prepend: '▁' };
  const { userDefined, byte, control, unknown } = tokenTypes;
  const whole = new Set<number>([userDefined, byte, control, unknown]);
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens(source),
    normalizer: { type: 'Sequence', normalizers: spacePrefix ? [prependSpace, replaceSpaces] : [replaceSpaces] },
    pre_tokenizer: null,
    post_processor: postProcessor(source, true),
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(spacePrefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: source.tokenNamed('unknown_token_id') ?? null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      ignore_merges: false,
      vocab: vocabulary(source.tokens),
      merges: mergesFromScores(source.tokens, source.numbers('scores'), (id) => !whole.has(source.types[id]!)),
    },
  };
}

function tokenizerConfig(source: GgufVocabulary): object {
  const template = source.metadata['tokenizer.chat_template'];
  const config = {
    tokenizer_class: 'PreTrainedTokenizerFast',
    bos_token: source.tokenNamed('bos_token_id'),
    eos_token: source.tokenNamed('eos_token_id'),
    unk_token: source.tokenNamed('unknown_token_id'),
    pad_token: source.tokenNamed('padding_token_id'),
    model_max_length: source.metadata[`${String(source.metadata['general.architecture'])}.context_length`],
    clean_up_tokenization_spaces: false,
    chat_template: typeof template === 'string' ? template : undefined,
  };
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

function addedTokens(source: GgufVocabulary): object[] {
  const { control, userDefined, unknown } = tokenTypes;
  return source.tokens.flatMap((content, id) => {
    const type = source.types[id];
    if (type !== control && type !== userDefined && type !== unknown) return [];
    const special = type !== userDefined;
    return [{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special }];
  });
}

function postProcessor(source: GgufVocabulary, bosByDefault: boolean): object | null {
  const around = (id: number | undefined) => {
    if (id === undefined) return [];
    return [{ id: source.tokens[id]!, ids: [id], tokens: [source.tokens[id]!] }];
  };
  const bos = source.flag('add_bos_token', bosByDefault) ? around(source.optionalNumber('bos_token_id')) : [];
  const eos = source.flag('add_eos_token', false) ? around(source.optionalNumber('eos_token_id')) : [];
  if (bos.length + eos.length === 0) return null;
  const special = (tokens: { id: string }[], type: number) =>
    tokens.map(({ id }) => ({ SpecialToken: { id, type_id: type } }));
  const sequence = (id: 'A' | 'B', type: number) => [
    ...special(bos, type),
    { Sequence: { id, type_id: type } },
    ...special(eos, type),
  ];
  return {
    type: 'TemplateProcessing',
    single: sequence('A', 0),
    pair: [...sequence('A', 0), ...sequence('B', 1)],
    special_tokens: Object.fromEntries([...bos, ...eos].map((token) => [token.id, token])),
  };
}

/** Own properties even for a token spelled `__proto__`. */
function vocabulary(tokens: readonly string[]): Record<string, number> {
  return Object.fromEntries(tokens.map((token, id) => [token, id]));
}

/** Typed access to `tokenizer.ggml.*`. */
class GgufVocabulary {
  readonly metadata: Record<string, unknown>;
  readonly tokens: readonly string[];
  readonly types: readonly number[];

  constructor(metadata: Record<string, unknown>) {
    this.metadata = metadata;
    this.tokens = this.strings('tokens');
    this.types = metadata['tokenizer.ggml.token_type'] === undefined ? [] : this.numbers('token_type');
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.missing(key, 'text');
  }

  optionalText(key: string): string | undefined {
    const value = this.metadata[`tokenizer.ggml.${key}`];
    return typeof value === 'string' ? value : undefined;
  }

  optionalNumber(key: string): number | undefined {
    const value = this.metadata[`tokenizer.ggml.${key}`];
    const id = typeof value === 'bigint' ? Number(value) : value;
    return typeof id === 'number' && id >= 0 && id < this.tokens.length ? id : undefined;
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.metadata[`tokenizer.ggml.${key}`];
    return typeof value === 'boolean' ? value : otherwise;
  }

  strings(key: string): readonly string[] {
    return this.list(key, 'string') as readonly string[];
  }

  numbers(key: string): readonly number[] {
    return this.list(key, 'number') as readonly number[];
  }

  tokenNamed(key: string): string | undefined {
    const id = this.optionalNumber(key);
    return id === undefined ? undefined : this.tokens[id];
  }

  private list(key: string, type: 'string' | 'number'): readonly unknown[] {
    const value = this.metadata[`tokenizer.ggml.${key}`];
    const list = ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
    if (!Array.isArray(list) || !list.every(type === 'string' ? isString : isNumber))
      return this.missing(key, `a list of ${type}s`);
    return list;
  }

  private missing(key: string, what: string): never {
    const name = `tokenizer.ggml.${key}`;
    throw new AppError(
      'text/bad-tokenizer',
      `The GGUF file's metadata has no "${name}" (${what}): no tokenizer in it.`,
    );
  }
}

const isString = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => typeof value === 'number';
