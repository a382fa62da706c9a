import type { Interval } from '../metrics.ts';

/** A run with all its answers, as it is written for others. */
export interface RunReport {
  readonly run: string;
  readonly suite: string;
  readonly model: string;
  readonly bot: string | null;
  readonly createdAt: string;
  /** How questions were put and what computed, by name. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly systems: readonly ReportedSystem[];
  readonly samples: readonly ReportedSample[];
}

export interface ReportedSystem {
  readonly name: string;
  readonly n: number;
  readonly scores: Readonly<Record<string, Interval>>;
  readonly seconds: number;
  /** How it was made: what was trained or searched for. */
  readonly details: unknown;
}

export interface ReportedSample {
  readonly index: number;
  readonly question: string;
  readonly reference: string;
  readonly answers: readonly {
    readonly system: string;
    readonly seed: number;
    readonly answer: string | null;
    readonly scores: Readonly<Record<string, number | null>>;
    readonly rating: number | null;
  }[];
}

/** Every scorer that some system was scored by. */
export function scorersOf({ systems }: RunReport): string[] {
  return [...new Set(systems.flatMap(({ scores }) => Object.keys(scores)))];
}

/** A mean with its interval, in words; `not scored` where there is none. */
export function scoreText(interval: Interval | undefined): string {
  const { mean, low, high } = interval ?? { mean: null, low: null, high: null };
  if (mean === null) return 'not scored';
  const range = low === null || high === null ? '' : ` (${low.toFixed(3)} to ${high.toFixed(3)})`;
  return `${mean.toFixed(3)}${range}`;
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
