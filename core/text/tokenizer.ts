import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../errors.ts';
import { type ChatMessage, type ChatTemplate, chatTemplate } from './chat-template.ts';
import { libraryTokenizers, type TokenizerJson } from './library.ts';
import { type Section, specialTokens } from './special-tokens.ts';

export interface EncodeOptions {
  /** Put the tokens around the text that the model was trained with (a beginning-of-sequence token, say). Default false. */
  readonly addSpecial?: boolean;
  /** Read special tokens in the text as such. Default false: what spells `<|im_end|>` stays text. */
  readonly allowSpecial?: boolean;
  /** As many ids as the model reads, those around the text included: the end of a longer text is cut off. Default: all. */
  readonly maxTokens?: number;
}

/** Text to token ids and back, for one model. */
export interface Tokenizer {
  /** The ids of a text: the same as transformers gives. */
  encode(text: string, options?: EncodeOptions): number[];
  /** The text of ids. Incomplete UTF-8 becomes U+FFFD; `skipSpecial` leaves special tokens out. Unknown ids give nothing. */
  decode(ids: readonly number[], options?: { skipSpecial?: boolean }): string;
  readonly eosId: number;
  readonly bosId: number | undefined;
  /** Ids at which an answer ends: end of sequence, and end of turn where the model has another token for that. */
  readonly stopIds: readonly number[];
  /** One more than the highest id. */
  readonly vocabularySize: number;
  /** Whether the model says how conversations are written. */
  readonly hasChatTemplate: boolean;
  /**
   * A conversation as the model's chat template writes it. Nothing that a message spells becomes a special token.
   * @param options addGenerationPrompt: end where the assistant's answer begins. Default false.
   * @throws AppError `text/bad-template` when the model has no chat template, or its template refuses the messages.
   */
  renderChat(messages: readonly ChatMessage[], options?: { addGenerationPrompt?: boolean }): number[];
}

type TokenName = string | { readonly content: string } | null;

interface TokenizerConfig {
  readonly bos_token?: TokenName;
  readonly eos_token?: TokenName;
  readonly sep_token?: TokenName;
  readonly unk_token?: TokenName;
  readonly pad_token?: TokenName;
  readonly chat_template?: string | readonly { readonly name: string; readonly template: string }[];
}

/** Special tokens by which chat models end a turn, where the end of sequence is another one. */
const turnEnds = new Set([
  '<|im_end|>',
  '<|endoftext|>',
  '<|end_of_text|>',
  '<|eot_id|>',
  '<|end|>',
  '<|eom_id|>',
  '<end_of_turn>',
  '</s>',
]);

/**
 * The tokenizer of a model folder: tokenizer.json, tokenizer_config.json (special tokens, chat template), and where they
 * are, chat_template.jinja and generation_config.json.
 * @throws AppError `text/bad-tokenizer` for a missing or unusable file, `text/bad-template` for a broken chat template.
 */
