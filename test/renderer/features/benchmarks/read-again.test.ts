import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readAgain } from '../../../../renderer/features/benchmarks/read-again.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Counts readings of a run that answers come to, with a second between two readings. */
async function follow() {
  const service = createFakeService();
  const { home } = createFakeApp(service);
  await vi.advanceTimersByTimeAsync(0);
  const read = vi.fn(async () => {});
  const stop = readAgain(home, ['runs'], read, 1000);
  return { read, stop, answer: () => service.tell({ kind: 'changed', what: 'runs' }), service };
}

test('the first answer is read at once, those that come meanwhile together', async () => {
  const { read, answer, service } = await follow();
  service.tell({ kind: 'changed', what: 'bots' });
  expect(read).not.toHaveBeenCalled();
  for (let i = 0; i < 20; i++) answer();
  expect(read).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(1000);
  expect(read).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(5000);
  expect(read).toHaveBeenCalledTimes(2);
  answer();
  expect(read).toHaveBeenCalledTimes(3);
});

test('nothing is read any more once nobody looks', async () => {
  const { read, stop, answer } = await follow();
  answer();
  answer();
  stop();
  await vi.advanceTimersByTimeAsync(5000);
  answer();
  expect(read).toHaveBeenCalledTimes(1);
});
