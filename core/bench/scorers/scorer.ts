import type { Citation } from '../system.ts';

/** What a scorer may look at: one question, its reference and what a system made of it. */
export interface ScorerInput {
  readonly question: string;
  readonly reference: string;
  /** The stretch of the manual that holds the answer; null when the suite does not give it. */
  readonly context: string | null;
  /** The page that holds the answer, from 1; null when the suite does not give it. */
  readonly page: number | null;
  /** The system's answer; null when it gave none. */
  readonly answer: string | null;
  /** Where the answer says it comes from. */
  readonly citations: readonly Citation[];
  /** Log-likelihood of each token of the reference; null when it was not measured. */
  readonly logLikelihoods: ArrayLike<number> | null;
  /** A person's rating of the answer, 0 to 2; null when nobody has rated it. */
  readonly rating: number | null;
}

/** What some scorers ask of others; each is there when a scorer that `uses` it is. */
export interface ScorerTools {
  /** What a judging model writes after a prompt. */
  readonly judge?: (prompt: string, options: ToolOptions) => Promise<string>;
  /** One vector for each text, all of one length. `cut`: of so many texts the model could not read the end. */
  readonly embed?: (
    texts: readonly string[],
    options: ToolOptions,
  ) => Promise<{ readonly vectors: readonly ArrayLike<number>[]; readonly cut: number }>;
  /** What becomes of a Python program, run where it can do no harm. */
  readonly runPython?: (program: string, options: ToolOptions) => Promise<ProgramResult>;
}

/** How a program ended, and its last expression's value. */
export interface ProgramResult {
  readonly ended: 'finished' | 'time' | 'memory' | 'error';
  readonly value?: number | string | boolean | null;
  /** Why it did not finish. */
  readonly error?: string;
}

export interface ToolOptions {
  readonly signal?: AbortSignal;
}

/** One sample's score. A sample that could not be scored has `score: null`, never 0, and the reason as explanation. */
export interface Score {
  readonly score: number | null;
  /** The text (or its normal form) that was compared; null when the score looks at no answer. */
  readonly answerUsed: string | null;
  readonly explanation: string;
}

/** Scores one sample; averaging over samples is a metric's work. */
export interface Scorer {
  readonly name: ScorerName;
  /** What has to be asked of a system before this scorer can speak. */
  readonly needs: 'answer' | 'likelihood';
  /** The tool without which it can't speak. */
  readonly uses?: keyof ScorerTools;
  score(input: ScorerInput, tools: ScorerTools & ToolOptions): Score | Promise<Score>;
}

/** The name of a scorer, as in a result. */
export type ScorerName =
  | 'likelihood'
  | 'f1'
  | 'exact'
  | 'rouge-l'
  | 'facts'
  | 'similarity'
  | 'citation'
  | 'judge'
  | 'execution'
  | 'rating';

/** The score of a sample that can't be scored, and why. */
export function unscored(explanation: string): Score {
  return { score: null, answerUsed: null, explanation };
}
