import type { JobDetail } from './jobs.ts';

/** What is told while a call runs. */
export type ServiceEvent =
  | { readonly kind: 'job'; readonly job: string; readonly state: 'started' | 'resumed' }
  | { readonly kind: 'stage'; readonly stage: StageName; readonly state: 'started' | 'done' | 'skipped' }
  | Progress
  /** Something the person should read before or beside the result: a licence, a warning. */
  | { readonly kind: 'notice'; readonly code: NoticeCode; readonly message: string }
  /** The question of `chat.send` is kept, before the answer begins: in which conversation, as which message. */
  | { readonly kind: 'asked'; readonly conversation: string; readonly message: string }
  /** A piece of the answer, as it is written. */
  | { readonly kind: 'token'; readonly text: string }
  | WatchEvent;

/** What `home.watch` tells, to whoever shows the home. */
export type WatchEvent =
  /** The first one: everything that is under way, so that a page that comes back needs nothing else. */
  | { readonly kind: 'snapshot'; readonly jobs: readonly JobDetail[] }
  /** A job's state, stage or progress changed; ten a second for each job at most. */
  | { readonly kind: 'job-changed'; readonly job: JobDetail }
  /** New points of a job's curves. */
  | { readonly kind: 'points'; readonly job: string; readonly points: readonly Point[] }
  /** Something of this kind was added, changed or removed, by whomever: read it again. */
  | { readonly kind: 'changed'; readonly what: Kept };

/** A point of a job's curve: `loss`, `learning-rate`, `tokens-per-second` … over steps. */
export interface Point {
  readonly series: string;
  readonly step: number;
  readonly value: number;
}

export type Kept =
  | 'manuals'
  | 'bots'
  | 'skills'
  | 'soups'
  | 'conversations'
  | 'ratings'
  | 'runs'
  | 'suites'
  | 'prepared'
  | 'jobs'
  | 'models'
  | 'settings'
  | 'connections';

export interface Progress {
  readonly kind: 'progress';
  readonly stage: StageName;
  readonly done: number;
  readonly total: number;
  /** Training loss of the last step, in nats a token. */
  readonly loss?: number;
  readonly learningRate?: number;
  readonly tokensPerSecond?: number;
  /** Until this stage is done. */
  readonly secondsLeft?: number;
  /** Of a build: until its bot is checked, by the speed of the training under way. Not in it: comparing it with the bot before. */
  readonly jobSecondsLeft?: number;
  /** What the engine's process holds in memory; on a graphics card that card's own memory is not in it. */
  readonly memoryBytes?: number;
  /** What is in use of an NVIDIA card's memory, by all programs; where the training runs on one. */
  readonly cardMemoryBytes?: number;
}

export type StageName =
  | 'model'
  | 'read'
  | 'study'
  | 'instruct'
  | 'train'
  | 'blend'
  | 'index'
  | 'check'
  | 'gate'
  | 'answer'
  | 'prepare'
  | 'bench'
  | 'questions'
  | 'move'
  | 'verify';

export type NoticeCode = 'licence' | 'warning' | 'instruction-skill' | 'reuse';
