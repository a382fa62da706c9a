import { describe, expect, test } from 'vitest';
import type { RunSample } from '../../../../core/service/contract.ts';
import { createSamples } from '../../../../renderer/features/benchmarks/samples.ts';
import { scaleOf } from '../../../../renderer/features/benchmarks/scale.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const all: readonly RunSample[] = Array.from({ length: 10_000 }, (_, index) => ({
  index,
  question: `Question ${index}`,
  reference: 'yes',
  answers: [],
}));
const settled = () => new Promise((resolve) => setImmediate(resolve));

function sampleService() {
  return createFakeService({
    'run.samples': ({ offset = 0, limit = 100, query = '' }) => {
      const found = all.filter(({ question }) => question.includes(query));
      return { total: found.length, items: found.slice(offset, offset + limit) };
    },
  });
}

describe('the samples of a run', () => {
  test('are read a page at a time, each once, as they come into sight', async () => {
    const service = sampleService();
    const samples = createSamples(createFakeApp(service), 'run_1');
    await settled();
    expect(samples.getState()).toMatchObject({ total: 10_000 });
    for (const index of [5000, 5001, 5099, 3]) samples.need(index);
    await settled();
    expect(service.calls.filter(({ method }) => method === 'run.samples')).toHaveLength(2);
    expect(samples.getState().items.get(5042)?.question).toBe('Question 5042');
    expect(samples.getState().items.get(4999)).toBeUndefined();
  });

  test('found by a later search are never mixed with those of an earlier one', async () => {
    const samples = createSamples(createFakeApp(sampleService()), 'run_1');
    samples.search('77');
    samples.search('9999');
    await settled();
    expect(samples.getState().total).toBe(1);
    expect([...samples.getState().items.values()].map(({ index }) => index)).toEqual([9999]);
  });

  test('that could not be read can be asked for again', async () => {
    const service = sampleService();
    service.answer('run.samples', () => Promise.reject(new Error('torn')));
    const samples = createSamples(createFakeApp(service), 'run_1');
    await settled();
    expect(samples.getState().error).toMatchObject({ message: 'torn' });
    service.answer('run.samples', () => ({ total: 1, items: all.slice(0, 1) }));
    samples.need(0);
    await settled();
    expect(samples.getState()).toMatchObject({ total: 1, error: null });
  });
});

describe('the scale of a chart', () => {
  test('has round ticks that hold every value', () => {
    expect(scaleOf([0.12, 0.38]).ticks).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(scaleOf([-2.58, -1.86]).ticks).toEqual([-2.6, -2.4, -2.2, -2, -1.8]);
  });

  test('goes from 0 to 1 over its ticks, and takes a single value', () => {
    const { at, ticks } = scaleOf([3, 3]);
    expect(at(ticks[0]!)).toBe(0);
    expect(at(ticks.at(-1)!)).toBe(1);
    expect(at(3)).toBeGreaterThanOrEqual(0);
    expect(at(3)).toBeLessThanOrEqual(1);
  });
});
