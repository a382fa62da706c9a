import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { taskTable } from '../../core/bench/index.ts';
import { embeddingModel } from '../../core/catalog/index.ts';
import { AppError } from '../../core/errors.ts';
import type { BenchInput } from '../../core/service/index.ts';
import { judgeInput, judgeText } from '../../core/service/judging.ts';
import { scoringOf } from '../../core/service/scoring.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';
import { chatHome } from './chat-home.ts';
import { type ChatBody, endpointServer } from './endpoint-server.ts';

const questions = [
  { question: 'How is the pump started?', answer: 'By the red button.', context: 'Press the red button.', page: 1 },
  { question: 'What is cleaned?', answer: 'The filter.' },
];

/** A bot whose systems say what is scripted, in the order of systems, then questions. */
async function benchHome(answers: readonly string[]) {
  const made = await chatHome();
  const suite = join(made.home, 'pump.json');
  writeFileSync(suite, JSON.stringify(questions));
  made.workers.scripts.push(...answers.map((text) => ({ pieces: [text] })));
  const bench = (more: Partial<BenchInput>) =>
    made.service.call('bench.run', {
      target: made.bot.id,
      suite,
      systems: 'base,cat-static',
      device: 'cpu',
      shots: 0,
      ...more,
    });
  return { ...made, bench };
}

const promptOf = ({ messages }: ChatBody) => messages[0]!.content;

