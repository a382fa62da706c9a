import { invariant } from '../../errors.ts';
import { type Scorer, type ScorerInput, type ScorerTools, type ToolOptions, unscored } from './scorer.ts';

/** A judging model's score of one answer, 0 to 2 (the paper's question-answer judge, Figure 11). */
export const judge = {
  name: 'judge',
  needs: 'answer',
  uses: 'judge',
  async score(input: ScorerInput, { judge: ask, signal }: ScorerTools & ToolOptions) {
    const { answer } = input;
    if (answer === null) return unscored('The system gave no answer.');
    invariant(ask !== undefined, 'judge is scored with a judging model');
    const verdict = await ask(judgePrompt({ ...input, answer }), signal === undefined ? {} : { signal });
    const score = readScore(verdict);
    if (typeof score === 'string') return unscored(score);
    return { score, answerUsed: answer, explanation: verdict.trim() };
  },
} satisfies Scorer;

/** The prompt for one answer; without a passage the judge goes by the gold answer alone. */
export function judgePrompt(given: {
  readonly question: string;
  readonly reference: string;
  readonly context: string | null;
  readonly answer: string;
}): string {
  const { question, reference, context, answer } = given;
  const read =
    context === null
      ? 'You will be given three items: a Question, a Gold Answer and a System Answer. Assess the CORRECTNESS of the System Answer.'
      : 'You will be given four items: a Context, a Question, a Gold Answer and a System Answer. Assess the CORRECTNESS of the System Answer. You MUST read and understand the Context and assess the System Answer against the information in the Context.';
  const gold =
    context === null
      ? 'The Gold Answer is approximately correct. Use it as a reference to spot CORRECTNESS errors.'
      : 'The Gold Answer is there to help you and is approximately correct. Use it as a reference to spot CORRECTNESS errors, but base your judgement on the Context.';
  return [
    `Please act as an impartial judge of the quality of answers. ${read}`,
    `${gold} Give the System Answer a score from 0 to 2 for CORRECTNESS.`,
    ...(context === null ? [] : [`Here is the Context:\n${context}`]),
    `Here is the Question:\n${question}`,
    `Here is the Gold Answer:\n${reference}`,
    `Here is the System Answer:\n${answer}`,
    'Present your score as follows:\nScore: x',
  ].join('\n\n');
}

const MOST = 2;

/** The last score that a verdict gives, half points allowed; else the reason why there is none. */
function readScore(verdict: string): number | string {
  const found = [...verdict.matchAll(/\bscore\b(?:\s*\([^)]*\))?[\s*_:=]*(?:is\s+)?[*_]*(-?\d+(?:\.\d+)?)/gi)].at(
    -1,
  )?.[1];
  if (found === undefined) return `The judge gave no score: ${quoted(verdict)}`;
  const score = Number(found);
  if (isGrade(score, MOST)) return score;
  return `The judge gave ${found}, where 0 to ${MOST} in half points was asked for: ${quoted(verdict)}`;
}

/** Whether a number is one of 0, 0.5 … most. */
export function isGrade(value: number, most: number): boolean {
  return value >= 0 && value <= most && Number.isInteger(2 * value);
}

/** A verdict for a message: not more of it than one reads. */
export function quoted(verdict: string): string {
  const text = verdict.trim();
  return JSON.stringify(text.length > 300 ? `${text.slice(0, 300)}…` : text);
}
