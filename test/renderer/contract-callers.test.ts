import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('every method of the contract is called by the window, the command line or the desktop application', () => {
  const callers = ['renderer', 'core/cli', 'core/server', 'electron'].flatMap(sourcesOf).join('\n');
  const uncalled = methods().filter((method) => !callers.includes(`'${method}'`));
  expect(uncalled).toEqual([]);
});

test('methods are found where they are written', () => {
  expect(methods()).toEqual(expect.arrayContaining(['manual.import', 'bot.build', 'chat.send', 'home.watch']));
});

function methods(): string[] {
  const written = sourcesOf('core/service/contract').join('\n');
  return [...written.matchAll(/^ {2}'([a-z]+\.[a-zA-Z]+)': Call</gm)].map(([, method]) => method!);
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'));
}
