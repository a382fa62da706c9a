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

describe('a run as JSON', () => {
  it('holds what `runs show` and `runs agreement` tell of it', async () => {
    const { service, store } = await chatHome();
    const solved: Readonly<Record<string, number>> = { base: 1, 'skill-1': 2, 'skill-2': 2, 'cat-learned': 4 };
    const answers = Object.fromEntries(Object.keys(solved).map((name) => [name, ['a', 'b', 'c', 'd']]));
    const scores = (system: string, question: number) => ({
      execution: question < solved[system]! ? 1 : 0,
      judge: question === 3 ? null : question,
    });
    const run = addRun(store, answers, scores, [
      { first: 'base', second: 'cat-learned', number: 0, outcome: 0, scores: [0, 3] },
    ]);
    await service.call('sample.rate', { run, system: 'base', seed: 0, index: 1, rating: 1 });
    await service.call('sample.rate', { run, system: 'base', seed: 0, index: 2, rating: 0 });
    const json = JSON.parse((await service.call('run.export', { run, format: 'json' })).text);
    const { samples: _, settings: __, ...shown } = await service.call('run.show', { run });
    expect(json).toMatchObject(shown);
    expect(json.pairs.shares[0]).toEqual([null, null, null, 0]);
    expect(json.skills).toMatchObject({ superLinear: true, n: 4 });
    expect(json.systems[0]).toMatchObject({ scored: { judge: { n: 6, of: 8 } }, overSeeds: { execution: { sd: 0 } } });
    const { run: ___, ...agreed } = await service.call('run.agreement', { run });
    expect(json.agreement).toEqual(agreed);
    expect(agreed).toMatchObject({ n: 2, same: 0.5 });
  });

  it('sets every system against the learned blend, or else against the first', async () => {
    const { service, store } = await chatHome();
    const differences = async (...systems: string[]) => {
      const run = addRun(store, Object.fromEntries(systems.map((name) => [name, ['a', 'b']])), (system, question) => ({
        f1: system === 'base' ? question / 4 : 0.75,
      }));
      return JSON.parse((await service.call('run.export', { run, format: 'json' })).text).differences;
    };
    const found = await differences('base', 'cat-learned', 'cat-learned-best');
    expect(found.against).toBe('cat-learned-best');
    expect(found.list.map(({ system }: { system: string }) => system)).toEqual(['base', 'cat-learned']);
    // 0 and 0.25 minus 0.75.
    expect(found.list[0]).toMatchObject({ scorer: 'f1', n: 2, mean: -0.625, wins: 0, losses: 2, ties: 0, p: 0.5 });
    expect(await differences('base', 'cat-learned', 'ties')).toMatchObject({ against: 'cat-learned' });
    expect(await differences('base', 'ties')).toMatchObject({
      against: 'base',
      list: [{ system: 'ties', mean: 0.625 }],
    });
    expect(await differences('base')).toBeUndefined();
  });
});
