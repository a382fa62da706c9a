import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { provenSandbox } from '../../core/sandbox/index.ts';
import { chatHome } from '../service/chat-home.ts';

const reason = await provenSandbox().then(
  () => undefined,
  (error: Error) => error.message,
);
const suite = join(import.meta.dirname, '../fixtures/bench/gsm-hard.jsonl');

describe.skipIf(reason !== undefined)(`hard arithmetic${reason === undefined ? '' : ` (${reason})`}`, () => {
  test('is put after eight worked programs, and scored by what the programs give', async () => {
    const { service, workers, bot } = await chatHome();
    const said = [
      'Here it is:\n```python\ndef solution():\n    return 7350412 % 1000\n```',
      'def solution():\n    return 12 * 4827',
      'It is 257617.05.',
      'def solution():\n    return 15 / 0',
    ];
    workers.scripts.push(...said.map((text) => ({ pieces: [text] })));
    const report = await service.call('bench.run', {
      ...{ target: bot.id, suite, task: 'gsm-hard', systems: 'base', device: 'cpu' },
    });
    expect(report.systems[0]).toMatchObject({ name: 'base', n: 4, scores: { execution: { mean: 0.25 } } });
    const { items } = await service.call('run.samples', { run: report.run });
    expect(items.map(({ answers }) => answers[0]!.explanations.execution)).toEqual([
      'found 412, expected 412',
      'found 57924, expected 57928692',
      'no code: it defines no solution()',
      'error: ZeroDivisionError: division by zero',
    ]);
    expect(items[0]!.answers[0]!.answersUsed).toEqual({
      execution: 'def solution():\n    return 7350412 % 1000',
    });
    const [first] = workers.asked.filter(({ task }) => task === 'generate');
    expect(first!.input).toMatchObject({ generation: { temperature: 0.01, topP: 0.95, maxNewTokens: 512 } });
    expect(first!.input).toMatchObject({ mayRepeat: true });
    expect(first!.input.history).toHaveLength(8);
  });

  test('has no more worked programs than there are', async () => {
    const { service, bot } = await chatHome();
    const asked = { target: bot.id, suite, task: 'gsm-hard', systems: 'base', shots: 9, device: 'cpu' } as const;
    await expect(service.call('bench.run', asked)).rejects.toMatchObject({ code: 'service/bad-request' });
  });
});
