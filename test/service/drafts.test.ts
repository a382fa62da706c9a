import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readSuite } from '../../core/bench/index.ts';
import type { Draft } from '../../core/service/index.ts';
import { findSuite } from '../../core/service/suites.ts';
import { addManual, temporaryFolder } from '../store/temporary-home.ts';
import { chatHome } from './chat-home.ts';
import { endpointServer } from './endpoint-server.ts';
import { listener } from './open-home.ts';

/** What a model writes for two passages of the manual of `chatHome`: a question, then its answer. */
const written = [
  'Question: What starts the pump?',
  'The red button.',
  '**What is to be cleaned, says the passage?**',
  'The oil tank of 3 litres.',
];

async function made() {
  const home = await chatHome();
  home.workers.scripts.push(...written.map((text) => ({ pieces: [text] })));
  const summary = await home.service.call('draft.make', {
    manual: home.manual.id,
    suite: 'pumps',
    model: home.model,
    count: 2,
  });
  const { items } = await home.service.call('draft.list', { suite: 'pumps' });
  return { ...home, summary, drafts: items as readonly [Draft, Draft] };
}

describe('questions made from a manual', () => {
  it('are written by a model of this home from one passage after another, and wait with what is remarkable', async () => {
    const { summary, drafts, workers, model } = await made();
    expect(summary).toMatchObject({ name: 'pumps', kind: 'own', questions: 0, waiting: 2 });
    const [first, second] = drafts;
    expect(first).toMatchObject({
      index: 0,
      page: 1,
      context: 'Press the red button to start the pump.',
      rectangles: [{ page: 1, x: 10.25 }],
      question: 'What starts the pump?',
      answer: 'The red button.',
      state: 'waiting',
      hints: [],
    });
    expect(second).toMatchObject({ context: 'Clean the filter.', hints: ['not-in-passage', 'names-passage'] });

    const asked = workers.asked.map(({ input }) => input);
    expect(asked.map(({ seed }) => seed)).toEqual([0, 0, 1, 1]);
    expect(asked[0]).toMatchObject({ model, format: 'chat', adapter: { folders: [] }, passages: [] });
    expect(asked[0]!.question).toMatch(/^You are an expert in generating questions.*Context: Press the red button/s);
    expect(asked[1]!.question).toMatch(/^You are an expert at reading.*Question: What starts the pump\?$/s);
    expect(asked.slice(0, 2).map(({ generation }) => generation)).toMatchObject([
      { temperature: 0.7, topP: 0.95, maxNewTokens: 100 },
      { temperature: 0, topP: 0.95, maxNewTokens: 100 },
    ]);
  });

  it('are drawn as they are asked to be, answers always the likeliest, after a cut as well', async () => {
    const { service, workers, manual, model } = await chatHome();
    workers.scripts.push({ pieces: ['First?'] }, { pieces: [], last: 'die' });
    const drawn = { temperature: 0.3, topP: 0.5, maxNewTokens: 300 };
    const make = service.call('draft.make', { manual: manual.id, model, count: 1, ...drawn });
    await expect(make).rejects.toMatchObject({ code: 'jobs/worker-died' });
    const [job] = await service.call('job.list', {});
    await service.call('job.resume', { job: job!.id });
    const asked = workers.asked.map(({ input }) => input.generation);
    const pair = [drawn, { ...drawn, temperature: 0 }];
    expect(asked).toMatchObject([...pair, ...pair]);
    for (const wrong of [{ temperature: -1 }, { topP: 0 }, { topP: 1.5 }, { maxNewTokens: 0 }]) {
      const refused = service.call('draft.make', { manual: manual.id, model, ...wrong });
      await expect(refused).rejects.toMatchObject({ code: 'service/bad-request' });
    }
  });

  it('by a job of before that could be set are drawn as they were then', async () => {
    const { service, workers, manual, model, store } = await chatHome();
    const input = { suite: 'pumps', writer: { kind: 'model', model }, count: 1, seed: 0, device: 'cpu' };
    const { id } = store.jobs.insert({ kind: 'make-questions', input: { manual: { id: manual.id }, ...input } });
    store.jobs.update(id, { state: 'paused' });
    await service.call('job.resume', { job: id });
    expect(workers.asked[0]!.input.generation).toMatchObject({ temperature: 0.7, topP: 0.95, maxNewTokens: 100 });
  });

  it('by a bot are asked for in the format of its skills', async () => {
    const { service, workers, manual, bot } = await chatHome();
    await service.call('draft.make', { manual: manual.id, model: bot.name, count: 1 });
    expect(workers.asked[0]!.input).toMatchObject({ format: 'alpaca', passages: [expect.any(String)] });
    expect(await service.call('suite.list', {})).toContainEqual(expect.objectContaining({ name: 'Pump questions' }));
  });

  it('do not count before a person accepted them', async () => {
    const { service, bot, drafts } = await made();
    const run = () =>
      service.call('bench.run', { target: bot.id, suite: 'pumps', systems: 'base', scorers: 'f1', shots: 0 });
    await expect(run()).rejects.toMatchObject({
      code: 'bench/bad-suite',
      message: expect.stringContaining('2 wait'),
      hint: 'stockpot suites review "pumps"',
    });
    await service.call('draft.review', { draft: drafts[0].id, action: 'reject' });
    await expect(run()).rejects.toMatchObject({ message: expect.stringContaining('1 wait') });

    const edit = {
      draft: drafts[1].id,
      action: 'edit',
      question: ' What is cleaned? ',
      answer: 'The filter.',
    } as const;
    expect(await service.call('draft.review', edit)).toMatchObject({ state: 'edited', question: 'What is cleaned?' });
    const counted = [{ question: 'What is cleaned?', answer: 'The filter.', context: 'Clean the filter.', page: 1 }];
    expect(await service.call('draft.suite', { suite: 'pumps' })).toEqual({ suite: 'pumps', questions: counted });
    expect(await run()).toMatchObject({ suite: 'pumps', systems: [{ name: 'base', n: 1 }] });
    const { suites } = await service.call('bench.options', { target: bot.id });
    expect(suites).toContainEqual({ name: 'pumps', questions: 1, fits: true, task: 'qabot' });
  });

  it('can be reviewed again: nothing that was made is lost', async () => {
    const { service, drafts } = await made();
    const draft = drafts[0].id;
    const review = (action: 'accept' | 'edit' | 'reject' | 'wait', words = {}) =>
      service.call('draft.review', { draft, action, ...words });
    await review('edit', { question: 'Q?', answer: 'A.' });
    expect(await review('wait')).toMatchObject({
      question: 'What starts the pump?',
      state: 'waiting',
      reviewedAt: null,
    });
    await review('edit', { answer: 'Red.' });
    expect(await review('accept')).toMatchObject({ answer: 'The red button.', state: 'accepted' });
    await expect(review('edit', { answer: '  ' })).rejects.toMatchObject({ code: 'service/bad-request' });
    await expect(service.call('draft.review', { draft: 'drf_0', action: 'accept' })).rejects.toMatchObject({
      code: 'store/not-found',
    });
    const rejected = await service.call('draft.list', { suite: 'pumps', state: 'rejected' });
    expect(rejected).toEqual({ total: 0, items: [] });
  });

  it('go on at the passage where the work was cut off, and are those of undisturbed work', async () => {
    const { service, workers, manual, model, store } = await chatHome();
    workers.scripts.push(
      { pieces: ['First?'] },
      { pieces: ['One.'] },
      { pieces: ['Second?'] },
      { pieces: [], last: 'die' },
    );
    const make = service.call('draft.make', { manual: manual.id, suite: 'pumps', model, count: 2, seed: 4 });
    await expect(make).rejects.toMatchObject({ code: 'jobs/worker-died', hint: expect.stringContaining('resume') });
    expect(store.questionDrafts.list('pumps').map(({ question }) => question)).toEqual(['First?']);

    workers.scripts.push({ pieces: ['Second?'] }, { pieces: ['Two.'] });
    const [job] = await service.call('job.list', {});
    const outcome = await service.call('job.resume', { job: job!.id });
    expect(outcome).toMatchObject({ kind: 'make-questions', result: { waiting: 2 } });
    const kept = store.questionDrafts.list('pumps');
    expect(kept.map(({ question, answer, madeBy }) => [question, answer, madeBy.seed])).toEqual([
      ['First?', 'One.', 4],
      ['Second?', 'Two.', 5],
    ]);
  });

  it('made later stand behind those that were there, and are compared with them', async () => {
    const { service, workers, manual, model } = await made();
    workers.scripts.push({ pieces: ['What starts the pump?'] });
    await service.call('draft.make', { manual: manual.id, suite: 'pumps', model, count: 1, seed: 9 });
    const { items } = await service.call('draft.list', { suite: 'pumps', offset: 2 });
    expect(items).toMatchObject([{ index: 2, hints: expect.arrayContaining(['duplicate']) }]);
  });

  it('outlive their manual', async () => {
    const { service, store, workers, model } = await chatHome();
    const manual = addManual(store, ['Turn the wheel.'], 'b'.repeat(64));
    workers.scripts.push({ pieces: ['What is turned?'] }, { pieces: ['The wheel.'] });
    await service.call('draft.make', { manual: manual.id, suite: 'wheels', model, count: 1 });
    store.removeManual(manual.id);
    const { items } = await service.call('draft.list', { suite: 'wheels' });
    expect(items).toMatchObject([{ manual: null, context: 'Turn the wheel.', rectangles: [] }]);
  });
});

