import { type Scorer, type ScorerInput, unscored } from './scorer.ts';

/**
 * The share of the reference's numbers and names that the answer holds, 0 to 1. What the question names already is no
 * fact of the answer; a reference with no other is not scored.
 */
export const facts = {
  name: 'facts',
  needs: 'answer',
  score({ answer, question, reference }: ScorerInput) {
    const given = formsOf(question);
    const wanted = factsOf(reference).filter((fact) => !given.has(fact));
    if (wanted.length === 0) return unscored('The reference has no number or name that the question does not give.');
    if (answer === null) return unscored('The system gave no answer.');
    const said = formsOf(answer);
    const found = wanted.filter((fact) => said.has(fact));
    const missing = wanted.filter((fact) => !said.has(fact));
    return {
      score: found.length / wanted.length,
      answerUsed: found.join(' '),
      explanation: `Found: ${found.join(', ') || 'none'}. Missing: ${missing.join(', ') || 'none'}.`,
    };
  },
} satisfies Scorer;

/** Numbers, words with digits such as 1d8, and names: capitals where the language would not put one by itself. Each once. */
export function factsOf(text: string): string[] {
  const words = wordsOf(text);
  const names = new Set(words.filter(isName).map(({ form }) => form));
  const told = words.filter(({ form }) => /\p{N}/u.test(form) || names.has(form));
  return [...new Set(told.map(({ form }) => form))];
}

/** Every word of a text in the form that facts are compared in. */
function formsOf(text: string): ReadonlySet<string> {
  return new Set(wordsOf(text).map(({ form }) => form));
}

interface Word {
  readonly text: string;
  readonly form: string;
  /** A sentence, a quotation or a list item begins: a capital says nothing. */
  readonly first: boolean;
}

function isName({ text, first }: Word): boolean {
  if (text.length < 2 || small.has(text.toLowerCase())) return false;
  // Capitals inside a word make it a name anywhere: DC, SmolLM.
  return first ? /.\p{Lu}/u.test(text) : /^\p{Lu}/u.test(text);
}

function wordsOf(text: string): Word[] {
  let end = 0;
  return [...text.matchAll(word)].map(({ 0: found, index }) => {
    const first = end === 0 || opening.test(text.slice(end, index));
    end = index + found.length;
    return { text: found, form: formOf(found), first };
  });
}

/** Letters and digits; inside a number also separators, before it a minus that joins nothing; inside a word apostrophes. */
const word =
  /(?:(?<![\p{L}\p{N}])[-−](?=\p{N}))?(?:[\p{L}\p{N}]|(?<=\p{N})[.,/:](?=\p{N})|(?<=[\p{L}\p{N}])['’](?=\p{L}))+/gu;
/** What a capital follows without meaning a name, after the word before. */
const opening = /[.!?:;…\n•*–—(["“„«]\s*$/u;

/** Lower case, without a possessive's ending; numbers as digits alone: `1,000` is 1000, `8.50 mm` and `8.5mm` are 8.5, `5th` and `fifth` are 5. */
function formOf(text: string): string {
  const low = text
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/^−/, '-');
  const spelled = spelledNumbers.get(low);
  if (spelled !== undefined) return spelled;
  // An ordinal's ending, or a unit that touches its number.
  const bare = /^(-?\d[\d.,]*)\p{L}{1,4}$/u.exec(low)?.[1] ?? low;
  const thousands = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
  const decimal = thousands.replace(/^(-?\d+),(\d{1,2})$/, '$1.$2');
  return /^-?\d+(?:\.\d+)?$/.test(decimal) ? String(Number(decimal)) : low;
}

/** Not one, first and second: they are seldom meant as numbers. */
const spelledNumbers: ReadonlyMap<string, string> = new Map([
  ...'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((name, i) => [name, String(i + 2)] as const),
  ...'third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'
    .split(' ')
    .map((name, i) => [name, String(i + 3)] as const),
  ...'thirty forty fifty sixty seventy eighty ninety hundred'
    .split(' ')
    .map((name, i) => [name, String(10 * (i + 3))] as const),
]);

/** Words that titles and the person speaking write with a capital. */
const small: ReadonlySet<string> = new Set(
  'i a an the and or nor but of in on at to for from by with as is are be it its your you'.split(' '),
);
