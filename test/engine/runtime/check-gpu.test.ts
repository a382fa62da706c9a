import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { probeDevices } from '../../../core/engine/index.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs the check in a home without models. */
function check(...args: string[]) {
  const home = mkdtempSync(join(tmpdir(), 'stockpot-check-'));
  const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  const { status, stdout } = spawnSync(process.execPath, [tsx, join(root, 'scripts/check-gpu.ts'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home, STOCKPOT_MODELS: home },
  });
  rmSync(home, { recursive: true });
  return { status, json: JSON.parse(stdout) };
}

it.skipIf(probeDevices().some(({ kind, usable }) => kind === 'cuda' && usable))(
  'ends with 2 and the reason where there is no card',
  () => {
    const { status, json } = check();
    expect(status).toBe(2);
    expect(json).toEqual({ usable: false, reason: probeDevices().find(({ kind }) => kind === 'cuda')?.detail });
  },
);

it('compares every tiny model with f32 on the processor', () => {
  const { status, json } = check('--device', 'cpu', '--types', 'f16');
  expect(json).toMatchObject({ usable: true, ok: true });
  expect(status).toBe(0);
  const { parity } = json.results.f16;
  expect(parity.map(({ model }: { model: string }) => model)).toEqual([
    'llama',
    'llama-rope3',
    'mistral',
    'qwen2',
    'qwen3',
  ]);
  for (const { logits, scores, gradients } of parity)
    for (const difference of [logits, scores, gradients]) expect(difference > 0 && difference < 0.03).toBe(true);
});
