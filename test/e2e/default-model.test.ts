import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command, result } from '../helpers/command-line.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
let folder: string;
let home: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-default-'));
  home = join(folder, 'home');
  await result(home, ['models', 'pull', 'SmolLM2-135M-Instruct']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the default model', () => {
  it('learns a manual in a few steps, and answers in words', async () => {
    const { code, json, stdout, stderr } = await command(home, [
      ...['build', manual, '--name', 'pump'],
      ...['--set', 'study.windowLengths=[64]', '--set', 'training.length=64', '--set', 'training.batch=2'],
      ...[
        '--set',
        'training.rank=8',
        '--set',
        'training.epochs=3',
        '--set',
        'training.maxSteps=4',
        '--set',
        'training.warmupSteps=0',
      ],
      ...['--set', 'instruction.maxSteps=1', '--set', 'instruction.maxTokens=128', '--set', 'soup.maxSteps=1'],
    ]);
    expect(code, `${stdout}${stderr}`).toBe(0);
    // A language model of this size reads plain English at 2 to 5 nats a token; a broken one at ln(49152) = 10.8.
    expect(json.check.base).toBeGreaterThan(1.5);
    expect(json.check.base).toBeLessThan(5.5);
    expect(json.check.bot).toBeLessThan(6);

    const question = ['ask', 'pump', 'What does error E7 mean?'];
    const first = await result(home, question);
    expect(first.answer).toMatch(/[a-z]{3,} [a-z]{2,}/i);
    expect(first.citations[0].page).toBe(1);
    // The recipe asks for the likeliest token each time.
    expect((await result(home, question)).answer).toBe(first.answer);
    const memory = await result(home, [...question, '--from-memory']);
    expect(memory.answer).not.toBe('');
  });
});
