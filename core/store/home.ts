import { mkdirSync } from 'node:fs';
import { AppError } from '../errors.ts';

/** Makes a home's folder where there is none. @throws AppError `store/not-found` when it can't be made. */
export function makeHome(root: string): void {
  try {
    mkdirSync(root, { recursive: true });
  } catch (cause) {
    throw new AppError(
      'store/not-found',
      `Tried to make the folder ${root}: ${String(cause)}. Choose another --home.`,
      {
        cause,
      },
    );
  }
}
