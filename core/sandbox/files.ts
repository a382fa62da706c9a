import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { refused } from './refused.ts';
import { findTool, toolFolders } from './tools.ts';

/** What a confined program may read of this machine. */
export interface SandboxFiles {
  readonly node: string;
  /** Libraries that Node's binary is linked with. */
  readonly libraries: readonly string[];
  /** The folder of Python, compiled to WebAssembly. */
  readonly pyodide: string;
  /** The folder of our own programs. */
  readonly programs: string;
  /** What this Node calls its permission checks. */
  readonly permissionFlag: string;
}

/** @throws AppError `bench/no-sandbox` where there is no Node that runs by itself. */
export async function sandboxFiles(): Promise<SandboxFiles> {
  const node = nodeBinary();
  const { stdout } = await promisify(execFile)(node, ['-p', asksNode], { env: {} });
  const [version, sharedObjects] = JSON.parse(stdout) as [string, string[]];
  const [major, minor] = version.split('.').map(Number) as [number, number];
  if (major < 20) throw refused(`${node} is Node ${version}`, { hint: 'Install Node 20.19 or newer.' });
  return {
    node,
    libraries: [...new Set(sharedObjects.filter((path) => path.startsWith('/')))],
    // The desktop application's archive can be read by itself alone; its packages lie beside it.
    pyodide: dirname(createRequire(import.meta.url).resolve('pyodide/package.json')).replace(
      /app\.asar(?=[/\\])/,
      'app.asar.unpacked',
    ),
    programs: ownPrograms,
    permissionFlag: isPermissionStable(major, minor) ? '--permission' : '--experimental-permission',
  };
}

/** The desktop application says where its own lie. */
const ownPrograms =
  process.env.STOCKPOT_RESOURCES === undefined
    ? dirname(fileURLToPath(new URL('../../resources/sandbox/run-python.mjs', import.meta.url)))
    : join(process.env.STOCKPOT_RESOURCES, 'sandbox');

/** Its version, and the libraries that a fresh Node has loaded: those that it is linked with. */
const asksNode =
  'process.report.excludeNetwork = true; JSON.stringify([process.versions.node, process.report.getReport().sharedObjects])';

function isPermissionStable(major: number, minor: number): boolean {
  return major > 23 || (major === 23 && minor >= 5) || (major === 22 && minor >= 13);
}

/** This Node; in the desktop application, which can't run as Node, the one that is installed. */
function nodeBinary(): string {
  if (process.versions.electron === undefined) return process.execPath;
  const found = findTool('node', [
    ...(process.env.PATH ?? '').split(':').filter((folder) => folder !== ''),
    ...toolFolders,
  ]);
  if (found !== undefined) return found;
  throw refused('the desktop application does not run as Node, and no Node is installed', {
    hint: 'Install Node 20.19 or newer.',
  });
}
