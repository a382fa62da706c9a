import { existsSync, mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSuite } from '../../core/bench/index.ts';
import type { Store } from '../../core/store/index.ts';
import { chatHome } from './chat-home.ts';

describe('what a bot can be measured by', () => {
  it('names suites, whether they ask about its manual, and systems, with why one is not to be had', async () => {
    const { service, store, bot, skill, model } = await chatHome();
    const options = await service.call('bench.options', { target: bot.id });
    expect(options.suites).toEqual([
      { name: 'game-manual', questions: 50, fits: false, task: 'qabot' },
      { name: 'sample-manual', questions: expect.any(Number), fits: false, task: 'qabot' },
    ]);
    expect(options.letters.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const letters = await service.call('draft.suite', { suite: 'letters:4:0:1' });
    const choices = await service.call('draft.suite', { suite: 'letters:4:0:1:choices' });
    expect(options.letters[3]).toMatchObject({
      example: letters.questions[0]!.question,
      withChoices: choices.questions[0]!.question,
    });
    expect(options.systems.every(({ usable, reason }) => usable === (reason === null))).toBe(true);
    expect(options.systems.flatMap(({ name, usable }) => (usable ? [name] : [])).slice(0, 5)).toEqual([
      'base',
      'manual-skill',
      'instruct-skill',
      'cat-static',
      'cat-learned',
    ]);
    expect(options.scorers.find(({ name }) => name === 'likelihood')).toEqual({
      name: 'likelihood',
      needs: 'nothing',
      usable: true,
      reason: null,
    });
    expect(options.scorers.find(({ name }) => name === 'pairwise')).toMatchObject({ needs: 'judge', usable: true });
    expect(options.scorers.every(({ usable, reason }) => usable === (reason === null))).toBe(true);
    expect(options.scorers.map(({ name }) => name)).not.toContain('rating');
    const hard = options.tasks.find(({ name }) => name === 'gsm-hard');
    expect(hard).toMatchObject({ shots: 8, ownExamples: 8, maxNewTokens: 512, scorers: ['execution'] });
    expect(options.tasks.find(({ name }) => name === 'qabot')).toMatchObject({
      shots: 1,
      ownExamples: null,
      topP: 0.95,
    });

    store.bots.insert({ name: 'One', baseModel: model, skillId: skill.id });
    const one = await service.call('bench.options', { target: 'One' });
    const usable = one.systems.filter((system) => system.usable).map(({ name }) => name);
    expect(usable).toEqual(['base', 'manual-skill']);
    expect(one.systems.find(({ name }) => name === 'cat-learned')?.reason).toMatch(/no soup/);
    await expect(service.call('bench.options', { target: 'nothing' })).rejects.toMatchObject({
      code: 'service/not-found',
    });
  });

  it('fits when the manual holds what the suite asks about', async () => {
    const { service, store, manual } = await chatHome();
    const passage = { headings: [], page: 1, lastPage: 1, rectangles: [] };
    const { questions } = readSuite('sample-manual');
    const passages = questions.map(({ question, answer }) => ({ ...passage, text: `${question} ${answer}` }));
    store.passages.replace(manual.id, passages);
    const { suites } = await service.call('bench.options', { target: manual.id });
    expect(suites.map(({ name, fits }) => [name, fits])).toEqual([
      ['game-manual', false],
      ['sample-manual', true],
    ]);
  });
});

describe('runs', () => {
  it('say whose they are, and show their samples by question, with every system’s answer', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, ['How much oil?', 'How much 100% water?', 'Why?']);
    expect(await service.call('run.list', {})).toMatchObject([{ id: run, bot: 'Pump bot', state: 'done' }]);
    expect(await service.call('run.show', { run })).toMatchObject({ bot: 'Pump bot', createdAt: expect.any(String) });
    const all = await service.call('run.samples', { run });
    expect(all.total).toBe(3);
    expect(all.items[0]).toMatchObject({
      index: 0,
      question: 'How much oil?',
      reference: 'reference 0',
      answers: [
        { system: 'base', seed: 0, answer: 'base 0', scores: { f1: 0 }, explanations: {} },
        { system: 'base', seed: 1 },
        { system: 'adapted', seed: 0, citations: [{ page: 1, text: 'p' }] },
        { system: 'adapted', seed: 1 },
      ],
    });
    const part = async (more: object) => {
      const { total, items } = await service.call('run.samples', { run, ...more });
      return [total, items.map(({ index }) => index)];
    };
    expect(await part({ offset: 1, limit: 1 })).toEqual([3, [1]]);
    expect(await part({ query: 'MUCH how' })).toEqual([2, [0, 1]]);
    expect(await part({ query: '100%' })).toEqual([1, [1]]);
    expect(await part({ query: '_' })).toEqual([0, []]);
    expect(await part({ query: 'much', offset: 1 })).toEqual([2, [1]]);
    await expect(service.call('run.samples', { run: 'nothing' })).rejects.toMatchObject({ code: 'service/not-found' });
    await expect(service.call('run.samples', { run, limit: 5000 })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });

  it('go with their samples and files, but not while a job is at work on them', async () => {
    const { service, store } = await chatHome();
    const run = addRun(store, ['How?']);
    mkdirSync(store.runFolder(run), { recursive: true });
    expect(await service.call('run.remove', { run })).toEqual({ removed: run });
    expect(store.runs.samples(run)).toEqual([]);
    expect(existsSync(store.runFolder(run))).toBe(false);
    await expect(service.call('run.remove', { run })).rejects.toMatchObject({ code: 'service/not-found' });

    const job = store.jobs.insert({ kind: 'benchmark', input: {}, state: 'running' });
    const busy = addRun(store, ['How?'], job.id);
    await expect(service.call('run.remove', { run: busy })).rejects.toMatchObject({
      code: 'store/in-use',
      hint: `stockpot jobs cancel ${job.id}`,
    });
  });
});

function addRun(store: Store, questions: readonly string[], jobId: string | null = null): string {
  const { id } = store.runs.insert({
    state: 'done',
    botName: 'Pump bot',
    suiteName: 'pump',
    suiteHash: 'h',
    baseModel: 'm',
    seeds: [0, 1],
    device: 'cpu',
    jobId,
  });
  for (const [position, name] of ['base', 'adapted'].entries()) {
    store.runs.saveSystem({ runId: id, position, name, count: questions.length, scores: {}, details: {}, seconds: 1 });
    for (const seed of [1, 0]) {
      store.runs.saveSamples(
        questions.map((question, number) => ({
          runId: id,
          system: name,
          number,
          seed,
          question,
          reference: `reference ${number}`,
          answer: `${name} ${number}`,
          citations: [{ page: 1, text: 'p' }],
          scores: { f1: number },
          explanations: {},
          answersUsed: {},
          seconds: 1,
        })),
      );
    }
  }
  return id;
}