describe('questions made by an endpoint', () => {
  it('are asked for there, each request told in the list of connections, its key kept nowhere', async () => {
    const { service, manual, store } = await chatHome();
    const server = await endpointServer((_, count) => written[count - 1]!);
    const endpoint = { url: server.url, model: 'big', key: 'secret-key' };
    await service.call('draft.make', { manual: manual.id, suite: 'pumps', endpoint, count: 2 });
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(Array(4).fill('Bearer secret-key'));
    expect(server.asked[0]!.body).toMatchObject({ model: 'big', temperature: 0.7, max_tokens: 100 });
    expect(server.asked[0]!.body).not.toHaveProperty('top_p');
    const { items } = await service.call('draft.list', { suite: 'pumps' });
    expect(items[0]!.made.by).toBe(`big at ${new URL(server.url).host}`);
    const connections = await service.call('connection.list', {});
    expect(connections).toMatchObject({
      total: 4,
      items: [{ outcome: 'done', purpose: 'make questions with big' }, {}, {}, {}],
    });
    expect(JSON.stringify([store.jobs.list(), connections])).not.toContain('secret-key');
  });

  it('are drawn there as they are asked to be', async () => {
    const { service, manual } = await chatHome();
    const server = await endpointServer((_, count) => written[count - 1]!);
    const endpoint = { url: server.url, model: 'big' };
    const drawn = { temperature: 0.3, topP: 0.5, maxNewTokens: 300 };
    await service.call('draft.make', { manual: manual.id, endpoint, count: 1, ...drawn });
    expect(server.asked.map(({ body }) => body)).toMatchObject([
      { temperature: 0.3, top_p: 0.5, max_tokens: 300 },
      { temperature: 0, top_p: 0.5, max_tokens: 300 },
    ]);
  });

  it('are not asked for offline', async () => {
    const { service, manual } = await chatHome();
    const server = await endpointServer(() => 'Why?');
    await service.call('settings.change', { offline: true });
    const make = service.call('draft.make', { manual: manual.id, endpoint: { url: server.url, model: 'big' } });
    await expect(make).rejects.toMatchObject({ code: 'model/offline' });
    expect(server.asked).toEqual([]);
    const { items } = await service.call('connection.list', {});
    expect(items).toMatchObject([{ outcome: 'refused' }]);
  });

  it('take the key of the environment when none is given', async () => {
    vi.stubEnv('STOCKPOT_ENDPOINT_KEY', 'from-outside');
    const { service, manual } = await chatHome();
    const server = await endpointServer(() => 'Why?');
    await service.call('draft.make', { manual: manual.id, endpoint: { url: server.url, model: 'big' }, count: 1 });
    vi.unstubAllEnvs();
    expect(server.asked[0]!.headers.authorization).toBe('Bearer from-outside');
  });
});