export function loadTokenizer(folder: string): Tokenizer {
  const json = readJson(join(folder, 'tokenizer.json')) as TokenizerJson;
  const config = readJson(join(folder, 'tokenizer_config.json')) as TokenizerConfig;
  if (typeof json !== 'object' || json === null || typeof json.model !== 'object') {
    throw new AppError(
      'text/bad-tokenizer',
      `tokenizer.json in ${folder} has no "model"; it is no fast tokenizer's file.`,
    );
  }
  const { full, plain, continued } = libraryTokenizers(json, config);
  const added = json.added_tokens ?? [];
  const special = specialTokens(added);
  const idOf = new Map(added.map((token) => [token.content, token.id]));
  const tokenId = (name: TokenName | undefined): number | undefined => {
    const content = contentOf(name);
    return content === undefined ? undefined : (idOf.get(content) ?? full.token_to_id(content));
  };

  const eosId = tokenId(config.eos_token) ?? tokenId(config.sep_token);
  if (eosId === undefined) {
    throw new AppError(
      'text/bad-tokenizer',
      `tokenizer_config.json in ${folder} names no end-of-sequence token that the vocabulary has.`,
    );
  }
  const around = tokensAround(full, tokenId);
  const specialIds = new Set(added.filter((token) => token.special).map((token) => token.id));
  const vocabularySize = Math.max(full.model?.vocab.length ?? 0, ...added.map((token) => token.id + 1));
  const source = templateSource(folder, config);
  let template: ChatTemplate | undefined;

  const encodeSections = (sections: readonly Section[]): number[] => {
    const ids: number[] = [];
    sections.forEach((section, index) => {
      if (section.kind === 'special') ids.push(section.id);
      else pushAll(ids, (index === 0 ? plain : continued).encode(section.text, { add_special_tokens: false }).ids);
    });
    return ids;
  };

  return {
    eosId,
    bosId: tokenId(config.bos_token),
    stopIds: stopIds(folder, eosId, added),
    vocabularySize,
    hasChatTemplate: source !== undefined,
    encode(text, { addSpecial = false, allowSpecial = false, maxTokens = Number.POSITIVE_INFINITY } = {}) {
      const sections: Section[] = allowSpecial ? special.split(text) : [{ kind: 'text', text }];
      const { before, after } = addSpecial ? around : { before: [], after: [] };
      const room = Math.max(0, maxTokens - before.length - after.length);
      return [...before, ...encodeSections(sections).slice(0, room), ...after];
    },
    decode(ids, { skipSpecial = false } = {}) {
      const vocabulary = full.model?.vocab ?? [];
      const kept = ids.filter((id) => vocabulary[id] !== undefined && !(skipSpecial && specialIds.has(id)));
      return kept.length === 0 ? '' : full.decode(kept, { clean_up_tokenization_spaces: false });
    },
    renderChat(messages, { addGenerationPrompt = false } = {}) {
      if (source === undefined) {
        throw new AppError('text/bad-template', `The model in ${folder} has no chat template.`, {
          hint: 'Use the Alpaca format for this model.',
        });
      }
      template ??= chatTemplate(source, special, templateVariables(config));
      return encodeSections(template.render(messages, addGenerationPrompt));
    },
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('text/bad-tokenizer', `${basename(path)} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function contentOf(name: TokenName | undefined): string | undefined {
  if (name === undefined || name === null) return undefined;
  return typeof name === 'string' ? name : name.content;
}

/** The ids that the post-processor puts before and after a text. */
function tokensAround(
  full: ReturnType<typeof libraryTokenizers>['full'],
  tokenId: (name: string) => number | undefined,
): { before: number[]; after: number[] } {
  if (full.post_processor === null) return { before: [], after: [] };
  const text = '\u0000text';
  const { tokens } = full.post_processor([text], null, true) as { tokens: string[] };
  const ids = (names: string[]) => names.map(tokenId).filter((id) => id !== undefined);
  const at = tokens.indexOf(text);
  return { before: ids(tokens.slice(0, at)), after: ids(tokens.slice(at + 1)) };
}

function stopIds(folder: string, eosId: number, added: NonNullable<TokenizerJson['added_tokens']>): number[] {
  const ids = new Set([eosId]);
  for (const token of added) if (token.special && turnEnds.has(token.content)) ids.add(token.id);
  const path = join(folder, 'generation_config.json');
  if (existsSync(path)) {
    const { eos_token_id: eos } = readJson(path) as { eos_token_id?: number | number[] };
    for (const id of [eos ?? []].flat()) ids.add(id);
  }
  return [...ids];
}

function templateSource(folder: string, config: TokenizerConfig): string | undefined {
  const path = join(folder, 'chat_template.jinja');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  if (typeof config.chat_template !== 'object') return config.chat_template;
  return (config.chat_template.find((entry) => entry.name === 'default') ?? config.chat_template[0])?.template;
}

function templateVariables(config: TokenizerConfig): Record<string, string> {
  const names = ['bos_token', 'eos_token', 'unk_token', 'pad_token', 'sep_token'] as const;
  const values = names.flatMap((name) => {
    const content = contentOf(config[name]);
    return content === undefined ? [] : [[name, content] as const];
  });
  return Object.fromEntries(values);
}

/** `push(...items)` overflows the stack for a whole manual. */
function pushAll(target: number[], items: readonly number[]): void {
  for (const item of items) target.push(item);
}
