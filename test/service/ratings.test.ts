import { describe, expect, it } from 'vitest';
import { addRun } from './add-run.ts';
import { chatHome } from './chat-home.ts';

describe('ratings', () => {
  it('are kept with their note, count as a score of their own, and can be taken back', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, { base: ['a', 'b'], ties: ['c', null] }, () => ({ f1: 0.5, rating: null }));
    const place = { run, system: 'base', seed: 1 };
    const given = await service.call('sample.rate', { ...place, index: 0, rating: 1.5, note: 'nearly' });
    expect(given).toEqual({ ...place, index: 0, rating: 1.5, note: 'nearly' });
    await service.call('sample.rate', { ...place, index: 0, rating: 2 });
    await service.call('sample.rate', { ...place, seed: 0, index: 0, rating: 1 });
    await service.call('sample.rate', { ...place, index: 1, rating: 0 });

    const report = await service.call('run.show', { run });
    // Question 0: 2 and 1; question 1: 0. What nobody rated is not counted.
    expect(report.systems[0]!.scores.rating).toMatchObject({ mean: 0.75, low: 0, high: 1.5 });
    expect(report.systems[1]!.scores.rating?.mean).not.toBe(0);
    const { items } = await service.call('run.samples', { run });
    expect(items[0]!.answers.map(({ system, seed, rating }) => [system, seed, rating])).toEqual([
      ['base', 0, 1],
      ['base', 1, 2],
      ['ties', 0, null],
      ['ties', 1, null],
    ]);
    expect(items[1]!.answers[2]).toMatchObject({ answer: null, rating: null });

    await service.call('sample.rate', { ...place, index: 1, rating: null });
    const after = await service.call('run.show', { run });
    expect(after.systems[0]!.scores.rating!.mean).toBe(1.5);
  });

  it('are refused off their scale, and for an answer that is not there', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, { base: ['a'] }, () => ({ f1: 1 }));
    const place = { run, system: 'base', seed: 0, index: 0 };
    for (const rating of [2.5, -1, 0.3]) {
      const asked = service.call('sample.rate', { ...place, rating });
      await expect(asked).rejects.toMatchObject({ code: 'service/bad-request' });
    }
    for (const wrong of [{ system: 'ties' }, { index: 1 }, { seed: 7 }, { run: 'nothing' }]) {
      const asked = service.call('sample.rate', { ...place, rating: 1, ...wrong });
      await expect(asked).rejects.toMatchObject({ code: 'service/not-found' });
    }
  });

  it('go with their run', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, { base: ['a'] }, () => ({}));
    await service.call('sample.rate', { run, system: 'base', seed: 0, index: 0, rating: 1 });
    await service.call('run.remove', { run });
    expect(store.ratings.list(run)).toEqual([]);
  });
});

describe('agreement with a judge', () => {
  it('is κ over the answers that both graded', async () => {
    const { service, store } = await chatHome();
    const judged = [2, 0, 1, null];
    const run = addRun(store, { base: ['a', 'b', 'c', 'd', 'e'] }, (_, question) => ({
      judge: judged[question] ?? null,
    }));
    for (const [index, rating] of [2, 0, 2, 1].entries()) {
      await service.call('sample.rate', { run, system: 'base', seed: 0, index, rating });
    }
    const found = await service.call('run.agreement', { run });
    expect(found).toMatchObject({ run, n: 3 });
    expect(found.same).toBeCloseTo(2 / 3, 12);
    // Judge 2, 0, 1 and person 2, 0, 2: expected alike (1 · 2 + 1 · 1 + 1 · 0) / 9 = 1/3.
    expect(found.kappa).toBeCloseTo((2 / 3 - 1 / 3) / (1 - 1 / 3), 12);
    // Squares: 1/3 met; by chance (2: 0+4+0, 0: 4+0+4, 1: 1+1+1) / 9 = 15/9.
    expect(found.quadraticKappa).toBeCloseTo(1 - 1 / 3 / (15 / 9), 12);
    expect(found.counts).toEqual([
      { judge: 0, rating: 0, count: 1 },
      { judge: 1, rating: 2, count: 1 },
      { judge: 2, rating: 2, count: 1 },
    ]);
  });

  it('can’t be told of a run without a judge', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, { base: ['a'] }, () => ({ f1: 1 }));
    await expect(service.call('run.agreement', { run })).rejects.toMatchObject({ code: 'service/bad-request' });
  });
});

describe('a run’s systems', () => {
  it('are compared with any one of them, question by question', async () => {
    const { service, store } = await chatHome();
    const f1 = (system: string, question: number, seed: number) => ({
      f1: system === 'base' ? 0.25 : (question + seed) / 2,
    });
    const run = addRun(store, { base: ['a', 'b'], ties: ['c', 'd'], dare: ['e', 'f'] }, f1);
    const { against, differences } = await service.call('run.against', { run, against: 'base' });
    expect(against).toBe('base');
    expect(differences.map(({ system, scorer }) => [system, scorer])).toEqual([
      ['ties', 'f1'],
      ['dare', 'f1'],
    ]);
    // Over both seeds ties has 0.25 and 0.75.
    expect(differences[0]).toMatchObject({ n: 2, mean: 0.25, low: 0, high: 0.5, wins: 1, losses: 0, ties: 1, p: 1 });
    await expect(service.call('run.against', { run, against: 'router' })).rejects.toMatchObject({
      code: 'bench/unknown-system',
      hint: 'Systems of this run: base, ties, dare.',
    });
  });

  it('tell their spread over seeds, and how a judge compared them', async () => {
    const { service, store } = await chatHome();
    const pair = { first: 'base', second: 'ties', scores: null };
    const run = addRun(
      store,
      { base: ['a', 'b'], ties: ['c', 'd'] },
      (_, question, seed) => ({ f1: question + seed / 2 }),
      [
        { ...pair, number: 0, outcome: 0 },
        { ...pair, number: 1, outcome: 0.5 },
        { ...pair, number: 2, outcome: null },
      ],
    );
    const { systems, pairs } = await service.call('run.show', { run });
    const { means, sd } = systems[0]!.overSeeds!.f1!;
    expect([means, sd!.toFixed(6)]).toEqual([[0.5, 1], '0.353553']);
    expect(pairs).toEqual({
      systems: ['base', 'ties'],
      shares: [
        [null, 0.25],
        [0.75, null],
      ],
      matches: [
        [0, 2],
        [2, 0],
      ],
      unread: 1,
    });
    const { items } = await service.call('run.samples', { run });
    expect(items.map(({ verdicts }) => verdicts)).toEqual([
      [{ first: 'base', second: 'ties', seed: 0, outcome: 0, explanation: 'So.' }],
      [{ first: 'base', second: 'ties', seed: 0, outcome: 0.5, explanation: 'So.' }],
    ]);
  });
});
