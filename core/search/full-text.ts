/**
 * How much a word counts in each column of the index, as FTS5's `bm25(passages_text, text, headings)` takes it. A heading stands
 * over many passages, so a word in it says less about one of them.
 */
export const columnWeights = { text: 1, headings: 0.5 } as const;

/** More terms than a question has; FTS5 refuses an expression nested more than 256 deep. */
const MAX_TERMS = 64;
const MAX_TERM_LENGTH = 64;

/**
 * A person's question as an FTS5 MATCH expression: its words without the ones that say nothing, each quoted, any of them enough
 * (bm25 ranks a passage with more and rarer ones first). What is written together (`--disable-shared`, `5.2.11`) is also looked for
 * together. Undefined when no word is left. No input gives an expression that FTS5 rejects.
 */
export function matchExpression(question: string): string | undefined {
  const terms = new Set<string>();
  for (const [chunk] of question
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{L}\p{N}\p{M}]+(?:[-_./:@'’][\p{L}\p{N}\p{M}]+)*/gu)) {
    const words = chunk.split(/[^\p{L}\p{N}\p{M}]+/u).filter((word) => word !== '' && word.length <= MAX_TERM_LENGTH);
    const isNumber = words.every((word) => /^\p{N}+$/u.test(word));
    if (words.length > 1 && words.length <= 8 && !/['’]/.test(chunk)) terms.add(words.join(' '));
    if (words.length > 1 && isNumber) continue;
    for (const word of words) if (!stopWords.has(word) && !/^\p{M}+$/u.test(word)) terms.add(word);
  }
  if (terms.size === 0) return undefined;
  return [...terms]
    .slice(0, MAX_TERMS)
    .map((term) => `"${term}"`)
    .join(' OR ');
}

/** English words that stand in most questions and passages, and the halves of `don't` and `it's`. */
const stopWords: ReadonlySet<string> = new Set(
  (
    'a about after all also am an and any are as at be because been before being between both but by can could did do does doing ' +
    'each either for from had has have having he her here hers him his how i if in into is it its just may me might more most must ' +
    'my no nor of on once only or other our out over own same shall she should so some such than that the their them then there ' +
    'these they this those through to too under until up us very was we were what when where which while who whom whose why will ' +
    'with would you your s t d ll m re ve don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven please tell'
  ).split(' '),
);
