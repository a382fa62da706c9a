import type { Call, DeviceName, Json, Nothing, Range, Removed, Slice } from './call.ts';

export interface BenchCalls {
  'bench.run': Call<BenchInput, BenchReport>;
  /** What can be chosen for a bot or manual. */
  'bench.options': Call<{ readonly target: string }, BenchOptions>;
  'run.list': Call<Nothing, readonly RunSummary[]>;
  'run.show': Call<RunInput, BenchReport>;
  'run.samples': Call<RunSamplesInput, Slice<RunSample>>;
  'run.compare': Call<RunCompareInput, RunComparison>;
  'run.remove': Call<RunInput, Removed>;
}

export interface BenchInput {
  /** A bot, or a manual: then its newest bot. */
  readonly target: string;
  readonly suite: string;
  readonly systems?: string;
  readonly scorers?: string;
  readonly seeds?: number;
  /** Only the first so many questions. */
  readonly limit?: number;
  readonly device?: DeviceName;
}

export interface BenchOptions {
  readonly suites: readonly { readonly name: string; readonly questions: number; readonly fits: boolean }[];
  readonly systems: readonly { readonly name: string; readonly usable: boolean; readonly reason: string | null }[];
  readonly scorers: readonly string[];
}

export interface Interval {
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface BenchReport {
  readonly run: string;
  readonly suite: string;
  readonly model: string;
  readonly bot: string | null;
  readonly createdAt: string;
  readonly systems: readonly {
    readonly name: string;
    readonly n: number;
    readonly scores: Readonly<Record<string, Interval>>;
    readonly seconds: number;
  }[];
  /** The file of samples, JSON lines. */
  readonly samples: string;
}

export interface RunInput {
  readonly run: string;
}

export interface RunSamplesInput extends RunInput, Range {
  /** Words of the question. */
  readonly query?: string;
}

/** One question with every system's answer. */
export interface RunSample {
  readonly index: number;
  readonly question: string;
  readonly reference: string;
  readonly answers: readonly {
    readonly system: string;
    readonly seed: number;
    readonly answer: string;
    readonly citations: readonly Json[];
    readonly scores: Readonly<Record<string, number | null>>;
    /** By scorer: why it gave that score. */
    readonly explanations: Readonly<Record<string, string>>;
  }[];
}

export interface RunCompareInput {
  readonly first: string;
  readonly second: string;
}

export interface RunSummary {
  readonly id: string;
  readonly suite: string;
  readonly model: string;
  readonly bot: string | null;
  readonly state: string;
  readonly systems: readonly string[];
  readonly createdAt: string;
}

export interface RunComparison {
  readonly first: string;
  readonly second: string;
  readonly differences: readonly {
    readonly system: string;
    readonly scorer: string;
    readonly n: number;
    readonly mean: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly wins: number;
    readonly losses: number;
    readonly ties: number;
    /** Two-sided sign test. */
    readonly p: number;
  }[];
}
