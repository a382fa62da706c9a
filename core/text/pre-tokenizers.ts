import { AppError } from '../errors.ts';

/** How text is cut into words before byte-level BPE. */
export interface BytePreTokenizer {
  readonly normalizer: object | null;
  readonly preTokenizer: object;
  /** Whether a word that is in the vocabulary is one token whatever the merges say. */
  readonly ignoreMerges: boolean;
  /** Whether a text begins with the beginning-of-sequence token where the metadata does not say. */
  readonly addBos: boolean;
}

const byteLevel = (useRegex: boolean) => ({
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: useRegex,
});
const split = (pattern: string) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});
const sequence = (...pretokenizers: object[]) => ({ type: 'Sequence', pretokenizers });

/** Words as GPT-4's tokenizer cuts them, with at most `digits` digits together. */
const words = (digits: string) =>
  split(
    `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
  );
const gpt2Words = split("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)");

const llama3: BytePreTokenizer = {
  normalizer: null,
  preTokenizer: sequence(words('\\p{N}{1,3}'), byteLevel(false)),
  ignoreMerges: true,
  addBos: true,
};
const qwen2: BytePreTokenizer = {
  normalizer: { type: 'NFC' },
  preTokenizer: sequence(words('\\p{N}'), byteLevel(false)),
  ignoreMerges: false,
  addBos: false,
};

/** By the name in `tokenizer.ggml.pre`. */
const known: ReadonlyMap<string, BytePreTokenizer> = new Map([
  [
    'smollm',
    {
      normalizer: null,
      preTokenizer: sequence({ type: 'Digits', individual_digits: true }, byteLevel(true)),
      ignoreMerges: false,
      addBos: false,
    },
  ],
  ['llama-bpe', llama3],
  ['llama3', llama3],
  ['llama-v3', llama3],
  ['qwen2', qwen2],
  ['deepseek-r1-qwen', qwen2],
  ['gpt-2', { normalizer: null, preTokenizer: byteLevel(true), ignoreMerges: false, addBos: false }],
  [
    'default',
    {
      normalizer: null,
      preTokenizer: sequence(
        split('[\\p{P}\\$\\+<=>\\^~\\|]+'),
        gpt2Words,
        split('\\p{N}+'),
        split('[0-9][0-9][0-9]'),
        byteLevel(false),
      ),
      ignoreMerges: false,
      addBos: false,
    },
  ],
]);

/**
 * The pre-tokenizer that a GGUF file names in `tokenizer.ggml.pre`.
 * @throws AppError `text/bad-tokenizer` for a name that is not known: a guess would give wrong tokens without a word.
 */
export function bytePreTokenizer(name: string): BytePreTokenizer {
  const found = known.get(name);
  if (found !== undefined) return found;
  throw new AppError(
    'text/bad-tokenizer',
    `The GGUF file's pre-tokenizer "${name}" is not known; known are ${[...known.keys()].join(', ')}.`,
    { hint: 'Use the model in Hugging Face form (a folder with tokenizer.json).' },
  );
}
