import { paperSettings, type Task } from '../task.ts';
import { qabot } from './qabot.ts';

/** Counting the words that have a letter, in one prompt format or another (LoRA Soups, §5.4): the number is right or not. */
export const letters: Task = {
  description: 'words with a letter counted, in different prompt formats',
  prompt: qabot.prompt,
  openBook: false,
  defaults: { ...paperSettings, scorers: ['exact', 'likelihood'] },
};
