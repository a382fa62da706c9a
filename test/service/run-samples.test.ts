import { describe, expect, it } from 'vitest';
import { addRun } from './add-run.ts';
import { chatHome } from './chat-home.ts';

describe('samples that disagree', () => {
  /** By question: f1 of both systems, and the judge's grade of both. */
  const table = [
    { base: 0.5, ties: 0.5, judge: 2 },
    { base: 0.1, ties: 0.9, judge: 1 },
    { base: 0.4, ties: 0.6, judge: 0 },
  ];
  async function judgedRun() {
    const { service, store } = await chatHome();
    const said = table.map((_, i) => `answer ${i}`);
    const run = addRun(store, { base: said, ties: said }, (system, question, seed) => ({
      // The seeds differ, and their mean is the table's.
      f1: table[question]![system as 'base' | 'ties'] + (seed === 0 ? 0.05 : -0.05),
      judge: table[question]!.judge,
    }));
    const shown = async (show: 'differing' | 'judge-and-person' | 'marked', more: object = {}) => {
      const { total, items } = await service.call('run.samples', { run, show, ...more });
      return [total, items.map(({ index }) => index)];
    };
    return { service, run, shown };
  }

  it('are those whose systems lie apart, the widest first, by any scorer', async () => {
    const { shown } = await judgedRun();
    expect(await shown('differing')).toEqual([2, [1, 2]]);
    expect(await shown('differing', { offset: 1 })).toEqual([2, [2]]);
    expect(await shown('differing', { scorer: 'judge' })).toEqual([0, []]);
    expect(await shown('differing', { query: 'Question 2' })).toEqual([1, [2]]);
  });

  it('are those that judge and person graded differently', async () => {
    const { service, run, shown } = await judgedRun();
    expect(await shown('judge-and-person')).toEqual([0, []]);
    const place = { run, system: 'base', seed: 0 };
    await service.call('sample.rate', { ...place, index: 0, rating: 2 });
    await service.call('sample.rate', { ...place, index: 1, rating: 0.5 });
    await service.call('sample.rate', { ...place, index: 2, rating: 2 });
    expect(await shown('judge-and-person')).toEqual([2, [2, 1]]);
  });

  it('are those a person marked, until the mark is taken back or the run is removed', async () => {
    const { service, run, shown } = await judgedRun();
    const mark = { run, index: 1, note: 'Both are wrong.' };
    expect(await service.call('sample.mark', mark)).toEqual(mark);
    expect(await shown('marked')).toEqual([1, [1]]);
    const { items } = await service.call('run.samples', { run });
    expect(items.map((sample) => sample.mark)).toEqual([null, 'Both are wrong.', null]);
    await service.call('sample.mark', { ...mark, note: null });
    expect(await shown('marked')).toEqual([0, []]);
    await expect(service.call('sample.mark', { ...mark, index: 9 })).rejects.toMatchObject({
      code: 'service/not-found',
    });
  });
});
