import { getLoadablePath } from 'sqlite-vec';
import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';

const loaded = new WeakSet<SqlDatabase>();

/**
 * Makes sqlite-vec's functions known to a database, once. It is loaded when vectors are first compared and never before: a home opens
 * without it.
 * @throws AppError `store/no-vectors` with the reason when it can't be loaded here.
 */
export function needVectors(db: SqlDatabase, libraryPath: () => string = getLoadablePath): void {
  if (loaded.has(db)) return;
  try {
    // A library is loaded by the system, which can't look into the packed application's archive: it lies beside it.
    db.loadExtension(libraryPath().replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'));
  } catch (cause) {
    const { platform, arch } = process;
    throw new AppError(
      'store/no-vectors',
      `Tried to load sqlite-vec, by which passages are compared by meaning, on ${platform} ${arch}: ${(cause as Error).message}`,
      { cause, hint: 'Install Stockpot again (in a checkout: npm run setup). Searching by words works without it.' },
    );
  }
  loaded.add(db);
}
