// better-sqlite3 for Electron, kept apart from Node's: build/native/better-sqlite3-PLATFORM-ARCH.node. The other native
// modules are the same for both.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { abortsOnGarbage, wrapWithoutHooks } from './garbage-hooks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** Downloads or compiles it, once for each version. Gives the reason when neither worked. */
export function buildNative({ electron, platform = process.platform, arch = process.arch }) {
  const source = dirname(require.resolve('better-sqlite3/package.json'));
  const { version } = require('better-sqlite3/package.json');
  const out = join(root, 'build', 'native', `better-sqlite3-${platform}-${arch}.node`);
  const stamp = `${out}.version`;
  const wanted = `better-sqlite3 ${version}, Electron ${electron}`;
  if (existsSync(out) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  process.stderr.write('Preparing SQLite for Electron (downloads it, or compiles it in a few minutes) …\n');
  const work = join(root, 'build', 'native-work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(dirname(out), { recursive: true });
  cpSync(source, work, { recursive: true, filter: (path) => !path.startsWith(join(source, 'build')) });
  try {
    const made = join(work, 'build', 'Release', 'better_sqlite3.node');
    const here = platform === process.platform;
    fetchBuilt(work, { electron, platform, arch });
    if (here && (!existsSync(made) || abortsOnGarbage(made))) compile(work, { electron, arch });
    if (here && abortsOnGarbage(made))
      compile(work, { electron, arch, flags: wrapWithoutHooks(headers(electron), join(work, 'object-wrap.h')) });
    if (!existsSync(made))
      return 'SQLite could be neither downloaded nor compiled for Electron; the reason stands above';
    copyFileSync(made, out);
    writeFileSync(stamp, wanted);
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function fetchBuilt(work, { electron, platform, arch }) {
  const prebuild = join(dirname(require.resolve('prebuild-install/package.json')), 'bin.js');
  run([prebuild, '--runtime=electron', `--target=${electron}`, `--platform=${platform}`, `--arch=${arch}`], work);
}

function compile(work, { electron, arch, flags }) {
  const gyp = join(dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js');
  const from = [
    '--runtime=electron',
    `--target=${electron}`,
    `--arch=${arch}`,
    '--dist-url=https://electronjs.org/headers',
  ];
  run([gyp, 'rebuild', '--release', ...from], work, flags === undefined ? {} : { CXXFLAGS: flags });
}

/** Where node-gyp keeps the headers that it has fetched. */
function headers(electron) {
  const cache =
    process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches')
      : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return join(process.env.npm_config_devdir ?? join(cache, 'node-gyp'), electron);
}

function run(command, cwd, env = {}) {
  // Where its libraries are found, as in the folder that it is a copy of.
  const paths = [process.env.NODE_PATH, join(root, 'node_modules')]
    .filter(Boolean)
    .join(process.platform === 'win32' ? ';' : ':');
  spawnSync(process.execPath, command, {
    cwd,
    env: { ...process.env, NODE_PATH: paths, ...env },
    stdio: ['ignore', 2, 2],
  });
}
