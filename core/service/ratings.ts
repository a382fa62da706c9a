import { agreement } from '../bench/index.ts';
import { AppError } from '../errors.ts';
import type { SampleRow } from '../store/index.ts';
import type { RunAgreement, RunInput, SampleMark, SampleMarkInput, SampleRateInput, SampleRating } from './contract.ts';
import { findRun } from './find.ts';
import type { CallContext, Methods } from './methods.ts';
import { placeOf } from './run-scores.ts';

export const ratingMethods: Methods<'sample.rate' | 'sample.mark' | 'run.agreement'> = {
  'sample.rate': rate,
  'sample.mark': mark,
  'run.agreement': judgeAgreement,
};

function rate({ run, system, index, seed, rating, note = '' }: SampleRateInput, { host }: CallContext): SampleRating {
  const { store } = host;
  const { id } = findRun(store, run);
  const place = { runId: id, system, seed, number: index };
  const isIt = (sample: SampleRow) => sample.seed === seed && sample.number === index;
  if (!store.runs.samples(id, system).some(isIt)) {
    throw new AppError(
      'service/not-found',
      `Run ${id} has no answer of "${system}" to question ${index} with seed ${seed}.`,
      { command: `stockpot runs show ${id}` },
    );
  }
  if (rating === null) store.ratings.remove(place);
  else store.ratings.save({ ...place, rating, note });
  return { run: id, system, index, seed, rating, note: rating === null ? '' : note };
}

function mark({ run, index, note }: SampleMarkInput, { host }: CallContext): SampleMark {
  const { store } = host;
  const { id } = findRun(store, run);
  if (!store.runs.samples(id).some(({ number }) => number === index)) {
    throw new AppError('service/not-found', `Run ${id} has no answer to question ${index}.`, {
      command: `stockpot runs show ${id}`,
    });
  }
  if (note === null) store.marks.remove({ runId: id, number: index });
  else store.marks.save({ runId: id, number: index, note });
  return { run: id, index, note };
}

/** Over the answers that have a score of the judge and a rating. */
function judgeAgreement({ run }: RunInput, { host: { store } }: CallContext): RunAgreement {
  const { id } = findRun(store, run);
  const samples = new Map(store.runs.samples(id).map((sample) => [placeOf(sample), sample]));
  if (![...samples.values()].some(({ scores }) => scores.judge !== undefined)) {
    throw new AppError('service/bad-request', `No judge scored run ${id}.`, {
      command: 'stockpot bench BOT --suite NAME --scorers judge --judge local:MODEL',
    });
  }
  const graded = store.ratings
    .list(id)
    .map((row) => [samples.get(placeOf(row))?.scores.judge ?? null, row.rating] as const);
  const found = agreement(
    graded.map(([judge]) => judge),
    graded.map(([, rating]) => rating),
  );
  return { run: id, ...found, counts: countsOf(graded) };
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
