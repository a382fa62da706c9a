export {
  type Answer,
  type AnswerOptions,
  type Finish,
  type Generation,
  type TextGenerator,
  writeAnswer,
} from './answer.ts';
export { type FittedPrompt, fitPrompt, type PromptOptions, promptIds, stopStrings, type Turn } from './prompt.ts';
export { type Found, findSupport, type Search, wordsNeeded } from './support.ts';
