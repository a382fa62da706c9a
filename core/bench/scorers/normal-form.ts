/**
 * An answer's normal form for comparing, as SQuAD has it: lower case, without ASCII punctuation, without the words
 * a, an and the, single spaces.
 */
export function normalForm(text: string): string {
  return words(text.toLowerCase().replace(punctuation, '').replace(articles, ' ')).join(' ');
}

/** The words of a normal form. */
export function normalWords(text: string): string[] {
  return words(normalForm(text));
}

const punctuation = /[!-/:-@[-`{-~]/g;
// Word boundaries over all of Unicode: JavaScript's own \b knows ASCII letters alone, and would find an article in "éa".
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;
// White space as Python's str.split() sees it, which the published scorer uses.
// biome-ignore lint/suspicious/noControlCharactersInRegex: U+001C to U+001F are white space there
const space = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

function words(text: string): string[] {
  return text.split(space).filter((word) => word !== '');
}
