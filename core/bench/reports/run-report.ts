import type { PairVerdict } from '../compare-pairs.ts';
import type { WinMatrix } from '../elo.ts';
import type { Agreement } from '../kappa.ts';
import type { Interval, PairedDifference } from '../metrics.ts';
import type { SeedSpread } from '../seeds.ts';
import type { SkillTable } from '../super-linear.ts';

/** A run with all its answers, as it is written for others. */
export interface RunReport {
  readonly run: string;
  readonly suite: string;
  readonly model: string;
  readonly bot: string | null;
  readonly createdAt: string;
  /** How questions were put and what computed, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly seeds: readonly number[];
  readonly systems: readonly ReportedSystem[];
  /** Where a judge compared pairs: who won against whom, and how many pairs have no outcome. */
  readonly pairs?: WinMatrix & { readonly unread: number };
  /** Where two skills were put to a task alone and together: what they solve so, and the systems that stand for the cells. */
  readonly skills?: SkillTable & {
    readonly systems: Readonly<Record<'neither' | 'first' | 'second' | 'both', string>>;
  };
  /** Where there are several systems: every other one minus `against`, question by question. */
  readonly differences?: {
    readonly against: string;
    readonly list: readonly (PairedDifference & { readonly system: string; readonly scorer: string })[];
  };
  /** Where a person rated answers that a judge graded. */
  readonly agreement?: Agreement;
  readonly samples: readonly ReportedSample[];
}

export interface ReportedSystem {
  readonly name: string;
  readonly n: number;
  readonly scores: Readonly<Record<string, Interval>>;
  /** By scorer, where some answers have no score: how many of all have. */
  readonly scored?: Readonly<Record<string, { readonly n: number; readonly of: number }>>;
  /** By scorer, where there are several seeds: the mean of each, in the report's order, and their standard deviation. */
  readonly overSeeds?: Readonly<Record<string, Pick<SeedSpread, 'means' | 'sd'>>>;
  readonly seconds: number;
  /** How it was made: what was trained or searched for. */
  readonly details: unknown;
}

export interface ReportedSample {
  readonly index: number;
  readonly question: string;
  readonly reference: string;
  /** What a person wrote when marking it; null when it is not marked. */
  readonly mark: string | null;
  readonly answers: readonly ReportedAnswer[];
  /** How a judge compared every two of the answers; empty where none did. */
  readonly verdicts: readonly ReportedVerdict[];
}

export interface ReportedAnswer {
  readonly system: string;
  readonly seed: number;
  readonly answer: string | null;
  readonly scores: Readonly<Record<string, number | null>>;
  /** By scorer: why it gave that score. */
  readonly explanations: Readonly<Record<string, string>>;
  /** A person's rating, 0 to 2, and what was noted with it. */
  readonly rating: number | null;
  readonly note: string;
}

export interface ReportedVerdict extends Pick<PairVerdict, 'seed' | 'outcome' | 'explanation'> {
  readonly first: string;
  readonly second: string;
}

/** Every scorer that was asked about some system's answers, or compared systems. */
export function scorersOf({ systems }: RunReport): string[] {
  return [...new Set(systems.flatMap(({ scores, scored = {} }) => [...Object.keys(scores), ...Object.keys(scored)]))];
}

/** How a system was made, in one line: short values as they are, long lists by their length. */
export function detailText(details: unknown): string {
  if (typeof details !== 'object' || details === null) return '';
  return Object.entries(details)
    .map(
      ([key, value]) =>
        `${key}: ${Array.isArray(value) && value.length > 4 ? `${value.length} entries` : short(value)}`,
    )
    .join('; ');
}

function short(value: unknown): string {
  return typeof value === 'string'
    ? value
    : JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toFixed(4)) : part));
}
