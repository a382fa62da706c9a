import { describe, expect, it } from 'vitest';
import { skillLines } from '../../core/cli/commands/skill-lines.ts';
import type { Store } from '../../core/store/index.ts';
import { addRun } from './add-run.ts';
import { chatHome } from './chat-home.ts';

/** Which of ten questions each system solves. */
const solved: Readonly<Record<string, readonly number[]>> = {
  base: [0],
  'manual-skill': [],
  'skill-1': [0, 1, 2],
  'skill-2': [0, 3],
  'cat-learned': [0, 1, 2, 3, 4, 5],
};

function arithmeticRun(store: Store, systems: readonly string[], scorer = 'execution'): string {
  const answers = Object.fromEntries(systems.map((name) => [name, Array.from({ length: 10 }, () => 'def solution()')]));
  return addRun(store, answers, (system, question) => ({ [scorer]: solved[system]!.includes(question) ? 1 : 0 }));
}

describe('a run of two skills, scored by running programs', () => {
  it('tells what they solve alone and together', async () => {
    const { service, store } = await chatHome();
    const report = await service.call('run.show', { run: arithmeticRun(store, Object.keys(solved)) });
    expect(report.skills).toMatchObject({
      systems: { neither: 'base', first: 'skill-1', second: 'skill-2', both: 'cat-learned' },
      n: 10,
      neither: { mean: 0.1 },
      first: { mean: 0.3 },
      both: { mean: 0.6 },
      superLinear: true,
      solvedByEither: 0.4,
      solvedByBothAlone: 0.2,
    });
    const text = skillLines(report).join('\n');
    expect(text).toMatch(/10 questions +without skill-2 +with skill-2/);
    expect(text).toMatch(/without skill-1 +10\.00 % +20\.00 % \(\+100 %\)/);
    expect(text).toMatch(/with skill-1 +30\.00 % \(\+200 %\) +60\.00 % \(\+500 %\) cat-learned/);
    expect(text).toContain('Together +500 %, the sum of the parts +300 %: more than the sum of the parts.');
    expect(text).toContain('A skill alone solves 40.00 %; only both together solve 20.00 % more.');
  });

  it('is told of no other run', async () => {
    const { service, store } = await chatHome();
    const show = async (run: string) => (await service.call('run.show', { run })).skills;
    expect(await show(arithmeticRun(store, ['base', 'skill-1', 'cat-learned']))).toBeUndefined();
    expect(await show(arithmeticRun(store, Object.keys(solved), 'f1'))).toBeUndefined();
  });
});
