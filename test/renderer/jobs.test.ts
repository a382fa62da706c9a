import { expect, test } from 'vitest';
import type { JobDetail } from '../../core/service/contract.ts';
import { downloadOf, losesWork } from '../../renderer/state/jobs.ts';

test('taking a job off the list is asked about where it deletes what was learned or read so far', () => {
  for (const state of ['paused', 'failed', 'cancelled'] as const) {
    expect(losesWork({ kind: 'build', state })).toBe(true);
    expect(losesWork({ kind: 'benchmark', state })).toBe(true);
    expect(losesWork({ kind: 'download', state }), 'what came is kept').toBe(false);
    expect(losesWork({ kind: 'make-questions', state }), 'each question is kept as it is made').toBe(false);
  }
  expect(losesWork({ kind: 'build', state: 'done' }), 'its bot stays').toBe(false);
});

test('the download of a model is the one under way, else the one that was stopped', () => {
  const download = (id: string, state: JobDetail['state'], model = 'small') =>
    [id, { id, kind: 'download', state, input: { model } } as unknown as JobDetail] as const;
  const jobs = new Map([
    download('1', 'failed'),
    download('2', 'running'),
    download('3', 'running', 'other'),
    download('4', 'done', 'here'),
    download('5', 'cancelled', 'here'),
    download('6', 'paused', 'half'),
  ]);
  expect(downloadOf(jobs, 'small')?.id).toBe('2');
  expect(downloadOf(jobs, 'half')?.id).toBe('6');
  expect(downloadOf(jobs, 'here')).toBeUndefined();
});