describe('a judge', () => {
  it('is named as a model of this machine or by an address', () => {
    expect(judgeInput('local:SmolLM2')).toEqual({ kind: 'local', model: 'SmolLM2' });
    expect(judgeInput(' local:/models/a b ')).toEqual({ kind: 'local', model: '/models/a b' });
    const url = 'https://example.org/v1/chat/completions?key=secret';
    const named = judgeInput('https://example.org/v1?key=secret#org/judge');
    expect(named).toEqual({ kind: 'endpoint', url, model: 'org/judge' });
    expect(judgeText(named)).toBe('https://example.org/v1/chat/completions#org/judge');
    for (const wrong of ['SmolLM2', 'local:', 'https://example.org/v1', 'https://example.org/v1#', 'ftp://x#y']) {
      expect(() => judgeInput(wrong), wrong).toThrowError(expect.objectContaining({ code: 'service/bad-request' }));
    }
  });

  it('is needed by the scorers that ask it, and by no other', () => {
    const usual = taskTable.qabot.defaults;
    expect(scoringOf(undefined, undefined, usual).scorers).toEqual(['likelihood', 'f1']);
    expect(scoringOf(undefined, 'local:m', usual).scorers).toEqual(['likelihood', 'f1', 'judge']);
    const read = { ...taskTable.reading, ...taskTable.reading.defaults };
    expect(scoringOf(undefined, 'local:m', read).scorers).toEqual(['f1', 'likelihood', 'pairwise']);
    expect(scoringOf('exact, pairwise,exact', 'local:m', usual).scorers).toEqual(['exact', 'pairwise']);
    for (const [list, judge] of [['judge'], ['pairwise'], ['f1', 'local:m'], ['nothing']] as const) {
      expect(() => scoringOf(list, judge, usual), list).toThrowError(
        expect.objectContaining({ code: 'service/bad-request' }),
      );
    }
  });

  it('behind an address scores each answer, in sight of the list of connections, and its key is not kept', async () => {
    const server = await endpointServer((body) =>
      promptOf(body).includes('System Answer:\nThe red button') ? 'Right.\nScore: 2' : 'No idea.',
    );
    const { bench, service, store } = await benchHome(['The red button', 'The filter', 'A lever', 'The red button']);
    const report = await bench({ scorers: 'f1,judge', judge: `${server.url}#judge-1`, judgeKey: 'k-123' });
    expect(server.asked).toHaveLength(4);
    expect(server.asked[0]!.headers.authorization).toBe('Bearer k-123');
    expect(server.asked[0]!.body).toMatchObject({ model: 'judge-1', temperature: 0, seed: 0 });
    expect(promptOf(server.asked[0]!.body)).toContain('Here is the Context:\nPress the red button.');
    // What the judge did not score is not counted.
    expect(report.systems.map(({ scores }) => scores.judge)).toEqual([
      { mean: 2, low: 2, high: 2 },
      { mean: 2, low: 2, high: 2 },
    ]);
    expect(report.systems[0]!.scored).toEqual({ judge: { n: 1, of: 2 } });
    const { items } = await service.call('run.samples', { run: report.run });
    expect(items[1]!.answers[0]!.scores.judge).toBeNull();
    expect(items[1]!.answers[0]!.explanations.judge).toContain('No idea.');
    expect(store.runs.require(report.run).settings).toMatchObject({ judge: `${server.url}/chat/completions#judge-1` });

    const { items: connections } = await service.call('connection.list', {});
    expect(connections).toHaveLength(4);
    expect(connections[0]).toMatchObject({ purpose: 'judge answers with judge-1', outcome: 'done' });
    expect(JSON.stringify([store.jobs.list(), store.runs.list(), connections])).not.toContain('k-123');
  });

  it('gets its key from the environment too', async () => {
    vi.stubEnv('STOCKPOT_JUDGE_KEY', 'from-env');
    onTestFinished(() => void vi.unstubAllEnvs());
    const server = await endpointServer(() => 'Score: 1');
    const { bench } = await benchHome([]);
    await bench({ systems: 'base', scorers: 'judge', judge: `${server.url}#m` });
    expect(server.asked[0]!.headers.authorization).toBe('Bearer from-env');
  });

  it('that wants another key says from which variable it is read', async () => {
    for (const status of [401, 403]) {
      const server = await endpointServer(() => ({ status, body: 'who are you?' }));
      const { bench } = await benchHome([]);
      const asked = bench({ systems: 'base', scorers: 'judge', judge: `${server.url}#m` });
      const hint = expect.stringContaining('STOCKPOT_JUDGE_KEY');
      await expect(asked).rejects.toMatchObject({ code: 'endpoint/refused', hint });
    }
  });

  it('compares every two systems in both orders, and rates them', async () => {
    const server = await endpointServer((body) => {
      const good = /Choice 1:\nGood/.test(promptOf(body)) ? 1 : 2;
      return `Choice 1: ${good === 1 ? 3 : 0.5}/3\nChoice 2: ${good === 2 ? 3 : 0.5}/3\nChoice ${good} is better`;
    });
    const { bench } = await benchHome(['Bad', 'Worse', 'Good', 'Good too']);
    const report = await bench({ scorers: 'pairwise', judge: `${server.url}#m` });
    expect(server.asked).toHaveLength(4);
    const [base, manual] = report.systems.map(({ scores }) => scores);
    expect(base!.pairwise).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
    expect(manual!.pairwise).toEqual({ mean: 3, low: 3, high: 3 });
    // Two wins of one: see the hand calculation of Elo.
    expect(manual!.elo!.mean).toBeCloseTo(203.97697517, 6);
    expect(base!.elo!.mean).toBeCloseTo(196.02302483, 6);
    expect(report.pairs).toMatchObject({ systems: ['base', 'cat-static'], shares: [[null, 0], [1, null]], unread: 0 }); // biome-ignore format: a table
  });

  it('of this machine judges in a worker of its own, in the words of its chat template', async () => {
    const { bench, workers, model } = await benchHome(['a', 'Score: 0.5', 'b', 'Score: 1.5']);
    const report = await bench({ systems: 'base', scorers: 'judge', judge: `local:${model}` });
    expect(report.systems[0]!.scores.judge).toEqual({ mean: 1, low: 0.5, high: 1.5 });
    const judged = workers.asked.filter(({ input }) => input.format === 'chat');
    expect(judged).toHaveLength(2);
    expect(judged[0]!.input).toMatchObject({
      model,
      adapter: { folders: [] },
      seed: 0,
      generation: { temperature: 0 },
    });
    expect(judged[0]!.input.question).toContain('Here is the System Answer:\na');
    expect(workers.started()).toBe(2);
  });

  it('for whom a prompt is too long leaves that answer unscored', async () => {
    const { bench, model, workers, service } = await benchHome(['a']);
    workers.scripts.push({ pieces: [], last: 'too-long' }, { pieces: ['b'] }, { pieces: ['Score: 1'] });
    const report = await bench({ systems: 'base', scorers: 'judge', judge: `local:${model}` });
    expect(report.systems[0]!.scores.judge!.mean).toBe(1);
    const { items } = await service.call('run.samples', { run: report.run });
    expect(items[0]!.answers[0]).toMatchObject({
      answer: 'a',
      scores: { judge: null },
      explanations: { judge: 'Too long.' },
    });
  });
});

