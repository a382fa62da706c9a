import { describe, expect, test } from 'vitest';
import type { RunSample } from '../../../../core/service/contract.ts';
import { sampleKey } from '../../../../renderer/features/benchmarks/sample-keys.ts';
import { createSamples } from '../../../../renderer/features/benchmarks/samples.ts';
import { scaleOf } from '../../../../renderer/features/benchmarks/scale.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const all: readonly RunSample[] = Array.from({ length: 10_000 }, (_, index) => ({
  index,
  question: `Question ${index}`,
  reference: 'yes',
  mark: null,
  answers: [],
  verdicts: [],
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
    samples.search({ query: '77' });
    samples.search({ query: '9999' });
    await settled();
    expect(samples.getState().total).toBe(1);
    expect([...samples.getState().items.values()].map(({ index }) => index)).toEqual([9999]);
  });

  test('of a run that goes on are read anew where they were read, and stay in sight until then', async () => {
    const service = sampleService();
    const samples = createSamples(createFakeApp(service), 'run_1');
    samples.need(5000);
    await settled();
    const more = (offset: number) => all.slice(offset, offset + 100).map((each) => ({ ...each, reference: 'more' }));
    service.answer('run.samples', ({ offset = 0 }) => ({ total: 10_001, items: more(offset) }));
    const reading = samples.reread();
    expect(samples.getState().items.get(5042)?.reference).toBe('yes');
    await reading;
    expect(samples.getState()).toMatchObject({ total: 10_001 });
    expect([0, 5042].map((index) => samples.getState().items.get(index)?.reference)).toEqual(['more', 'more']);
    expect(service.calls.filter(({ method }) => method === 'run.samples')).toHaveLength(4);
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

describe('what a person says of a sample', () => {
  const answers = [answerOf('base', 2), answerOf('ties', 0)];
  const one: RunSample = { index: 7, question: 'Which?', reference: 'this', mark: null, answers, verdicts: [] };
  const service = () =>
    createFakeService({
      'run.samples': () => ({ total: 1, items: [one] }),
      'sample.rate': ({ note = '', ...rated }) => ({ ...rated, note }),
      'sample.mark': (mark) => mark,
      'run.agreement': ({ run }) => ({ run, n: 1, same: 1, kappa: null, quadraticKappa: null, counts: [] }),
    });

  test('is kept by the question’s own number, stays in sight, and the judge is measured anew', async () => {
    const fake = service();
    const samples = createSamples(createFakeApp(fake), 'run_1', ['f1', 'judge']);
    await settled();
    await samples.rate(0, { system: 'ties', seed: 0 }, 1.5);
    expect(fake.calls.find(({ method }) => method === 'sample.rate')?.input).toEqual({
      run: 'run_1',
      system: 'ties',
      seed: 0,
      index: 7,
      rating: 1.5,
    });
    expect(
      samples
        .getState()
        .items.get(0)
        ?.answers.map(({ rating }) => rating),
    ).toEqual([null, 1.5]);
    expect(fake.calls.filter(({ method }) => method === 'run.agreement')).toHaveLength(2);
    await samples.mark(0, 'Both miss it.');
    expect(samples.getState().items.get(0)?.mark).toBe('Both miss it.');
  });

  test('is not taken back by what was read before it was said', async () => {
    const fake = service();
    const samples = createSamples(createFakeApp(fake), 'run_1');
    await settled();
    const reading = samples.reread();
    await samples.mark(0, 'Both miss it.');
    await reading;
    expect(samples.getState().items.get(0)?.mark).toBe('Both miss it.');
  });

  test('asks for no agreement where no judge scored the run', async () => {
    const fake = service();
    createSamples(createFakeApp(fake), 'run_1', ['f1']);
    await settled();
    expect(fake.calls.some(({ method }) => method === 'run.agreement')).toBe(false);
  });

  test('can be looked for: what differs by a scorer, what is marked', async () => {
    const fake = service();
    const samples = createSamples(createFakeApp(fake), 'run_1', ['f1', 'judge']);
    samples.search({ show: 'differing', scorer: 'judge' });
    samples.search({ show: 'marked' });
    await settled();
    const asked = fake.calls.filter(({ method }) => method === 'run.samples').map(({ input }) => input);
    expect(asked[1]).toMatchObject({ show: 'differing', scorer: 'judge' });
    expect(asked[2]).toEqual({ run: 'run_1', offset: 0, limit: 100, show: 'marked' });
  });

  test('has keys, none of them where something is written', () => {
    const press = (key: string, more: object = {}) =>
      sampleKey({ key, ctrlKey: false, metaKey: false, altKey: false, repeat: false, target: null, ...more });
    expect(press('1')).toEqual({ kind: 'rate', rating: 0 });
    expect(press('4')).toEqual({ kind: 'rate', rating: 1.5 });
    expect(press('0')).toEqual({ kind: 'rate', rating: null });
    expect(press('J', { repeat: true })).toEqual({ kind: 'sample', by: 1 });
    expect(press('m', { repeat: true })).toBeNull();
    expect(press('6')).toBeNull();
    expect(press('3', { ctrlKey: true })).toBeNull();
    expect(press('3', { target: { tagName: 'INPUT', type: 'text' } })).toBeNull();
    expect(press('3', { target: { tagName: 'INPUT', type: 'radio' } })).toEqual({ kind: 'rate', rating: 1 });
  });
});

function answerOf(system: string, judge: number): RunSample['answers'][number] {
  const said = { answer: 'this', citations: [], explanations: {}, answersUsed: {}, rating: null, note: '' };
  return { system, seed: 0, scores: { f1: 1, judge }, ...said };
}

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
