import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Method, type Service, withAbsolutePaths } from '../../core/service/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'paths-'));
writeFileSync(join(folder, 'Pump'), '');
writeFileSync(join(folder, 'mine.json'), '{}');

async function sent(method: Method, input: unknown): Promise<unknown> {
  const calls: unknown[] = [];
  const service = { call: async (_method: Method, given: unknown) => void calls.push(given) } as unknown as Service;
  await withAbsolutePaths(service, folder).call(method, input as never);
  return calls[0];
}

describe('a path from the working folder', () => {
  it.each<[Method, object, object]>([
    ['manual.import', { path: 'new.pdf', ocr: 'auto' }, { path: join(folder, 'new.pdf'), ocr: 'auto' }],
    ['bot.build', { manual: 'Pump', model: 'none' }, { manual: join(folder, 'Pump'), model: 'none' }],
    [
      'bot.build',
      { manual: 'gone.pdf', recipe: './mine.json' },
      { manual: join(folder, 'gone.pdf'), recipe: join(folder, 'mine.json') },
    ],
    ['bench.run', { target: 'Pump', suite: 'mine.json' }, { target: 'Pump', suite: join(folder, 'mine.json') }],
    [
      'skill.export',
      { skill: 's', format: 'peft', out: 'out' },
      { skill: 's', format: 'peft', out: join(folder, 'out') },
    ],
    [
      'skill.import',
      { folder: 'adapter', data: 'mine.json' },
      { folder: join(folder, 'adapter'), data: join(folder, 'mine.json') },
    ],
    ['home.backup', { path: '/absolute' }, { path: '/absolute' }],
  ])('of %s is made absolute: %j', async (method, input, expected) => {
    expect(await sent(method, input)).toEqual(expected);
  });

  it.each<[Method, object]>([
    ['bot.build', { manual: 'Pump P-200', recipe: 'quick', model: 'SmolLM2-135M-Instruct' }],
    ['bot.build', { manual: 'man_123', recipe: { preset: 'quick' } }],
    ['bench.run', { target: 'mine.json', suite: 'game-manual' }],
    ['run.show', { run: 'Pump' }],
  ])('is told from a name: %s %j', async (method, input) => {
    expect(await sent(method, input)).toEqual(input);
  });
});
