import { describe, expect, test } from 'vitest';
import type { BenchReport, RunSummary } from '../../../../core/service/contract.ts';
import { historyOf, scoresOver } from '../../../../renderer/features/benchmarks/history.ts';
import { readMaking } from '../../../../renderer/features/benchmarks/how-made.ts';

const run = (id: string, change: Partial<RunSummary> = {}) =>
  ({
    id,
    suite: 'pumps',
    suiteHash: 'h',
    bot: 'Pump bot',
    manual: 'm1',
    state: 'done',
    createdAt: id,
    ...change,
  }) as RunSummary;

describe('runs over time', () => {
  const now = run('5');
  const list = [
    now,
    run('4', { suiteHash: 'older' }),
    run('3', { bot: 'Other bot' }),
    run('2', { suite: 'filters', suiteHash: 'f' }),
    run('1'),
    run('0', { state: 'failed' }),
  ];
  const ids = (by: 'bot' | 'manual' | 'suites') => historyOf(list, now, by).runs.map(({ id }) => id);

  test('are the finished ones of the bot or the manual on the same questions, the oldest first', () => {
    expect(ids('bot')).toEqual(['1', '5']);
    expect(ids('manual')).toEqual(['1', '3', '5']);
    expect(historyOf(list, now, 'bot').otherQuestions).toBe(1);
  });

  test('or the newest on each set of questions', () => {
    expect(ids('suites')).toEqual(['5', '2']);
  });

  test('give one system’s scores; what was not scored is left out', () => {
    const report = (mean: number | null) =>
      ({ systems: [{ name: 'base', scores: { f1: { mean, low: mean, high: mean } } }] }) as unknown as BenchReport;
    const reports = new Map([
      ['1', report(0.25)],
      ['3', report(null)],
    ]);
    const found = scoresOver(historyOf(list, now, 'manual').runs, reports, 'base', 'f1');
    expect(found.map(({ run: { id }, mean }) => [id, mean])).toEqual([['1', 0.25]]);
    expect(scoresOver([now], reports, 'ties', 'f1')).toEqual([]);
  });
});

describe('how a system was made', () => {
  test('is read from a sweep: facts, and the points with the best first', () => {
    const { facts, sweep, heldOut } = readMaking({
      best: { density: 0.4, weights: [1, 1.2], score: -2 },
      points: 3,
      sweep: [
        { density: 0.2, weights: [1, 1], score: -3, seconds: 1 },
        { density: 0.4, weights: [1, 1.2], score: -2, seconds: 1 },
        { weights: [1, 2], score: -2.5, seconds: 1 },
      ],
    });
    expect(facts).toEqual([
      ['best.density', 0.4],
      ['best.weights', [1, 1.2]],
      ['best.score', -2],
      ['points', 3],
    ]);
    expect(sweep.map(({ density, score }) => [density, score])).toEqual([
      [0.4, -2],
      [null, -2.5],
      [0.2, -3],
    ]);
    expect(heldOut).toEqual([]);
  });

  test('is read from a training: held-out loss over steps', () => {
    const { facts, heldOut } = readMaking({ preset: 'best', steps: 40, heldOut: [{ step: 20, loss: 2.5 }] });
    expect(facts).toEqual([
      ['preset', 'best'],
      ['steps', 40],
    ]);
    expect(heldOut).toEqual([{ step: 20, value: 2.5 }]);
  });

  test('is nothing where nothing was made', () => {
    expect(readMaking({})).toEqual({ facts: [], sweep: [], heldOut: [] });
    expect(readMaking(null)).toEqual({ facts: [], sweep: [], heldOut: [] });
  });
});
