/**
 * Everything a person can do, as types alone. Inputs, results and events are JSON, so that the same contract runs in one
 * process, over a MessagePort and over a WebSocket. `inputs.ts` holds the schema of each input.
 */
import type { BenchCalls } from './contract/bench.ts';
import type { BotCalls } from './contract/bots.ts';
import type { ChatCalls } from './contract/chat.ts';
import type { ServiceEvent } from './contract/events.ts';
import type { HomeCalls } from './contract/home.ts';
import type { JobCalls } from './contract/jobs.ts';
import type { ManualCalls } from './contract/manuals.ts';
import type { ModelCalls } from './contract/models.ts';
import type { PromotionCalls } from './contract/promotions.ts';
import type { SkillCalls } from './contract/skills.ts';
import type { SuiteCalls } from './contract/suites.ts';

export type * from './contract/bench.ts';
export type * from './contract/bots.ts';
export type * from './contract/call.ts';
export type * from './contract/chat.ts';
export type * from './contract/events.ts';
export type * from './contract/home.ts';
export type * from './contract/jobs.ts';
export type * from './contract/manuals.ts';
export type * from './contract/models.ts';
export type * from './contract/promotions.ts';
export type * from './contract/skills.ts';
export type * from './contract/suites.ts';
export type * from './contract/transport.ts';

export interface Contract
  extends ManualCalls,
    BotCalls,
    PromotionCalls,
    ChatCalls,
    BenchCalls,
    SuiteCalls,
    JobCalls,
    SkillCalls,
    ModelCalls,
    HomeCalls {}

export type Method = keyof Contract;
export type Input<M extends Method> = Contract[M]['input'];
export type Output<M extends Method> = Contract[M]['output'];

/** The one door to Stockpot: whoever shows or serves something goes through it. */
export interface Service {
  /** @throws AppError as data of `core/errors.ts`; the signal's reason when cancelled. */
  call<M extends Method>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ServiceEvent) => void;
}
