import { isGrade, quoted } from './judge.ts';
import type { ScorerTools, ToolOptions } from './scorer.ts';

/** Two answers to one question. */
export interface Pair {
  readonly question: string;
  readonly reference: string;
  readonly context: string | null;
  readonly first: string;
  readonly second: string;
}

/** How two answers compare, after both orders were shown. */
export interface Verdict {
  /** 1: the first is better in both orders; 0: the second is; 0.5: neither is; null: the judge could not be read. */
  readonly outcome: 0 | 0.5 | 1 | null;
  /** Scores from 0 to 3, the mean over both orders; null where there is no outcome. */
  readonly scores: readonly [first: number, second: number] | null;
  /** What the judge wrote, order by order, or why that could not be read. */
  readonly explanation: string;
}

/**
 * Compares two answers by a judging model (the paper's reading comprehension judge, Figure 11), shown in both orders, since
 * a judge may prefer a place. An answer wins when it is better in both.
 */
export async function judgePair(pair: Pair, judge: NonNullable<ScorerTools['judge']>, options: ToolOptions) {
  const forward = await judge(pairPrompt(pair), options);
  const backward = await judge(pairPrompt({ ...pair, first: pair.second, second: pair.first }), options);
  return verdictOf(forward, backward);
}

/** The prompt for two answers; without a passage the judge goes by the gold answer alone. */
export function pairPrompt({ question, reference, context, first, second }: Pair): string {
  const read =
    context === null
      ? 'You will be given four items: a Question, a Gold Answer, Choice 1 and Choice 2. Assess the CORRECTNESS of Choice 1 and Choice 2.'
      : 'You will be given five items: a Context, a Question, a Gold Answer, Choice 1 and Choice 2. Assess the CORRECTNESS of Choice 1 and Choice 2. You MUST read and understand the Context and assess both against the information in the Context.';
  return [
    `Please act as an impartial judge of the quality of answers. ${read}`,
    'The Gold Answer is there to help you: experts have checked it and it is 100% correct. Use it as a reference to spot CORRECTNESS errors. Give Choice 1 and Choice 2 a score from 0 to 3 each for CORRECTNESS. Half points are allowed. Then you must say which choice is better.',
    ...(context === null ? [] : [`Here is the Context:\n${context}`]),
    `Here is the Question:\n${question}`,
    `Here is the Gold Answer:\n${reference}`,
    `Here is Choice 1:\n${first}`,
    `Here is Choice 2:\n${second}`,
    'Present your scores as follows:\nChoice 1: x/3\nChoice 2: x/3\nChoice _ is better',
  ].join('\n\n');
}

/** What two verdicts on the same answers come to, the second with the answers in the other order. */
export function verdictOf(forward: string, backward: string): Verdict {
  const one = readChoices(forward);
  const other = readChoices(backward);
  const unread = [one, other].find((read) => typeof read === 'string');
  if (unread !== undefined) return { outcome: null, scores: null, explanation: unread };
  const [ahead, behind] = [one, other] as [Choices, Choices];
  const agree = ahead.better !== 0 && ahead.better + behind.better === 3;
  return {
    outcome: agree ? (ahead.better === 1 ? 1 : 0) : 0.5,
    scores: [(ahead.first + behind.second) / 2, (ahead.second + behind.first) / 2],
    explanation: `${forward.trim()}\n\nIn the other order:\n${backward.trim()}`,
  };
}

interface Choices {
  readonly first: number;
  readonly second: number;
  /** 0: neither. */
  readonly better: 0 | 1 | 2;
}

const MOST = 3;

/** Scores and the better choice; else the reason why they can't be read. Scores go before words, which break a tie. */
function readChoices(verdict: string): Choices | string {
  const score = (choice: number) => {
    const form = new RegExp(String.raw`choice\s*${choice}[\s*_]*[:=][\s*_]*(-?\d+(?:\.\d+)?)`, 'gi');
    return [...verdict.matchAll(form)].at(-1)?.[1];
  };
  const [first, second] = [score(1), score(2)];
  if (first === undefined || second === undefined) {
    return `The judge did not score both choices: ${quoted(verdict)}`;
  }
  const scores = { first: Number(first), second: Number(second) };
  if (!isGrade(scores.first, MOST) || !isGrade(scores.second, MOST)) {
    return `The judge gave ${first} and ${second}, where 0 to ${MOST} in half points was asked for: ${quoted(verdict)}`;
  }
  const said = /choice\s*[*_]*([12])[*_]*\s+(?:is|was)\s+(?:the\s+)?better/i.exec(verdict)?.[1];
  const better =
    scores.first > scores.second ? 1 : scores.first < scores.second ? 2 : said === undefined ? 0 : Number(said);
  return { ...scores, better: better as Choices['better'] };
}
