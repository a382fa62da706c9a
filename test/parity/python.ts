import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const packages = ['torch', 'transformers', 'peft', 'safetensors', 'numpy', 'gguf'];

/** Where things outlive a run: Python environments, peers, models. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'stockpot');

/**
 * The Python that has PyTorch, transformers and PEFT: `STOCKPOT_PYTHON`, or the environment in the cache folder, which is
 * made (some gigabytes, minutes) when it isn't there or lacks a package. It serves comparisons alone; Stockpot itself needs no Python.
 */
export function findPython(): string {
  const given = process.env.STOCKPOT_PYTHON;
  if (given) {
    if (!hasPackages(given)) throw new Error(`STOCKPOT_PYTHON (${given}) lacks one of: ${packages.join(', ')}.`);
    return given;
  }
  const folder = join(cacheFolder, 'python');
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  if (existsSync(python) && hasPackages(python)) return python;
  mkdirSync(cacheFolder, { recursive: true });
  process.stderr.write(`Making a Python environment in ${folder} …\n`);
  if (!existsSync(python)) run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
  run(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  return python;
}

function hasPackages(python: string): boolean {
  return spawnSync(python, ['-c', `import ${packages.join(', ')}`], { stdio: 'ignore' }).status === 0;
}

function run(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? `exit ${status}`}.`);
}
