import { writeFileSync } from 'node:fs';
import { writing } from '../disk.ts';
import { AppError } from '../errors.ts';

/** Writes a file that a person named. @throws AppError `store/conflict` when there is one already: nothing is overwritten. */
export function writeNew(path: string, text: string, what: string): void {
  try {
    writing({ path, what }, () => writeFileSync(path, text, { flag: 'wx' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new AppError('store/conflict', `${path} is there already; nothing is overwritten.`);
  }
}
