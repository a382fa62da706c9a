import { describe, expect, it } from 'vitest';
import type { SampleRow, Store } from '../../core/store/index.ts';
import { addRun } from './add-run.ts';
import { chatHome } from './chat-home.ts';

/** A run whose job was paused: `base` has answered both questions, `ties` the first one, `dare` none. */
function addHalf(store: Store): { readonly run: string; readonly job: string } {
  const input = { systems: ['base', 'ties', 'dare'] };
  const { id: job } = store.jobs.insert({ kind: 'benchmark', input, state: 'paused', reason: 'asked' });
  const run = { botName: 'Pump bot', suiteName: 'pump', suiteHash: 'h', baseModel: 'm', seeds: [0], device: 'cpu' };
  const { id: runId } = store.runs.insert({ ...run, jobId: job });
  const sample = (system: string, number: number, f1: number | null): SampleRow => ({
    ...{
      runId,
      system,
      number,
      seed: 0,
      question: `Question ${number}?`,
      reference: 'r',
      answer: `${system} ${number}`,
    },
    ...{ citations: [], scores: { f1 }, explanations: {}, answersUsed: {}, seconds: 2 },
  });
  store.runs.saveSamples([sample('ties', 0, 1), sample('base', 0, 0.25), sample('base', 1, 0.75)]);
  return { run: runId, job };
}

describe('a run that has not ended', () => {
  it('can be looked at: who answered how many questions, and what those scored', async () => {
    const { service, store } = await chatHome();
    const { run } = addHalf(store);
    expect(await service.call('run.list', {})).toMatchObject([
      { id: run, state: 'paused', answered: true, systems: ['base', 'ties', 'dare'] },
    ]);
    const { unfinished, systems } = await service.call('run.show', { run });
    expect(unfinished).toBe('paused');
    expect(systems.map(({ name, n, scores, seconds }) => [name, n, scores.f1?.mean, seconds])).toEqual([
      ['base', 2, 0.5, 4],
      ['ties', 1, 1, 2],
      ['dare', 0, undefined, 0],
    ]);
    const { total, items } = await service.call('run.samples', { run });
    expect(total).toBe(2);
    expect(items.map(({ answers }) => answers.map(({ answer }) => answer))).toEqual([['base 0', 'ties 0'], ['base 1']]);
  });

  it('shows what persons gave its answers', async () => {
    const { service, store } = await chatHome();
    const { run } = addHalf(store);
    await service.call('sample.rate', { run, system: 'ties', index: 0, seed: 0, rating: 1.5 });
    const { systems } = await service.call('run.show', { run });
    expect(systems.map(({ scores }) => scores.rating?.mean)).toEqual([undefined, 1.5, undefined]);
  });

  it('without its job, which was removed, still has its answers; without answers there is nothing to look at', async () => {
    const { service, store } = await chatHome();
    const { run } = addHalf(store);
    store.runs.update(run, { jobId: null });
    const empty = store.runs.insert({ suiteName: 'pump', suiteHash: 'h', baseModel: 'm', seeds: [0], device: 'cpu' });
    expect(await service.call('run.list', {})).toMatchObject([
      { id: empty.id, state: 'failed', answered: false, systems: [] },
      { id: run, state: 'failed', answered: true, systems: ['base', 'ties'] },
    ]);
    expect(await service.call('run.show', { run: empty.id })).toMatchObject({ unfinished: 'failed', systems: [] });
  });

  it('is neither compared nor exported, and says how it goes on', async () => {
    const { service, store } = await chatHome();
    const { run, job } = addHalf(store);
    const whole = addRun(store, { base: ['a', 'b'] }, () => ({ f1: 1 }));
    const refused = { code: 'service/bad-request', hint: `stockpot jobs resume ${job}` };
    await expect(service.call('run.compare', { first: whole, second: run })).rejects.toMatchObject(refused);
    await expect(service.call('run.against', { run, against: 'base' })).rejects.toMatchObject(refused);
    await expect(service.call('run.export', { run, format: 'json' })).rejects.toMatchObject(refused);
    expect(await service.call('run.show', { run: whole })).not.toHaveProperty('unfinished');
  });
});