describe('similarity', () => {
  it('is scored by the embedding model, in a worker of its own', async () => {
    const { bench, workers, home } = await benchHome(['abc', 'Much longer than that.']);
    const folder = join(home, 'models', embeddingModel.id);
    writeTinyModel(folder);
    vi.stubEnv('STOCKPOT_MODELS', join(home, 'models'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const report = await bench({ systems: 'base', scorers: 'similarity', limit: 1 });
    // Lengths 3 and 18: (3 · 18 + 1) / √((3² + 1) (18² + 1))
    expect(report.systems[0]!.scores.similarity!.mean).toBeCloseTo(55 / Math.sqrt(10 * 325), 6);
    const embedded = workers.asked.filter(({ task }) => task === 'embed');
    expect(embedded.map(({ input }) => input)).toEqual([
      { model: folder, texts: ['abc', 'By the red button.'], device: 'cpu' },
    ]);
    expect(workers.started()).toBe(2);
  });

  it('is refused when its model is not here and can’t be fetched', async () => {
    const { bench, service, workers, home } = await benchHome([]);
    vi.stubEnv('STOCKPOT_MODELS', join(home, 'models'));
    onTestFinished(() => void vi.unstubAllEnvs());
    await service.call('settings.change', { offline: true });
    await expect(bench({ systems: 'base', scorers: 'similarity' })).rejects.toBeInstanceOf(AppError);
    expect(workers.asked.filter(({ task }) => task === 'generate')).toEqual([]);
  });
});

describe('a judge that can’t be asked', () => {
  it('is refused offline before anything is answered, and that is written down', async () => {
    const server = await endpointServer(() => 'Score: 2');
    const { bench, service, workers, store } = await benchHome([]);
    await service.call('settings.change', { offline: true });
    const asked = bench({ scorers: 'judge', judge: `${server.url}#m` });
    await expect(asked).rejects.toMatchObject({ code: 'model/offline' });
    expect([server.asked, workers.asked, store.jobs.list()]).toEqual([[], [], []]);
    const { items } = await service.call('connection.list', {});
    expect(items).toMatchObject([{ url: `${server.url}/chat/completions`, outcome: 'refused' }]);
  });

  it('is refused when it is not on this machine', async () => {
    const { bench, workers } = await benchHome([]);
    const asked = bench({ scorers: 'judge', judge: 'local:nothing-here' });
    await expect(asked).rejects.toMatchObject({ code: 'model/not-found' });
    const embeds = bench({ scorers: 'judge', judge: `local:${embeddingModel.id}` });
    await expect(embeds).rejects.toMatchObject({ code: 'model/unknown-architecture' });
    expect(workers.asked).toEqual([]);
  });

  it('ends the run, which goes on where it was once it answers again', async () => {
    let broken = true;
    const server = await endpointServer((_, count) =>
      broken && count > 1 ? { status: 400, body: 'overloaded' } : 'Score: 1',
    );
    const { bench, service, store, workers } = await benchHome([]);
    const asked = bench({ systems: 'base', scorers: 'judge', judge: `${server.url}#m` });
    await expect(asked).rejects.toMatchObject({ code: 'endpoint/refused' });
    broken = false;
    const [job] = store.jobs.list();
    await service.call('job.resume', { job: job!.id });
    const [run] = await service.call('run.list', {});
    expect((await service.call('run.show', { run: run!.id })).systems[0]!.scores.judge!.mean).toBe(1);
    // The first question was done: it is neither answered nor judged again.
    expect(workers.asked.filter(({ task }) => task === 'generate')).toHaveLength(3);
    expect(server.asked).toHaveLength(3);
  });
});
