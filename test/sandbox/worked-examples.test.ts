import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { workedExamples } from '../../core/bench/index.ts';
import { provenSandbox, runPython } from '../../core/sandbox/index.ts';

const reason = await provenSandbox().then(
  () => undefined,
  (error: Error) => error.message,
);

describe.skipIf(reason !== undefined)(`worked examples${reason === undefined ? '' : ` (${reason})`}`, () => {
  test('give the right numbers', async () => {
    const each = workedExamples.map(({ answer }) => `${answer}\nfound.append(round(float(solution()), 6))`);
    const { value } = await runPython(['found = []', ...each, 'found'].join('\n'));
    // Worked out by hand.
    expect(value).toBe('[78.0, 37.0, 1160.0, 180.8, 108.0, 180.0, 1494433.0, 48.0]');
  });

  test('and the fixture of GSM-Hard agree with their programs', async () => {
    const lines = readFileSync('test/fixtures/bench/gsm-hard.jsonl', 'utf8').trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as { code: string; target: number });
    const each = records.map(({ code, target }) => `${code}\nagree.append(abs(solution() - ${target}) < 1e-3)`);
    const { value } = await runPython(['agree = []', ...each, 'all(agree)'].join('\n'));
    expect(value).toBe(true);
  });
});
