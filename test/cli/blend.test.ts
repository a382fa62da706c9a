import { describe, expect, it } from 'vitest';
import { runWith } from './fake.ts';

const bot = {
  ...{ id: 'bot_1', name: 'Both', model: 'm', manual: '', manualTitle: '', createdAt: '2026-01-01T00:00:00Z' },
  ...{ standing: 'current' as const, preset: null },
};

describe('blend', () => {
  it('makes a bot of skills, its coefficients learned unless they are to be equal', async () => {
    const ran = await runWith(['blend', 'math', 'code', '--name', 'Both', '--set', 'soup.maxSteps=2'], {
      'soup.blend': bot,
    });
    const input = { skills: ['math', 'code'], learn: true, name: 'Both', set: { 'soup.maxSteps': 2 } };
    expect(ran.calls).toEqual([{ method: 'soup.blend', input }]);
    expect(ran.stdout).toContain('Blended 2 skills into the bot "Both" (bot_1)');
    const equal = await runWith(['blend', 'math', 'code', '--equal', '--json'], { 'soup.blend': bot });
    expect(equal.calls[0]!.input).toEqual({ skills: ['math', 'code'], learn: false });
    expect(JSON.parse(equal.stdout)).toEqual(bot);
  });
});
