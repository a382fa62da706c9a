import { expect, test } from 'vitest';
import { losesWork } from '../../renderer/state/jobs.ts';

test('taking a job off the list is asked about where it deletes what was learned or read so far', () => {
  for (const state of ['paused', 'failed', 'cancelled'] as const) {
    expect(losesWork({ kind: 'build', state })).toBe(true);
    expect(losesWork({ kind: 'benchmark', state })).toBe(true);
    expect(losesWork({ kind: 'download', state }), 'what came is kept').toBe(false);
    expect(losesWork({ kind: 'make-questions', state }), 'each question is kept as it is made').toBe(false);
  }
  expect(losesWork({ kind: 'build', state: 'done' }), 'its bot stays').toBe(false);
});
