// One idempotent set-up, called first by every command: does nothing when everything is there.
// `--quiet` prints only what it had to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { abortsOnGarbage as canAbortOnGarbage, wrapWithoutHooks } from './garbage-hooks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const quiet = process.argv.includes('--quiet');
const stamp = join(root, 'node_modules', '.stockpot-setup');

requireNode(20, 19);
installPackages();
compileSqlite();
if (!quiet) say('Set-up is complete.');

function requireNode(major, minor) {
  const [haveMajor, haveMinor] = process.versions.node.split('.').map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(
    `Stockpot needs Node ${major}.${minor} or newer; this is ${process.versions.node}. Install a newer Node from nodejs.org.`,
  );
}

/** `npm ci` without install scripts: those that matter here are run below, and a failed download elsewhere stops nothing. */
function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing packages (once, about a minute) …');
  run(npm(), ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { ONNXRUNTIME_NODE_INSTALL: 'skip' });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

/** better-sqlite3: prebuilt where its host is reachable, else compiled with the headers beside the running Node. */
function compileSqlite() {
  if (sqliteLoads() && !abortsOnGarbage()) return;
  say('Preparing SQLite for this Node (downloads it, or compiles it in a few minutes) …');
  if (!abortsOnGarbage()) buildSqlite('install');
  // Headers that were not here before, or a prebuilt one: once more, from its source.
  if (sqliteLoads() && abortsOnGarbage()) buildSqlite('build-release');
  if (sqliteLoads() && abortsOnGarbage()) {
    say('Warning: Node 24.19 and later may abort while SQLite is open on this machine. Use Node 20 or 22.');
    return;
  }
  if (sqliteLoads()) return;
  fail(
    'SQLite (the package better-sqlite3) could be neither downloaded nor compiled; the reason stands above.\n' +
      'Install a C++ compiler, make and Python 3 (Debian: apt-get install build-essential python3), then run the same command again.',
  );
}

function buildSqlite(script) {
  const nodedir = process.env.npm_config_nodedir ?? besideNode();
  const flags = wrapWithoutHooks(nodedir ?? nodeGypFolder(), join(root, 'node_modules', '.stockpot-object-wrap.h'));
  run(
    npm(),
    ['run', script, '--ignore-scripts=false'],
    {
      ...(nodedir ? { npm_config_nodedir: nodedir } : {}),
      ...(flags ? { CXXFLAGS: [process.env.CXXFLAGS, flags].filter(Boolean).join(' ') } : {}),
    },
    join(root, 'node_modules', 'better-sqlite3'),
    true,
  );
}

function abortsOnGarbage() {
  return canAbortOnGarbage(join(root, 'node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node'));
}

function besideNode() {
  const folder = dirname(dirname(process.execPath));
  return existsSync(join(folder, 'include', 'node', 'node.h')) ? folder : undefined;
}

/** Where node-gyp keeps the headers that it downloads. */
function nodeGypFolder() {
  const cache =
    process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches')
      : (process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'));
  return join(process.env.npm_config_devdir ?? join(cache, 'node-gyp'), process.versions.node);
}

function sqliteLoads() {
  const probe = "const D=require('better-sqlite3');new D(':memory:').close()";
  return spawnSync(process.execPath, ['-e', probe], { cwd: root, stdio: 'ignore' }).status === 0;
}

function npm() {
  const cli = process.env.npm_execpath ?? tryResolve();
  return cli ? [process.execPath, cli] : ['npm'];
}

function tryResolve() {
  const beside = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'package.json');
  return existsSync(beside) ? join(dirname(createRequire(beside).resolve(beside)), 'bin', 'npm-cli.js') : undefined;
}

function run([command, ...first], args, env, cwd = root, mayFail = false) {
  const result = spawnSync(command, [...first, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'ignore' : 2, 2],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (result.status === 0) return true;
  if (mayFail) return false;
  return fail(
    `The command failed: ${command} ${args.join(' ')} (${result.error?.message ?? `exit ${result.status}`}).`,
  );
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(2);
}
