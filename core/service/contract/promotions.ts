import type { BotInput } from './bots.ts';
import type { Call, DeviceName } from './call.ts';

export interface PromotionCalls {
  /** Measures a bot against another of its manual, and keeps whether it may take its place. As a job. */
  'bot.gate': Call<GateInput, Promotion>;
  /** Makes a bot its manual's current one, whatever was measured; the reason is kept. @throws `store/conflict` when it is. */
  'bot.promote': Call<BotInput & { readonly reason?: string }, Promotion>;
  /** What was decided, of all bots or of one, newest first. */
  'bot.promotions': Call<{ readonly bot?: string }, readonly Promotion[]>;
}

export interface GateInput extends BotInput {
  /** The bot whose place it would take: id or name. */
  readonly against: string;
  /** Questions on the manual, instead of those that were accepted for it. */
  readonly suite?: string;
  readonly device?: DeviceName;
}

/**
 * Where a bot stands among those of its manual and the manual's revisions: the one that is meant when the manual is
 * named, one that is held back by what was measured, or another.
 */
export type BotStanding = 'current' | 'held' | 'earlier';

/** A decision on whether a bot becomes its manual's current one. */
export interface Promotion {
  readonly id: string;
  readonly bot: string;
  readonly botName: string;
  /** The bot that it was measured against, or whose place it took; null where there was none, or it is gone. */
  readonly previous: string | null;
  readonly previousName: string | null;
  /** `overruled`: by a person, whatever was measured. */
  readonly decision: 'promoted' | 'held' | 'overruled';
  /** Null where nothing was measured; the reason says why. */
  readonly evidence: GateEvidence | null;
  /** The sides that held it, or would have. */
  readonly fell: readonly ('manual' | 'general')[];
  readonly reason: string;
  readonly createdAt: string;
}

/** What the decision rests on. */
export interface GateEvidence {
  readonly manual: GateMeasure & {
    /** `questions` on the manual, or `passages` of it where there are too few. */
    readonly asked: 'questions' | 'passages';
    readonly suites: readonly string[];
    /** Questions left out, since what they ask about stands in an older revision alone. */
    readonly leftOut: number;
  };
  readonly general: GateMeasure & {
    /** Instructions that neither bot's skills were trained on. */
    readonly unseen: number;
  };
}

/** Scores are mean log-likelihoods in nats a token (0 is certainty); the difference is this bot − the other, with a 95 % interval. */
export interface GateMeasure {
  readonly n: number;
  readonly bot: number | null;
  readonly previous: number | null;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Two-sided sign test. */
  readonly p: number;
}
