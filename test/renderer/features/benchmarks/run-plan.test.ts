import { describe, expect, test } from 'vitest';
import type { BenchOptions } from '../../../../core/service/contract.ts';
import {
  byEffort,
  countedLetters,
  firstPlan,
  inputOf,
  judgeText,
  lackedBy,
  missingIn,
  ownFile,
  planFor,
  plansOf,
  type RunPlan,
  scorersOf,
  taskOf,
} from '../../../../renderer/features/benchmarks/run-plan.ts';

const numbers = { shots: 1, temperature: 0.01, topP: 0.95, maxNewTokens: 200, repetitionPenalty: 1 };
const options: BenchOptions = {
  suites: [
    { name: 'game-manual', questions: 50, fits: false, task: 'qabot' },
    { name: 'pumps', questions: 20, fits: true, task: 'qabot' },
    { name: 'sums', questions: 9, fits: false, task: 'gsm-hard' },
  ],
  letters: [1, 2].map((number) => ({ number, example: `Letter? ${number}`, withChoices: `Letter? ${number} A) 0` })),
  systems: [
    { name: 'base', usable: true, reason: null, takes: 'nothing', fetches: false },
    { name: 'cat-learned', usable: false, reason: 'no soup', takes: 'nothing', fetches: false },
    { name: 'retrieval', usable: true, reason: null, takes: 'nothing', fetches: true },
    { name: 'ties', usable: true, reason: null, takes: 'tuning', fetches: false },
    { name: 'router', usable: true, reason: null, takes: 'training', fetches: false },
  ],
  scorers: [
    { name: 'likelihood', needs: 'nothing', usable: true, reason: null },
    { name: 'f1', needs: 'nothing', usable: true, reason: null },
    { name: 'execution', needs: 'sandbox', usable: false, reason: 'no sandbox' },
    { name: 'judge', needs: 'judge', usable: true, reason: null },
  ],
  tasks: [
    { name: 'qabot', scorers: ['likelihood', 'f1'], ownExamples: null, ...numbers },
    { name: 'gsm-hard', scorers: ['execution'], ownExamples: 8, ...numbers },
    { name: 'letters', scorers: ['f1'], ownExamples: null, ...numbers },
  ],
};
const plan = (change: Partial<RunPlan> = {}): RunPlan => ({ ...firstPlan('b1', options), ...change });

