import { normalForm, normalWords } from '../scorers/normal-form.ts';

/** What a person who reviews a made question should look at. A hint rejects nothing. */
export type DraftHint =
  /** No question, or no answer, was made. */
  | 'empty'
  /** It ends without a question mark. */
  | 'not-a-question'
  /** Numbers or most of the words of the answer stand nowhere in the passage. */
  | 'not-in-passage'
  /** An earlier question of the suite asks the same. */
  | 'duplicate'
  /** More than a question, or more than one sentence of answer. */
  | 'too-long'
  /** It speaks of "the passage", which nobody sees who is asked. */
  | 'names-passage'
  /** The question holds its answer. */
  | 'gives-answer';

export interface MadeQuestion {
  readonly question: string;
  readonly answer: string;
  /** The passage it was made from. */
  readonly context: string;
}

/** What is remarkable about a made question; `earlier` are the questions that the suite has already. */
export function hintsFor({ question, answer, context }: MadeQuestion, earlier: readonly string[]): DraftHint[] {
  const asked = normalForm(question);
  const said = normalForm(answer);
  if (asked === '' || said === '') return ['empty'];
  const tests: Readonly<Record<Exclude<DraftHint, 'empty'>, boolean>> = {
    'not-a-question': !/[?？]\W*$/.test(question),
    'not-in-passage': !isHeldBy(answer, context),
    duplicate: earlier.some((other) => asksTheSame(question, other)),
    'too-long': wordCount(question) > MOST_WORDS || wordCount(answer) > MOST_WORDS || sentences(answer) > 1,
    'names-passage': namesPassage.test(question),
    'gives-answer': ` ${asked} `.includes(` ${said} `) && said.length > 2,
  };
  return (Object.keys(tests) as (keyof typeof tests)[]).filter((hint) => tests[hint]);
}

/** Whether a passage holds what an answer says: all its numbers, and most of its longer words by their beginnings. */
function isHeldBy(answer: string, context: string): boolean {
  if (normalForm(context).includes(normalForm(answer))) return true;
  const there = normalWords(context);
  const numbers = new Set(numbersIn(context));
  if (numbersIn(answer).some((number) => !numbers.has(number))) return false;
  const words = normalWords(answer).filter((word) => word.length > SHORT_WORD && !/\d/.test(word));
  const held = words.filter((word) => there.some((other) => other.startsWith(word.slice(0, STEM))));
  return held.length >= HELD_SHARE * words.length;
}

/** Same words but for a few, in any order. */
function asksTheSame(question: string, other: string): boolean {
  const [one, two] = [new Set(normalWords(question)), new Set(normalWords(other))];
  const shared = [...one].filter((word) => two.has(word)).length;
  return shared >= SAME_SHARE * (one.size + two.size - shared);
}

const namesPassage =
  /\b(?:the|this|that|given|above|provided|following)\s+(?:(?:given|above|provided|following)\s+)?(?:passage|context|text|excerpt|paragraph|section|document|page|article|manual)\b|\baccording to (?:the|this)\b/i;

function numbersIn(text: string): string[] {
  return (text.match(/\d+(?:[.,]\d+)*/g) ?? []).map((number) => number.replaceAll(',', ''));
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** Full stops in numbers and abbreviations end none: a sentence ends before a capital letter. */
function sentences(text: string): number {
  return 1 + (text.trim().match(/[.!?]\s+(?=\p{Lu})/gu)?.length ?? 0);
}

const MOST_WORDS = 40;
const SHORT_WORD = 3;
const STEM = 5;
const HELD_SHARE = 0.6;
const SAME_SHARE = 0.8;
