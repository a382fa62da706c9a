import { homedir, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { followMoved } from '../store/index.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where everything is kept that is meant by {@link homeFolder}, which may have been moved. @throws AppError `store/moved-away`. */
export function openedHome(given?: string): string {
  return followMoved(homeFolder(given));
}

/** The home that is meant: the given folder, `STOCKPOT_HOME`, or the platform's data folder. */
export function homeFolder(
  given?: string,
  env: Environment = process.env,
  system: NodeJS.Platform = platform(),
): string {
  const named = given ?? env.STOCKPOT_HOME;
  if (named !== undefined && named !== '') return resolve(named);
  switch (system) {
    case 'win32':
      return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Stockpot');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Stockpot');
    default:
      return join(absolute(env.XDG_DATA_HOME) ?? join(homedir(), '.local', 'share'), 'stockpot');
  }
}

/** The XDG standard says to ignore a relative path. */
function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') ? path : undefined;
}