describe('suites of one’s own', () => {
  it.each([
    [
      'reading',
      {
        questions: [{ body: 'Which gene?', type: 'factoid', exact_answer: 'BRCA1', snippets: [{ text: 'BRCA1 is.' }] }],
      },
      { context: 'BRCA1 is.' },
    ],
    ['gsm-hard', [{ input: 'How many?', code: 'def solution():\n    return 3', target: 3 }], { program: /solution/ }],
  ])('keep the task that their file is for, and what it gives: %s', async (task, content, given) => {
    const { service, store, bot } = await chatHome();
    const path = join(temporaryFolder(), 'suite.json');
    writeFileSync(path, JSON.stringify(content));
    await service.call('suite.import', { path, name: 'taken in' });
    const { suites } = await service.call('bench.options', { target: bot.id });
    expect(suites.find(({ name }) => name === 'taken in')).toMatchObject({ task });
    const { questions } = findSuite(store, 'taken in');
    expect(questions).toEqual(readSuite(path).questions);
    for (const [name, text] of Object.entries(given))
      expect(questions[0]![name as 'context' | 'program']).toMatch(text);
  });

  it('are read from a file, about a manual or none, listed, used and removed', async () => {
    const { service, bot, manual } = await chatHome();
    const path = join(temporaryFolder(), 'valves.json');
    const questions = [
      { question: 'How?', answer: 'So.', context: 'It is so.', page: 3 },
      { question: 'Why?', answer: 'Thus.' },
    ];
    writeFileSync(path, JSON.stringify(questions));
    expect(await service.call('suite.import', { path })).toMatchObject({ name: 'valves', questions: 2, waiting: 0 });
    expect(await service.call('draft.suite', { suite: 'valves' })).toEqual({ suite: 'valves', questions });
    await expect(service.call('suite.import', { path })).rejects.toMatchObject({ code: 'store/conflict' });
    expect(await service.call('suite.import', { path, name: 'taps' })).toMatchObject({ name: 'taps' });
    expect(await service.call('suite.import', { path, name: 'of', manual: manual.title })).toMatchObject({
      manual: manual.id,
    });
    await service.call('suite.remove', { suite: 'of' });
    const unknown = service.call('suite.import', { path, name: 'other', manual: 'nothing' });
    await expect(unknown).rejects.toMatchObject({ code: 'service/not-found' });
    for (const name of ['game-manual', 'letters:1:0:5']) {
      await expect(service.call('suite.import', { path, name })).rejects.toMatchObject({ code: 'store/conflict' });
    }
    const run = await service.call('bench.run', {
      target: bot.id,
      suite: 'valves',
      systems: 'base',
      scorers: 'f1',
      shots: 0,
    });
    expect(run.suite).toBe('valves');

    const list = await service.call('suite.list', {});
    expect(list.map(({ name, kind }) => [name, kind])).toEqual([
      ['game-manual', 'built-in'],
      ['sample-manual', 'built-in'],
      ['taps', 'own'],
      ['valves', 'own'],
    ]);
    expect(await service.call('suite.remove', { suite: 'valves' })).toEqual({ removed: 'valves' });
    await expect(service.call('draft.list', { suite: 'valves' })).rejects.toMatchObject({
      code: 'service/not-found',
      hint: 'Suites: "taps".',
    });
  });

  it('are beside the counted letters of a format, which are made when they are named', async () => {
    const { service, bot, store } = await chatHome();
    const { questions } = await service.call('draft.suite', { suite: 'letters:2:0:5' });
    expect(questions).toHaveLength(5);
    const run = await service.call('bench.run', {
      target: bot.id,
      suite: 'letters:2:0:5',
      systems: 'base',
      scorers: 'exact',
    });
    // One of them is the worked example.
    expect(run.systems).toMatchObject([{ n: 4 }]);
    expect(store.runs.require(run.run).settings).toMatchObject({ task: 'letters', shots: 1 });
  });

  it('are put as their kind wants it: a BioASQ file open book, with its snippets to read', async () => {
    const { service, bot, store, workers } = await chatHome();
    const path = join(temporaryFolder(), 'bioasq.json');
    const question = (n: number) => ({
      type: 'factoid',
      body: `Question ${n}?`,
      snippets: [{ text: `Text ${n}.` }],
      ideal_answer: [`Answer ${n}.`],
    });
    writeFileSync(path, JSON.stringify({ questions: [question(1), question(2), { type: 'list' }] }));
    const { events, onEvent } = listener();
    const input = { target: bot.id, suite: path, systems: 'base', scorers: 'f1' } as const;
    const { run } = await service.call('bench.run', input, { onEvent });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'notice', message: expect.stringContaining('1 of type list') }),
    );
    expect(store.runs.require(run).settings).toMatchObject({ task: 'reading', maxNewTokens: 200 });
    const [asked] = workers.asked.map(({ input: put }) => put);
    const [shot] = asked!.history as { question: string }[];
    expect(asked!.passages).toEqual([expect.stringMatching(/^Text \d\.$/)]);
    expect(shot!.question).toMatch(/^Question \d\?\n\n### Input:\nText \d\.$/);
    expect(shot!.question).not.toContain(asked!.question);
  });
});
