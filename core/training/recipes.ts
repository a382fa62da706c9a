import type { Constraint, Device, DeviceName, Granularity } from '../engine/index.ts';

/** How a skill is trained. */
export interface TrainingRecipe {
  readonly rank: number;
  readonly alpha: number;
  /** Probability that an input of an adapter is dropped. */
  readonly dropout: number;
  /** Adapted layers by the last part of their path: `q_proj`, … */
  readonly targets: readonly string[];
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly epochs: number;
  /** Rows a micro-batch, and tokens a row; several short examples share a row. */
  readonly batch: number;
  readonly length: number;
  /** Micro-batches a step. */
  readonly accumulation: number;
  readonly weightDecay: number;
  /** Largest norm of a step's gradient; null never clips. */
  readonly clipNorm: number | null;
  /** Ends after so many steps, with the learning rate falling to its end there. */
  readonly maxSteps: number | null;
}

/** How the blend of frozen skills is learned. */
export interface BlendRecipe {
  readonly learningRate: number;
  readonly epochs: number;
  readonly maxSteps: number | null;
  readonly batch: number;
  readonly length: number;
  /** So much of the smallest of the skills' data sets is taken from each. */
  readonly share: number;
  /** Every so many steps the loss on held-out examples is measured; after so many without gain learning ends. The best is kept. */
  readonly earlyStop: { readonly every: number; readonly patience: number } | null;
  /** Examples held out of each data set. */
  readonly holdOut: number;
}

/** How a soup's coefficients are learned. */
export interface SoupRecipe extends BlendRecipe {
  readonly method: 'cat-learned' | 'cat-static';
  readonly constraint: Constraint;
  readonly granularity: Granularity;
  /** The coefficient that every skill starts with, or random raw numbers from a normal distribution. */
  readonly initial: number | 'normal';
}

/** How routers are trained: each adapted module has its own, and all begin at zero. */
export type RouterRecipe = BlendRecipe;

/** Where a run happens, and how it is watched and stopped. */
export interface RunOptions {
  readonly seed: number;
  /** Holds the checkpoint. A run goes on from what it finds there. */
  readonly folder: string;
  readonly device?: DeviceName | Device;
  readonly threads?: number | undefined;
  /** Less memory for about a third more time; `auto` keeps to the checkpoint's mode, and without one decides by the memory that is free. */
  readonly memory?: 'auto' | 'default' | 'low';
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TrainingProgress {
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly learningRate: number;
  readonly tokensPerSecond: number;
  readonly secondsLeft: number;
  readonly memory: 'default' | 'low';
}
