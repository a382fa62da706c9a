import type { Call, Failure, Json, Nothing, Removed } from './call.ts';
import type { Point, Progress } from './events.ts';

export interface JobCalls {
  'job.list': Call<Nothing, readonly JobSummary[]>;
  'job.show': Call<JobInput, JobDetail>;
  /** A job's curves as far as they are kept. */
  'job.points': Call<JobInput, readonly Point[]>;
  'job.resume': Call<ResumeInput, JobOutcome>;
  /** Stops it at its last checkpoint, to be resumed. */
  'job.pause': Call<JobInput, JobSummary>;
  'job.cancel': Call<JobInput, JobSummary>;
  /** Takes a job that has ended off the list, with what it had begun and nobody needs. */
  'job.remove': Call<JobInput, Removed>;
}

export interface JobInput {
  readonly job: string;
}

export interface ResumeInput extends JobInput {
  /**
   * Trains from now on in the mode that takes less memory: slower, and with numbers that differ in their last digits
   * from those of an undisturbed job.
   */
  readonly memory?: 'low';
}

export interface JobSummary {
  readonly id: string;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled';
  readonly title: string;
  readonly stage: string | null;
  readonly createdAt: string;
  readonly error: Failure | null;
}

export interface JobDetail extends JobSummary {
  /** What it was started with. */
  readonly input: Json;
  /** Why it is paused: `asked`, `closed`, `interrupted`. */
  readonly reason: string | null;
  readonly stages: readonly { readonly name: string; readonly state: 'done' | 'running' }[];
  readonly progress: Omit<Progress, 'kind' | 'stage'> | null;
  readonly result: Json;
  readonly finishedAt: string | null;
  /** Oldest first: when each stage began and was done, and the job's state changed. Of jobs of earlier versions, what came since. */
  readonly log: readonly JobLogLine[];
}

export interface JobLogLine {
  readonly at: string;
  readonly kind: 'state' | 'stage-started' | 'stage-done';
  /** The state or stage. */
  readonly name: string;
}

export interface JobOutcome {
  readonly job: string;
  readonly kind: string;
  /** What the job's own command would have given. */
  readonly result: Json;
}
