import { agreement } from '../bench/index.ts';
import type { RunRow, Store } from '../store/index.ts';
import type { RunAgreement } from './contract.ts';
import { placeOf } from './run-scores.ts';

/** How far a run's judge agrees with persons, over the answers that have a score of the one and a rating; undefined where no judge scored. */
export function judgeAgreement(store: Store, { id }: RunRow): Omit<RunAgreement, 'run'> | undefined {
  const samples = new Map(store.runs.samples(id).map((sample) => [placeOf(sample), sample]));
  if (![...samples.values()].some(({ scores }) => scores.judge !== undefined)) return undefined;
  const graded = store.ratings
    .list(id)
    .map((row) => [samples.get(placeOf(row))?.scores.judge ?? null, row.rating] as const);
  const found = agreement(
    graded.map(([judge]) => judge),
    graded.map(([, rating]) => rating),
  );
  return { ...found, counts: countsOf(graded) };
}

function countsOf(graded: readonly (readonly [judge: number | null, rating: number])[]): RunAgreement['counts'] {
  const counts = new Map<string, { judge: number; rating: number; count: number }>();
  for (const [judge, rating] of graded) {
    if (judge === null) continue;
    const key = `${judge} ${rating}`;
    counts.set(key, { judge, rating, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => a.judge - b.judge || a.rating - b.rating);
}
