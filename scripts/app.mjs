// `npm run app`: opens Stockpot's window. In Electron; where that can't be had, in the browser, and says why.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const args = process.argv.slice(2);
const { env, platform } = process;
const INSTALL_MS = 15 * 60_000;

if (runNode(['scripts/setup.mjs', '--quiet']).status !== 0) process.exit(2);
say('Building the window …');
const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
if (runNode([vite, 'build', 'renderer', '--logLevel', 'warn']).status !== 0)
  fail('The window could not be built; the reason stands above.');
const why = await whyNoElectron();
if (why === undefined) await openElectron();
else await openBrowser(why);

/** Makes Electron ready; gives the reason when it can't be. */
async function whyNoElectron() {
  if (!hasDisplay()) return 'there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  const folder = dirname(require.resolve('electron/package.json'));
  if (!isInstalled(folder)) {
    say('Fetching Electron (once, about 120 MB) …');
    const { status, stderr } = runNode([join(folder, 'install.js')], {
      timeout: INSTALL_MS,
      stdio: ['ignore', 2, 'pipe'],
      encoding: 'utf8',
    });
    if (status !== 0 || !isInstalled(folder)) {
      // Its installer is written for Node 22.12; 20.19 runs it too, but nobody promises that.
      const old = Number(process.versions.node.split('.')[0]) < 22;
      const said = /^\w*Error.*$/m.exec(stderr ?? '')?.[0] ?? 'it took too long';
      return `Electron's program could not be fetched (${said}${old ? `; its installer is made for Node 22.12 or newer, this is ${process.versions.node}` : ''})`;
    }
  }
  const { buildNative } = await import('./native.mjs');
  const problem = buildNative({ electron: require('electron/package.json').version });
  if (problem !== undefined) return problem;
  say('Building the application …');
  const { buildElectron } = await import('./build-electron.mjs');
  await buildElectron();
  return undefined;
}

function openElectron() {
  const child = spawn(require('electron'), ['.', ...args], { cwd: root, stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** The same interface from `stockpot serve`, until Ctrl-C. */
async function openBrowser(reason) {
  say(`The desktop window can't be opened: ${reason}. Stockpot opens in the browser instead.`);
  const { bundledCommandLine } = await import('./bundle-cli.mjs');
  const child = spawn(process.execPath, [bundledCommandLine(), 'serve', ...args], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  // Ctrl-C reaches the child as well; it ends in order, and this process after it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
  for await (const line of createInterface({ input: child.stdout })) {
    process.stdout.write(`${line}\n`);
    const url = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line)?.[0];
    if (url === undefined) continue;
    if (hasDisplay() && startBrowser(url)) say('It opens in your browser. Ctrl-C ends it; what is under way is kept.');
    else say('Open that address in a browser on this machine. Ctrl-C ends it; what is under way is kept.');
  }
}

/** Hands an address to the system's own opener. Whether that finds a browser is told nowhere: the address stands above. */
function startBrowser(url) {
  const [command, ...first] =
    platform === 'darwin'
      ? ['open']
      : platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler']
        : ['xdg-open'];
  if (spawnSync(platform === 'win32' ? 'where' : 'which', [command], { stdio: 'ignore' }).status !== 0) return false;
  const opener = spawn(command, [...first, url], { stdio: 'ignore', detached: true });
  opener.on('error', () => {});
  opener.unref();
  return true;
}

function hasDisplay() {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Without loading the package, which would fetch it by itself. */
function isInstalled(folder) {
  const path = join(folder, 'path.txt');
  return existsSync(path) && existsSync(join(folder, 'dist', readFileSync(path, 'utf8')));
}

function runNode(command, options = {}) {
  return spawnSync(process.execPath, command, { cwd: root, stdio: ['ignore', 2, 2], ...options });
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(2);
}
