import { describe, expect, it } from 'vitest';
import { askedThreads } from '../../../core/engine/runtime/threads.ts';

describe('the threads that the engine computes with', () => {
  it('are as many as the variable says, or left to the runtime', () => {
    expect([askedThreads('3'), askedThreads('')]).toEqual([3, undefined]);
  });

  it.each(['0', '-1', '1.5', 'all'])('refuses %s', (value) => {
    expect(() => askedThreads(value)).toThrowError(/STOCKPOT_THREADS/);
  });
});
