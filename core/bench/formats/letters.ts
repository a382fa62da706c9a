import { createHash } from 'node:crypto';
import { AppError } from '../../errors.ts';
import { randomBelow } from '../random.ts';
import type { Suite } from '../suite.ts';
import { type PromptFormat, type PromptParts, promptFormats, writePrompt } from './grammar.ts';
import { commonWords } from './words.ts';

/** How many words of a sentence hold a letter (LoRA Soups, §5.4; the task is one of Super-NaturalInstructions'). */
export interface LetterExample {
  readonly sentence: string;
  readonly letter: string;
  readonly count: number;
}

export interface LetterOptions {
  readonly seed: number;
  readonly count: number;
  /** What sentences are made of; common words unless given. */
  readonly words?: readonly string[];
}

/**
 * Made examples, the same for the same seed and words, all different; an example does not change with the number asked for.
 * @throws AppError `study/bad-data` when the words give no more examples.
 */
export function letterExamples({ seed, count, words = commonWords }: LetterOptions): LetterExample[] {
  const below = randomBelow(seed);
  const examples = new Map<string, LetterExample>();
  for (let tries = 0; examples.size < count; tries++) {
    if (tries > 10 * count + 100) {
      throw new AppError('study/bad-data', `${words.length} words give ${examples.size} examples, not ${count}.`, {
        hint: 'Give more words, or ask for fewer examples.',
      });
    }
    const length = FEWEST_WORDS + below(MOST_WORDS - FEWEST_WORDS + 1);
    const chosen = Array.from({ length }, () => words[below(words.length)]!.toLowerCase());
    const sentence = chosen.join(' ');
    // Most letters asked about are there: else nearly all answers would be 0 or 1.
    const letters = below(5) === 0 ? alphabet : (sentence.match(/[a-z]/g) ?? alphabet);
    const letter = letters[below(letters.length)]!;
    const example = { sentence, letter, count: chosen.filter((word) => word.includes(letter)).length };
    examples.set(`${sentence} ${letter}`, example);
  }
  return [...examples.values()];
}

/** An example as a question in a format, and its answer; `choices`: every number that it may be is an option. */
export function letterQuestion(
  format: PromptFormat,
  example: LetterExample,
  { choices = false }: { readonly choices?: boolean } = {},
): { question: string; answer: string } {
  const numbers = Array.from({ length: example.sentence.split(' ').length + 1 }, (_, i) => String(i));
  const parts = { ...letterParts(example), ...(choices ? { options: numbers } : {}) };
  return { question: writePrompt(format, parts), answer: String(example.count) };
}

/** What a prompt of this task consists of. */
export function letterParts({ sentence, letter }: Pick<LetterExample, 'sentence' | 'letter'>): PromptParts {
  return {
    instruction: 'Count the words of the sentence that have the letter in them.',
    fields: [
      { names: ['sentence', 'text', 'passage', 'input'], text: sentence },
      { names: ['letter', 'character', 'letter', 'symbol'], text: letter },
    ],
    answer: ['answer', 'count', 'output', 'response'],
  };
}

/** The ten formats that the built-in suites and the experiment use. */
export const letterFormats: readonly PromptFormat[] = promptFormats(0);

/**
 * The suite that `letters:FORMAT:SEED:COUNT` names, FORMAT being from 1 to 10, with `:choices` at its end where the answers
 * to choose from are to be listed; undefined for what names none.
 * @throws AppError `bench/bad-suite` for one that is named wrongly.
 */
export function lettersSuite(name: string): Suite | undefined {
  if (!name.startsWith('letters:')) return undefined;
  const [, number, seed, count, choices] = /^letters:(\d{1,2}):(\d{1,9}):(\d{1,6})(:choices)?$/.exec(name) ?? [];
  const format = letterFormats.find((one) => String(one.number) === number);
  if (format === undefined || !(Number(count) > 0)) {
    throw new AppError('bench/bad-suite', `"${name}" is no suite of counted letters.`, {
      hint: `letters:FORMAT:SEED:COUNT, FORMAT from 1 to ${letterFormats.length}: letters:3:0:100.`,
    });
  }
  const options = { seed: Number(seed), count: Number(count) };
  const questions = letterExamples(options).map((example) =>
    letterQuestion(format, example, { choices: choices !== undefined }),
  );
  const sha256 = createHash('sha256').update(JSON.stringify(questions)).digest('hex');
  return { name, sha256, questions, task: 'letters' };
}

/** Alpaca records to train a skill on one format. */
export function letterRecords(format: PromptFormat, examples: readonly LetterExample[]) {
  return examples.map((example) => {
    const { question, answer } = letterQuestion(format, example);
    return { instruction: question, output: answer };
  });
}

const FEWEST_WORDS = 4;
const MOST_WORDS = 8;
const alphabet = 'abcdefghijklmnopqrstuvwxyz'.split('');
