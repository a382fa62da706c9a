/** What a scorer may look at: one question, its reference and what a system made of it. */
export interface ScorerInput {
  readonly question: string;
  readonly reference: string;
  /** The system's answer; null when it gave none. */
  readonly answer: string | null;
  /** Log-likelihood of each token of the reference; null when it was not measured. */
  readonly logLikelihoods: ArrayLike<number> | null;
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
  score(input: ScorerInput): Score;
}

/** The name of a scorer, as in a result. */
export type ScorerName = 'likelihood' | 'f1' | 'exact';

/** The score of a sample that can't be scored, and why. */
export function unscored(explanation: string): Score {
  return { score: null, answerUsed: null, explanation };
}
