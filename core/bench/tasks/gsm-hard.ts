import { workedExamples } from '../code/worked-examples.ts';
import { paperSettings, type Task } from '../task.ts';

/**
 * Word problems with large numbers, answered by a program (LoRA Soups, §5.1, after PAL): 8 worked examples, then the
 * question; the program's value is the answer. PAL's 512 new tokens, since the paper's 200 cut programs off.
 */
export const gsmHard: Task = {
  description: 'hard arithmetic: the model writes a program, and what it gives is the answer',
  prompt: ({ question }, shots) => ({
    question: asked(question),
    shots: shots.map((shot) => ({ question: asked(shot.question), answer: shot.answer })),
  }),
  reference: ({ program, answer }) => program ?? answer,
  examples: workedExamples,
  mayRepeat: true,
  openBook: false,
  defaults: { ...paperSettings, shots: workedExamples.length, maxNewTokens: 512, scorers: ['execution'] },
};

function asked(question: string): string {
  return `Write a Python function solution() that returns the answer.\n\n${question}`;
}