describe('a benchmark that is being chosen', () => {
  test('begins with the questions that fit the bot, and with the systems that need no work', () => {
    const first = firstPlan('b1', options);
    expect(first).toMatchObject({ suite: 'pumps', task: '', scorers: null });
    expect([...first.systems]).toEqual(['base']);
    expect(byEffort(options.systems).tuning.map(({ name }) => name)).toEqual(['ties']);
    expect(missingIn(first, options)).toBeNull();
  });

  test('leaves to the task what nobody changed', () => {
    expect(inputOf(plan(), options)).toEqual({ target: 'b1', suite: 'pumps', systems: 'base', seeds: 1 });
  });

  test('sends what was changed, systems in the order of a report', () => {
    const changed = plan({
      systems: new Set(['router', 'base']),
      task: 'gsm-hard',
      scorers: new Set(['judge', 'f1']),
      judge: { where: 'endpoint', local: '', url: 'http://host/v1 ', model: 'big', key: 'secret' },
      seeds: '3',
      limit: '5',
      numbers: { shots: '0', temperature: '0,7', topP: '', maxNewTokens: '64', repetitionPenalty: '' },
    });
    expect(inputOf(changed, options)).toEqual({
      target: 'b1',
      suite: 'pumps',
      systems: 'base,router',
      task: 'gsm-hard',
      scorers: 'f1,judge',
      judge: 'http://host/v1#big',
      judgeKey: 'secret',
      seeds: 3,
      limit: 5,
      shots: 0,
      temperature: 0.7,
      maxNewTokens: 64,
    });
  });

  test('names no judge and sends no key when no scorer asks one', () => {
    const judge = { where: 'endpoint', local: '', url: 'http://host/v1', model: 'big', key: 'secret' } as const;
    expect(inputOf(plan({ judge }), options)).not.toHaveProperty('judge');
    expect(inputOf(plan({ judge }), options)).not.toHaveProperty('judgeKey');
    expect(judgeText({ ...judge, where: 'here', local: 'm' })).toBe('local:m');
  });

  test('takes the task of its questions, and the scorers of its task that can be used', () => {
    expect(taskOf(plan({ suite: 'sums' }), options)?.name).toBe('gsm-hard');
    expect(scorersOf(plan(), options).map(({ name }) => name)).toEqual(['likelihood', 'f1']);
    expect(scorersOf(plan({ suite: 'sums' }), options)).toEqual([]);
  });

  test('asks letters in the chosen format, with the task and the scorers of that', () => {
    const letters = { format: '2', seed: '7', count: '40', choices: true };
    const counted = plan({ suite: countedLetters, letters });
    expect(taskOf(counted, options)?.name).toBe('letters');
    expect(scorersOf(counted, options).map(({ name }) => name)).toEqual(['f1']);
    expect(inputOf(counted, options).suite).toBe('letters:2:7:40:choices');
    const asItBegins = plan({ suite: countedLetters });
    expect(inputOf(asItBegins, options).suite).toBe('letters:1:0:100');
    const withoutSeed = plan({ suite: countedLetters, letters: { ...letters, seed: '', choices: false } });
    expect(inputOf(withoutSeed, options).suite).toBe('letters:2:0:40');
    for (const count of ['', '0']) {
      expect(missingIn(plan({ suite: countedLetters, letters: { ...letters, count } }), options)).toBe('count');
    }
  });

  test('is the same for another bot, but for the systems that this one lacks', () => {
    const both = plan({ systems: new Set(['base', 'ties']), limit: '5' });
    const systems = options.systems.map((system) => (system.name === 'ties' ? { ...system, usable: false } : system));
    const other = { ...options, systems };
    expect(lackedBy(both, options)).toEqual([]);
    expect(lackedBy(both, other)).toEqual(['ties']);
    expect(inputOf(planFor(both, 'b2', other), other)).toEqual({
      ...inputOf(both, options),
      target: 'b2',
      systems: 'base',
    });
    const tiesAlone = planFor(plan({ systems: new Set(['ties']) }), 'b2', other);
    expect(missingIn(tiesAlone, other)).toBe('systems');
  });

  test('puts further suites in runs of their own, one of another task with that one’s scores', () => {
    const several = plan({ suite: 'pumps', scorers: new Set(['f1']), otherSuites: new Set(['sums', 'game-manual']) });
    const plans = plansOf(several, options);
    expect(plans.map(({ suite, scorers }) => [suite, scorers === null ? null : [...scorers]])).toEqual([
      ['pumps', ['f1']],
      ['game-manual', ['f1']],
      ['sums', null],
    ]);
    expect(missingIn(plans[2]!, options)).toBe('scorers');
    // Numbers that were typed are for the first one's task.
    const typed = plansOf({ ...several, numbers: { ...several.numbers, shots: '4' } }, options);
    expect(typed.map(({ numbers: { shots } }) => shots)).toEqual(['4', '4', '']);
    // The first one, chosen as a further one before, is put once.
    expect(plansOf({ ...several, suite: 'sums' }, options).map(({ suite }) => suite)).toEqual(['sums', 'game-manual']);
  });

  test('says what is missing', () => {
    expect(missingIn(plan({ suite: ownFile }), options)).toBe('questions');
    expect(missingIn(plan({ suite: ownFile, file: '/q.json' }), options)).toBeNull();
    expect(missingIn(plan({ systems: new Set() }), options)).toBe('systems');
    expect(missingIn(plan({ suite: 'sums' }), options)).toBe('scorers');
    expect(missingIn(plan({ scorers: new Set(['judge']) }), options)).toBe('judge');
  });
});
