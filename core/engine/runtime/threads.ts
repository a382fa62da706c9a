import { AppError } from '../../errors.ts';

/**
 * So many threads the variable STOCKPOT_THREADS lets the engine compute with; undefined for as many as there are cores.
 * @throws AppError `service/bad-request` for what is no count.
 */
export function askedThreads(value: string | undefined = process.env.STOCKPOT_THREADS): number | undefined {
  if (value === undefined || value === '') return undefined;
  const count = Number(value);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new AppError(
    'service/bad-request',
    `STOCKPOT_THREADS is ${JSON.stringify(value)}; it is a whole number from 1.`,
  );
}
