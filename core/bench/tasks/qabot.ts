import { paperSettings, type Task } from '../task.ts';

/** Questions about a manual, closed book (LoRA Soups, §5.2). */
export const qabot: Task = {
  description: 'questions about a manual, answered from memory',
  prompt: ({ question }, shots) => ({
    question,
    shots: shots.map((shot) => ({ question: shot.question, answer: shot.answer })),
  }),
  openBook: false,
  defaults: paperSettings,
};
