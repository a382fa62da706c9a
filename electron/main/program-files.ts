import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Where the program's own files lie, in a checkout and in a package. */
export interface ProgramFiles {
  readonly preload: string;
  readonly renderer: string;
  readonly icon: string;
  /** Entries of utility processes. */
  readonly host: string;
  readonly cli: string;
  readonly engine: string;
  readonly resources: string;
  /** better-sqlite3 as Electron loads it; undefined where it was not built apart. */
  readonly nativeBinding: string | undefined;
}

/**
 * @param root the application's folder: the checkout, or `app.asar`
 * @param resourcesPath Electron's folder of resources; undefined in a checkout
 */
export function programFiles(
  root: string,
  { resourcesPath, platform, arch }: { resourcesPath: string | undefined; platform: string; arch: string },
): ProgramFiles {
  // The engine and its libraries map files and start threads by path, which an archive can't offer: they lie beside it.
  const unpacked = resourcesPath === undefined ? root : `${root}.unpacked`;
  const native = join(unpacked, 'build', 'native', `better-sqlite3-${platform}-${arch}.node`);
  return {
    preload: join(root, 'build', 'electron', 'preload.cjs'),
    renderer: join(root, 'build', 'renderer'),
    icon: join(root, 'build', 'electron', 'icon.png'),
    host: join(root, 'build', 'electron', 'host.mjs'),
    cli: join(root, 'build', 'electron', 'cli.mjs'),
    engine: join(unpacked, 'build', 'engine', 'engine.mjs'),
    resources: resourcesPath === undefined ? join(root, 'resources') : join(resourcesPath, 'stockpot'),
    nativeBinding: existsSync(native) ? resolve(native) : undefined,
  };
}
