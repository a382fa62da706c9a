import { AppError } from '../errors.ts';
import type { SampleRow } from '../store/index.ts';
import type { RunAgreement, RunInput, SampleMark, SampleMarkInput, SampleRateInput, SampleRating } from './contract.ts';
import { findRun } from './find.ts';
import type { CallContext, Methods } from './methods.ts';
import { judgeAgreement } from './run-agreement.ts';

export const ratingMethods: Methods<'sample.rate' | 'sample.mark' | 'run.agreement'> = {
  'sample.rate': rate,
  'sample.mark': mark,
  'run.agreement': agreementOf,
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

/** @throws AppError `service/bad-request` when no judge scored the run. */
function agreementOf({ run: asked }: RunInput, { host: { store } }: CallContext): RunAgreement {
  const run = findRun(store, asked);
  const found = judgeAgreement(store, run);
  if (found !== undefined) return { run: run.id, ...found };
  throw new AppError('service/bad-request', `No judge scored run ${run.id}.`, {
    command: 'stockpot bench BOT --suite NAME --scorers judge --judge local:MODEL',
  });
}
