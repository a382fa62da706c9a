import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../parity/python.ts';

/** node-llama-cpp's module, installed beside the models, out of the program's own packages: it is compared with, never used. */
export function findLlamaCpp(): string {
  const folder = join(cacheFolder, 'peers');
  const module = join(folder, 'node_modules', 'node-llama-cpp', 'dist', 'index.js');
  if (existsSync(module)) return module;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  process.stderr.write(`Installing node-llama-cpp in ${folder} …\n`);
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'node-llama-cpp@3.22.1'];
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('node-llama-cpp could not be installed.');
  return module;
}
