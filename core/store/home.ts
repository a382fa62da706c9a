import { makeFolder, writeError } from '../disk.ts';
import { AppError } from '../errors.ts';

/** Makes a home's folder where there is none. @throws AppError `store/not-found` when it can't be made, those of `writeError`. */
export function makeHome(root: string): void {
  try {
    makeFolder(root);
  } catch (cause) {
    const told = writeError(cause, { path: root, what: "Stockpot's folder" });
    if (told instanceof AppError) throw told;
    throw new AppError(
      'store/not-found',
      `Tried to make the folder ${root}: ${String(cause)}. Choose another --home.`,
      {
        cause,
      },
    );
  }
}
