// Bundles the desktop application's own code: build/electron (main, preload script, service host, command line: they go
// into the archive) and build/engine (the engine worker, which lies beside it with the libraries that it loads by path).
import { copyFileSync, rmSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is not bundled: native modules, and libraries that find their own files. They are packages in the package too. */
export const externals = [
  'better-sqlite3',
  // Its library is loaded by SQLite, by its path.
  'sqlite-vec',
  'onnxruntime-node',
  '@napi-rs/canvas',
  'pdfjs-dist',
  'tesseract.js',
  '@tesseract.js-data/eng',
  // Loaded by a process of its own, by its path.
  'pyodide',
];

/** @param {string} [folder] where build/electron and build/engine go: the checkout */
export async function buildElectron(folder = root) {
  const electron = join(folder, 'build', 'electron');
  const engine = join(folder, 'build', 'engine');
  rmSync(electron, { recursive: true, force: true });
  rmSync(engine, { recursive: true, force: true });
  await bundle({ main: 'electron/main/main.ts', host: 'electron/host/host.ts', cli: 'electron/cli/cli.ts' }, electron);
  await bundle({ preload: 'electron/preload/preload.ts' }, electron, 'cjs');
  await bundle({ engine: 'electron/engine/engine.ts' }, engine);
  // Read by its name beside the module.
  copyFileSync(join(root, 'core', 'engine', 'runtime', 'cuda-kernels.json'), join(engine, 'cuda-kernels.json'));
  copyFileSync(join(root, 'electron', 'icons', 'icon.png'), join(electron, 'icon.png'));
}

/**
 * All files of a bundle lie in one folder, two below the application's: `../../resources`, `../../package.json` and
 * `../../build/renderer` mean the same from a source in core/ROOM and from here.
 */
async function bundle(entries, outDir, format = 'es') {
  const extension = format === 'cjs' ? 'cjs' : 'mjs';
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      target: 'node22',
      outDir,
      emptyOutDir: false,
      minify: false,
      sourcemap: false,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)])),
        external: isExternal,
        output: {
          format,
          entryFileNames: `[name].${extension}`,
          chunkFileNames: `[name]-[hash].${extension}`,
        },
      },
    },
  });
}

function isExternal(id) {
  if (id === 'electron' || id.startsWith('node:') || builtinModules.includes(id)) return true;
  return externals.some((name) => id === name || id.startsWith(`${name}/`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildElectron();
