import { matchExpression } from '../search/index.ts';

/** A passage as the search over a bot's manuals gives it. */
export interface Found {
  readonly page: number;
  readonly text: string;
  readonly headings: readonly string[];
}

/** Finds passages for a full-text expression, best first. */
export type Search<F extends Found> = (expression: string, limit: number) => readonly F[];

/**
 * The passages that a question is about, best first; empty when the manual has none. Any shared word makes a passage a
 * candidate, so the best one must also hold enough of the question's words: otherwise nothing in the manual supports an
 * answer, and showing pages would pretend that it does.
 */
export function findSupport<F extends Found>(question: string, search: Search<F>, limit: number): readonly F[] {
  const expression = matchExpression(question);
  if (expression === undefined || limit < 1) return [];
  const found = search(expression, limit);
  const words = [...new Set(contentWords(question))];
  const supported = found.some((passage) => {
    const held = new Set(contentWords([passage.text, ...passage.headings].join(' ')));
    return words.filter((word) => held.has(word)).length >= wordsNeeded(words.length);
  });
  return supported ? found : [];
}

/** Half of the words, and two of them where there are two: one common word is found in any manual. */
export function wordsNeeded(words: number): number {
  return Math.max(Math.min(2, words), Math.ceil(words / 2));
}

/** The words that say something, cut to a stem, so that `settings` is `setting`. */
function contentWords(text: string): string[] {
  const expression = matchExpressions(text);
  return expression.filter((term) => !term.includes(' ')).map(stem);
}

/** The search room's own choice of words, a stretch at a time: an expression holds only so many. */
function matchExpressions(text: string): string[] {
  const words = text.split(/\s+/);
  const terms: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_AT_ONCE) {
    const expression = matchExpression(words.slice(at, at + WORDS_AT_ONCE).join(' '));
    for (const [, term] of expression?.matchAll(/"([^"]*)"/g) ?? []) terms.push(term!);
  }
  return terms;
}

const WORDS_AT_ONCE = 16;

function stem(word: string): string {
  for (const ending of ['ations', 'ation', 'ings', 'ing', 'edly', 'ed', 'ies', 'es', 's', 'ly', 'e', 'y']) {
    if (word.length - ending.length >= 3 && word.endsWith(ending)) return word.slice(0, -ending.length);
  }
  return word;
}
