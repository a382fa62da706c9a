// `npm run package [-- ARGUMENTS OF ELECTRON-BUILDER]`: the application as this system installs it, in dist/.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildNative } from './native.mjs';
import { stageApp } from './stage-app.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
run([vite, 'build', 'renderer', '--logLevel', 'warn']);
const problem = buildNative({ electron: require('electron/package.json').version });
if (problem !== undefined) end(`${problem}.`);
await stageApp();
run([
  join(dirname(require.resolve('electron-builder/package.json')), 'cli.js'),
  '--publish',
  'never',
  ...process.argv.slice(2),
]);

function run(command) {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: 'inherit' });
  if (status !== 0) end(`The command failed: ${command.join(' ')}`);
}

function end(text) {
  process.stderr.write(`${text}\n`);
  process.exit(2);
}
