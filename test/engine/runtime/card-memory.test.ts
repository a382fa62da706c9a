import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchCardMemory } from '../../../core/engine/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'stockpot-card-'));
afterEach(() => vi.unstubAllEnvs());
afterEach(() => rmSync(join(folder, 'nvidia-smi'), { force: true }));

/** A program of that name which tells these lines, and then nothing more until it is stopped. */
function pretend(...lines: string[]): void {
  const program = join(folder, 'nvidia-smi');
  writeFileSync(program, `#!/bin/sh\n${lines.map((line) => `echo '${line}'`).join('\n')}\nexec sleep 1000\n`);
  chmodSync(program, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
}

describe.skipIf(process.platform === 'win32')('the memory of a card', () => {
  it('is what was told last, and the most that was told', async () => {
    pretend('1024', '3072', '[N/A]', '2048');
    const card = watchCardMemory();
    await expect.poll(() => card.bytes).toBe(2 * 2 ** 30);
    expect(card.mostBytes).toBe(3 * 2 ** 30);
    await card.stop();
  });

  it('is not known where there is no such program, which takes nothing from anybody', async () => {
    vi.stubEnv('PATH', folder);
    const card = watchCardMemory();
    await card.stop();
    expect([card.bytes, card.mostBytes]).toEqual([undefined, undefined]);
  });
});
