import type { SuiteQuestion } from '../suite.ts';
import { paperSettings, type Task } from '../task.ts';

/** Questions about a text that every system is given (LoRA Soups, §5.3): the answers are in BioASQ's snippets. */
export const reading: Task = {
  description: 'questions answered from a text that is given with each',
  prompt: ({ question }, shots) => ({
    question,
    shots: shots.map((shot) => ({ question: withContext(shot), answer: shot.answer })),
  }),
  openBook: true,
  judgedBy: 'pairwise', // and Elo: the paper's measure of it
  defaults: { ...paperSettings, scorers: ['f1', 'likelihood'] },
};

/** A worked example holds its text where the question asked holds its own: as the Alpaca format's input. */
function withContext({ question, context }: SuiteQuestion): string {
  return context === undefined ? question : `${question}\n\n### Input:\n${context}`;
}
