import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

/** A person's rating of one answer of a run. */
export interface RatingRow {
  readonly runId: string;
  readonly system: string;
  readonly seed: number;
  /** The question's place in its suite, from 0. */
  readonly number: number;
  /** 0 to 2. */
  readonly rating: number;
  readonly note: string;
  readonly ratedAt: string;
}

export interface RatingStore {
  /** Keeps a rating, in the place of the one before. */
  save(rating: Omit<RatingRow, 'ratedAt'>): RatingRow;
  remove(sample: Pick<RatingRow, 'runId' | 'system' | 'seed' | 'number'>): void;
  /** By question, then system and seed. */
  list(runId: string): RatingRow[];
}

export function ratingStore(db: SqlDatabase): RatingStore {
  const ratings = defineTable<RatingRow>(db, 'sample_ratings', {
    runId: 'plain',
    system: 'plain',
    seed: 'plain',
    number: 'plain',
    rating: 'plain',
    note: 'plain',
    ratedAt: 'plain',
  });
  return {
    save(rating) {
      const row = { ...rating, ratedAt: new Date().toISOString() };
      ratings.put(row);
      return row;
    },
    remove: ({ runId, system, seed, number }) =>
      void ratings.delete('run_id = ? AND system = ? AND seed = ? AND number = ?', runId, system, seed, number),
    list: (runId) => ratings.all('WHERE run_id = ? ORDER BY number, system, seed', runId),
  };
}
