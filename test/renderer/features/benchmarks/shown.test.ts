import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import type { BenchReport, JobDetail } from '../../../../core/service/contract.ts';
import { DifferenceTables } from '../../../../renderer/features/benchmarks/difference-table.tsx';
import { RunningBenchmark } from '../../../../renderer/features/benchmarks/running-benchmark.tsx';
import { UnfinishedRun } from '../../../../renderer/features/benchmarks/unfinished-run.tsx';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';
import { markupOf, wordsOf } from '../../markup.ts';

const app = () => createFakeApp(createFakeService());
const job: JobDetail = {
  ...{ id: 'job_1', kind: 'benchmark', state: 'running', title: 'Pump bot, pumps', stage: 'bench', input: {} },
  ...{ createdAt: new Date().toISOString(), error: null, reason: null, stages: [], result: null, finishedAt: null },
  progress: { done: 12, total: 40 },
  log: [],
};

describe('a benchmark that was begun', () => {
  const words = (change: Partial<JobDetail>, run?: string) =>
    wordsOf(markupOf(app(), createElement(RunningBenchmark, { job: { ...job, ...change }, run })));

  test('says how far it is while it runs, and can be paused and stopped', () => {
    expect(words({})).toEqual(['Benchmark Pump bot, pumps', 'Asking · 12 of 40 samples', 'Pause', 'Stop']);
  });

  test('says where it was paused, and can go on or be removed', () => {
    const paused = words({ state: 'paused', reason: 'asked' });
    expect(paused.slice(1)).toEqual([
      'now · 12 of 40 samples · goes on at the question it had reached',
      'Paused',
      'Go on',
      'Remove',
    ]);
    expect(words({ state: 'paused', reason: 'interrupted' })).toContain('Interrupted');
  });

  test('says why it failed, and can go on', () => {
    const error = { code: 'store/disk-full', message: 'The disk is full.', hint: 'Make room.' };
    const failed = words({ state: 'failed', error });
    for (const each of ['Failed', 'Go on', 'The disk is full.', 'Make room.']) expect(failed).toContain(each);
  });

  test('leads to what it has answered, where there is something', () => {
    expect(words({})).not.toContain('Look at the answers so far');
    expect(words({}, 'run_1')).toContain('Look at the answers so far');
  });
});

describe('a run that has not ended', () => {
  const system = { scores: {}, seconds: 1, details: {} };
  const report = (unfinished: NonNullable<BenchReport['unfinished']>): BenchReport => ({
    ...{ run: 'run_1', suite: 'pumps', model: 'm', bot: 'Pump bot', createdAt: '', seeds: [0], settings: {} },
    ...{ unfinished, samples: '' },
    systems: [
      { ...system, name: 'base', n: 20 },
      { ...system, name: 'ties', n: 3 },
    ],
  });
  const words = (state: NonNullable<BenchReport['unfinished']>, of: string | null = 'job_1') =>
    wordsOf(markupOf(app(), createElement(UnfinishedRun, { report: report(state), job: of })));

  test('says so, and how many questions each system has answered', () => {
    const [title, answered] = words('running');
    expect(title).toBe('This run goes on: not all answers are there yet');
    expect(answered).toBe('Questions answered so far: base 20 and ties 3.');
  });

  test('can go on where it was stopped, as long as its job is there', () => {
    expect(words('cancelled')).toContain('Go on');
    expect(words('cancelled', null)).not.toContain('Go on');
  });
});

test('two runs compared are shown scorer by scorer: difference, interval, better and worse, sign test', () => {
  const difference = { n: 20, mean: 0.125, low: 0.05, high: 0.2, wins: 9, losses: 2, ties: 9, p: 0.065 };
  const unscored = { ...difference, mean: null, low: null, high: null, wins: 0, losses: 0, ties: 0, p: 1 };
  const differences = [
    { system: 'base', scorer: 'f1', ...difference },
    { system: 'base', scorer: 'judge', ...unscored },
  ];
  const words = wordsOf(markupOf(app(), createElement(DifferenceTables, { differences })));
  const row = (scorer: string) => {
    const table = words.slice(words.indexOf(scorer));
    return table.slice(table.indexOf('base'), table.indexOf('base') + 5);
  };
  expect(row('f1')).toEqual(['base', '0.125', '0.05 … 0.2', '9 / 2 / 9', '0.065']);
  expect(row('judge')).toEqual(['base', '–', '–', '0 / 0 / 0', '1']);
});
