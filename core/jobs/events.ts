import type { JobRow } from '../store/index.ts';

/** A point of a curve, as a job tells it. */
export interface CurvePoint {
  readonly series: string;
  readonly step: number;
  readonly value: number;
}

/** What a host hears of its jobs. */
export type JobEvent =
  | { readonly type: 'state'; readonly job: JobRow }
  | {
      readonly type: 'stage';
      readonly jobId: string;
      readonly stage: string;
      readonly state: 'started' | 'done' | 'skipped';
    }
  | { readonly type: 'progress'; readonly jobId: string; readonly stage: string | null; readonly progress: unknown }
  | { readonly type: 'points'; readonly jobId: string; readonly points: readonly CurvePoint[] };

export type JobListener = (event: JobEvent) => void;
