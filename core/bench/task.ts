import type { ScorerName } from './scorers/scorer.ts';
import type { SuiteQuestion } from './suite.ts';

/** What a model is asked to do with a suite's questions, and how. Each number can be set for a run. */
export interface Task {
  readonly description: string;
  /** What the model reads: worked examples (shots) first, the question last. */
  readonly prompt: (question: SuiteQuestion, shots: readonly SuiteQuestion[]) => TaskPrompt;
  /** The answer whose likelihood systems are tuned by; the question's own unless given. */
  readonly reference?: (question: SuiteQuestion) => string;
  /** Worked examples of the task's own, with which its questions need not spare any. */
  readonly examples?: readonly SuiteQuestion[];
  /** Answers may say a line twice, as programs do; others end before they do. */
  readonly mayRepeat?: boolean;
  /** Every system is given the question's own context. */
  readonly openBook: boolean;
  /** What a judge is asked where one is named and no scorer is: a grade for each answer unless given. */
  readonly judgedBy?: 'judge' | 'pairwise';
  readonly defaults: TaskSettings;
}

/** A question as it is put: shots are exchanges before it, unless the task writes them into the text itself. */
export interface TaskPrompt {
  readonly question: string;
  readonly shots: readonly { readonly question: string; readonly answer: string }[];
}

/** How questions are put and answers drawn. */
export interface TaskSettings {
  /** Worked examples before each question: the task's own, or questions that are set aside. */
  readonly shots: number;
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  /** 1: none. */
  readonly repetitionPenalty: number;
  readonly scorers: readonly ScorerName[];
}

/** How the paper draws answers (LoRA Soups, B.1 and B.2): temperature 0.01, top-p 0.95, 200 new tokens, one shot. */
export const paperSettings: TaskSettings = {
  shots: 1,
  temperature: 0.01,
  topP: 0.95,
  maxNewTokens: 200,
  repetitionPenalty: 1,
  scorers: ['likelihood', 'f1'],
};
