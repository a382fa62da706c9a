import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { AppError } from '../errors.ts';

/** An entry of `added_tokens` in tokenizer.json. */
export interface AddedTokenJson {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
}

/** The parts of tokenizer.json that we read; the rest passes through to the library. */
export interface TokenizerJson {
  readonly added_tokens?: readonly AddedTokenJson[];
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: JsonNode | null;
  readonly post_processor?: unknown;
  readonly decoder?: unknown;
  readonly model: { readonly type?: string; readonly vocab: unknown; readonly merges?: readonly unknown[] };
}

type JsonNode = { readonly type?: string; readonly [key: string]: unknown };

/** The library's tokenizers behind one of ours: one model, three ways of cutting text before it. */
export interface LibraryTokenizers {
  /** Knows every added token: for decoding. */
  readonly full: LibraryTokenizer;
  /** Does not know the special tokens: their spelling is text like any other. */
  readonly plain: LibraryTokenizer;
  /** Like `plain`, for text that does not begin the sequence (no `▁` is put before it where only the first word gets one). */
  readonly continued: LibraryTokenizer;
}

/**
 * Builds the library's tokenizers from tokenizer.json, such that what the special tokens spell can't be encoded as them by
 * `plain` and `continued`.
 * @throws AppError `text/bad-tokenizer` when the library refuses the file.
 */
export function libraryTokenizers(json: TokenizerJson, config: object): LibraryTokenizers {
  try {
    const special = new Set((json.added_tokens ?? []).filter((t) => t.special).map((t) => t.content));
    const parts = {
      ...json,
      added_tokens: json.added_tokens ?? [],
      normalizer: json.normalizer ?? null,
      pre_tokenizer: exactPreTokenizer(json.pre_tokenizer ?? null),
      post_processor: json.post_processor ?? null,
      decoder: json.decoder ?? null,
      model: withoutMergesTo(special, json.model),
    };
    const full = new LibraryTokenizer(parts, config);
    const unknown = full.model?.unk_token;
    for (const content of special) if (content !== unknown) full.model?.tokens_to_ids.delete(content);

    const sharing = (preTokenizer: unknown) => {
      const emptyModel = { type: 'BPE', vocab: {}, merges: [] };
      const added = parts.added_tokens.filter((t) => !t.special);
      const other = new LibraryTokenizer(
        { ...parts, model: emptyModel, added_tokens: added, pre_tokenizer: preTokenizer },
        config,
      );
      other.model = full.model;
      return other;
    };
    return { full, plain: sharing(parts.pre_tokenizer), continued: sharing(neverPrepending(parts.pre_tokenizer)) };
  } catch (cause) {
    throw new AppError('text/bad-tokenizer', `tokenizer.json can't be used: ${(cause as Error).message}`, { cause });
  }
}

const gpt2Pattern = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

/**
 * The same pre-tokenizer said such that the library agrees with the reference implementation: its `Digits` knows ASCII
 * digits alone where the reference takes every `\p{N}`, and its `ByteLevel` uses JavaScript's `\s`, which has U+FEFF and
 * lacks U+0085. `Split` patterns are rewritten by the library with the right classes.
 */
function exactPreTokenizer(node: JsonNode | null): JsonNode | null {
  if (node === null) return null;
  if (node.type === 'Sequence') {
    const children = node.pretokenizers as JsonNode[];
    return { ...node, pretokenizers: children.map(exactPreTokenizer) };
  }
  if (node.type === 'Digits') return isolate(node.individual_digits === true ? '\\p{N}' : '\\p{N}+');
  if (node.type === 'ByteLevel' && node.use_regex !== false && node.add_prefix_space !== true) {
    return { type: 'Sequence', pretokenizers: [isolate(gpt2Pattern), { ...node, use_regex: false }] };
  }
  return node;
}

function isolate(pattern: string): JsonNode {
  return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Isolated', invert: false };
}

function neverPrepending(node: JsonNode | null): JsonNode | null {
  if (node === null) return null;
  if (node.type === 'Sequence') {
    return { ...node, pretokenizers: (node.pretokenizers as JsonNode[]).map(neverPrepending) };
  }
  if (node.type === 'Metaspace' && node.prepend_scheme === 'first') return { ...node, prepend_scheme: 'never' };
  return node;
}

function withoutMergesTo(special: ReadonlySet<string>, model: TokenizerJson['model']): TokenizerJson['model'] {
  if (model.merges === undefined || special.size === 0) return model;
  const merged = (merge: unknown) => (Array.isArray(merge) ? merge.join('') : String(merge).replace(' ', ''));
  return { ...model, merges: model.merges.filter((merge) => !special.has(merged(merge))) };
}
