// The command line and the engine worker of a checkout, bundled once for its sources: each process then starts in a fifth
// of the time that compiling file by file takes.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync, version } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = join(root, 'build');
const DAY = 24 * 60 * 60 * 1000;

/**
 * The bundle of the sources as they are, made where there is none. Its folder lies two below the checkout, as core/ROOM
 * does, so that `../../resources` means the same.
 * @returns {string} the path of its main module
 */
export function bundledCommandLine() {
  const folder = join(build, `cli-${digestOfSources()}`);
  if (!existsSync(folder)) bundle(folder);
  return join(folder, 'main.mjs');
}

/** @param {string} folder */
function bundle(folder) {
  const half = `${folder}.${process.pid}.tmp`;
  buildSync({
    absWorkingDir: root,
    entryPoints: { main: 'core/cli/main.ts', worker: 'core/service/worker.ts' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outdir: half,
    outExtension: { '.js': '.mjs' },
    logLevel: 'error',
  });
  // Read by its name beside the module.
  copyFileSync(join(root, 'core/engine/runtime/cuda-kernels.json'), join(half, 'cuda-kernels.json'));
  try {
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Another process was there first.
    if (!existsSync(folder)) throw error;
  }
  removeOld();
}

/** Bundles of other sources. A process that runs from one may still load parts of it, so they stay for a day. */
function removeOld() {
  for (const name of readdirSync(build).filter((each) => each.startsWith('cli-'))) {
    const { mtimeMs } = statSync(join(build, name));
    if (Date.now() - mtimeMs > DAY) rmSync(join(build, name), { recursive: true, force: true });
  }
}

function digestOfSources() {
  const hash = createHash('sha256').update(version);
  const core = join(root, 'core');
  const files = readdirSync(core, { recursive: true }).map(String);
  for (const file of files.filter((each) => /\.(ts|json)$/.test(each)).sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(core, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}
