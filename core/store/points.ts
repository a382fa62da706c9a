import type { SqlDatabase } from './database.ts';
import { defineTable } from './table.ts';

/** One point of a curve: `series` is `loss`, `learning-rate`, `held-out-loss` … */
export interface PointRow {
  readonly jobId: string;
  readonly series: string;
  readonly step: number;
  readonly value: number;
}

export interface PointStore {
  /**
   * Keeps points in one transaction. A step told again (a resumed run repeats those since its checkpoint) replaces the
   * one before; a value that is not finite is no point of a curve and is left out.
   */
  save(points: readonly PointRow[]): void;
  /** The curve, by step. */
  list(jobId: string, series: string): { readonly step: number; readonly value: number }[];
  series(jobId: string): string[];
}

export function pointStore(db: SqlDatabase): PointStore {
  const points = defineTable<PointRow>(db, 'points', {
    jobId: 'plain',
    series: 'plain',
    step: 'plain',
    value: 'plain',
  });
  return {
    save: (rows) =>
      db.transaction(() => {
        for (const row of rows) if (Number.isFinite(row.value)) points.put(row);
      }),
    list: (jobId, series) =>
      points
        .all('WHERE job_id = ? AND series = ? ORDER BY step', jobId, series)
        .map(({ step, value }) => ({ step, value })),
    series: (jobId) =>
      db
        .statement('SELECT DISTINCT series FROM points WHERE job_id = ? ORDER BY series')
        .all(jobId)
        .map(({ series }) => String(series)),
  };
}
