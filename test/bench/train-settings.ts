/** What both sides of the training benchmark do: the paper's adapter on 4 rows of 100 tokens. */
export const trainSettings = {
  batch: 4,
  length: 100,
  rank: 32,
  alpha: 64,
  dropout: 0.05,
  targets: ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'],
  learningRate: 3e-4,
  weightDecay: 0.01,
  clipNorm: 1,
  threads: 2,
} as const;

export interface StepAnswer {
  readonly seconds: number;
  readonly loss: number;
  readonly peakMiB: number;
}
