import { promptIds } from '../../chat/index.ts';
import { commonStart, type ScoredSequence } from '../../engine/index.ts';
import type { Tokenizer } from '../../text/index.ts';
import type { ScoredPair } from './schemas.ts';

/** Prompt and answer as tokens. The answer's tokens are those it has after the prompt; where they join into others, those it has alone. */
export function pairSequence(pair: ScoredPair, tokenizer: Tokenizer): ScoredSequence {
  const { question, answer, passages = [], history = [], format } = pair;
  if (format === 'plain') {
    const lead = question === '' ? [] : tokenizer.encode(question);
    // A text's first token has nothing before it to be told from.
    return { ids: [...lead, ...tokenizer.encode(answer)], from: Math.max(1, lead.length) };
  }
  const prompt = promptIds(tokenizer, question, { passages, history, maxTokens: Number.POSITIVE_INFINITY });
  return { ids: [...prompt, ...tokenizer.encode(answer)], from: prompt.length };
}

/** Pairs as sequences, without those that are longer than a model can read. */
interface FittingPairs {
  readonly sequences: readonly ScoredSequence[];
  /** What was found of each sequence, in the pairs' own places; null for a pair that does not fit. */
  placed<T>(found: readonly T[]): (T | null)[];
}

export function fittingPairs(pairs: readonly ScoredPair[], tokenizer: Tokenizer, limit: number): FittingPairs {
  const all = pairs.map((pair) => pairSequence(pair, tokenizer));
  const fitting = all.flatMap(({ ids }, index) => (ids.length <= limit ? [index] : []));
  return {
    sequences: fitting.map((index) => all[index]!),
    placed<T>(found: readonly T[]) {
      const places: (T | null)[] = pairs.map(() => null);
      for (const [i, index] of fitting.entries()) places[index] = found[i] ?? null;
      return places;
    },
  };
}

/**
 * One row a pass, long enough for the longest sequence and, up to a bound, for all of them with their common beginning once;
 * in steps, so that one session serves sequences of about that length. Further rows would be computed empty.
 */
export function scoredShape(sequences: readonly ScoredSequence[]): { readonly batch: number; readonly length: number } {
  const shared = commonStart(sequences);
  const all = sequences.reduce((sum, { ids }) => sum + ids.length - shared, shared);
  const longest = Math.max(1, ...sequences.map(({ ids }) => ids.length));
  const passes = Math.max(1, Math.ceil((all - shared) / Math.max(1, TOKENS - shared)));
  // Sequences do not fill rows to the end, but where all fit into one.
  const slack = passes > 1 ? longest - shared : 0;
  const wanted = Math.min(TOKENS, shared + (all - shared) / passes + slack);
  return { batch: 1, length: Math.max(128, 64 * Math.ceil(Math.max(longest, wanted) / 64)) };
}

/** About as many as a pass takes without more time for each. */
const TOKENS = 1152;
