import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

/** How a judge compared two systems' answers to one question. */
export interface PairVerdictRow {
  readonly runId: string;
  readonly first: string;
  readonly second: string;
  readonly seed: number;
  /** The question's place in its suite, from 0. */
  readonly number: number;
  /** 1 where the first won, 0 where it lost, 0.5 for a tie; null where the judge could not be read. */
  readonly outcome: 0 | 0.5 | 1 | null;
  readonly scores: readonly [first: number, second: number] | null;
  readonly explanation: string;
}

export interface PairVerdictStore {
  /** Keeps a verdict; one given again replaces the one before. */
  save(verdict: PairVerdictRow): void;
  /** In the order in which they were first given. */
  list(runId: string): PairVerdictRow[];
}

export function pairVerdictStore(db: SqlDatabase): PairVerdictStore {
  const verdicts = defineTable<PairVerdictRow>(db, 'pair_verdicts', {
    runId: 'plain',
    first: 'plain',
    second: 'plain',
    seed: 'plain',
    number: 'plain',
    outcome: 'plain',
    scores: 'json',
    explanation: 'plain',
  });
  return {
    save: (verdict) => void verdicts.put(verdict),
    list: (runId) => verdicts.all('WHERE run_id = ? ORDER BY rowid', runId),
  };
}
