import { describe, expect, it } from 'vitest';
import { addRun } from './add-run.ts';
import { chatHome } from './chat-home.ts';

describe('a run as CSV', () => {
  it('has each column once, and none of scores that no single answer has', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, { base: ['a'], ties: ['b'] }, () => ({ f1: 0.5, rating: null }));
    const interval = { mean: 200, low: 190, high: 210 };
    const [base] = store.runs.systems(run);
    store.runs.saveSystem({ ...base!, scores: { ...base!.scores, pairwise: interval, elo: interval } });
    await service.call('sample.rate', { run, system: 'ties', seed: 1, index: 0, rating: 1.5 });
    const { name, text } = await service.call('run.export', { run, format: 'csv' });
    expect(name).toBe(`pump-${run}.csv`);
    expect(text.slice(1).split('\r\n')).toEqual([
      'question,system,seed,text,reference,answer,f1,rating',
      '1,base,0,Question 0?,Reference 0,a,0.5,',
      '1,base,1,Question 0?,Reference 0,a,0.5,',
      '1,ties,0,Question 0?,Reference 0,b,0.5,',
      '1,ties,1,Question 0?,Reference 0,b,0.5,1.5',
      '',
    ]);
  });
});
