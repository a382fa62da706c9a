import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type {
  AskResult,
  BenchReport,
  BuildPlan,
  BuildResult,
  ChatResult,
  ServiceEvent,
} from '../../core/service/index.ts';
import { runWith } from './fake.ts';

const answer: AskResult = {
  answer: 'Turn it off.',
  citations: [{ manual: 'man_1', page: 7, lastPage: 7, text: 'Turn the pump off before you open it.', rectangles: [] }],
  read: 0,
  tokens: 4,
  seconds: 1.5,
  firstTokenSeconds: 0.5,
  bot: 'Pump',
  system: 'cat-learned',
  support: 'related',
  finish: 'stop',
};

describe('what commands print', () => {
  it('says what a build would take, and what would stop it, without building', async () => {
    const plan: BuildPlan = {
      model: { id: 'm', title: 'Small', present: false, downloadBytes: 2 ** 20 },
      device: 'cpu',
      memoryMode: 'low',
      memoryBytes: 2 ** 30,
      freeMemoryBytes: 2 ** 31,
      diskBytes: 2 ** 21,
      freeDiskBytes: 2 ** 22,
      steps: { instruct: 0, train: 180, blend: 16 },
      seconds: 308,
      measured: true,
      recipe: {},
      instruction: { kind: 'stock', licence: 'CC BY-NC 4.0' },
      problems: [{ code: 'store/conflict', message: 'The name is taken.', hint: 'Choose another.' }],
    };
    const ran = await runWith(['build', 'pump.pdf', '--plan'], { 'bot.plan': plan });
    expect(ran.calls).toEqual([{ method: 'bot.plan', input: { manual: 'pump.pdf' } }]);
    expect(ran.stdout).toBe(
      [
        'Small: 1.0 MiB are fetched first; it is trained on cpu.',
        '  about 5 min 8 s (by earlier builds here), steps: 180 on the manual, 16 for the blend',
        '  memory 1.0 GiB of 2.0 GiB free, in the slower mode that takes less',
        '  disk 2.0 MiB of 4.0 MiB free',
        '  instructions: CC BY-NC 4.0',
        'Problem: The name is taken. Choose another.',
        '',
      ].join('\n'),
    );
  });

  it('gives an answer to scripts under the agreed names and no others', async () => {
    const ran = await runWith(['ask', 'Pump', 'How?', '--json'], { 'bot.ask': answer });
    expect(JSON.parse(ran.stdout)).toEqual({
      answer: 'Turn it off.',
      citations: [{ page: 7, text: 'Turn the pump off before you open it.' }],
      tokens: 4,
      seconds: 1.5,
      bot: 'Pump',
      system: 'cat-learned',
    });
    expect(ran.stderr).toBe('');
  });

  it('streams an answer to a person, then the pages it goes with', async () => {
    const ran = await runWith(['ask', 'Pump', 'How?'], {
      'bot.ask': (_input, emit) => {
        for (const text of ['Turn ', 'it off.']) emit({ kind: 'token', text });
        return answer;
      },
    });
    expect(ran.stdout).toBe('Turn it off.\n\nRelated pages\n  page 7: Turn the pump off before you open it.\n');
  });

  it('tells the passage that the model read from those that are only related', async () => {
    const citations = [...answer.citations, { manual: 'man_1', page: 9, lastPage: 9, text: 'Pumps.', rectangles: [] }];
    const ran = await runWith(['ask', 'Pump', 'How?', '--from-memory', '--seed', '3'], {
      'bot.ask': { ...answer, citations, read: 1, support: 'context' },
    });
    expect(ran.stdout.trim().split('\n')).toEqual([
      'From the manual',
      '  page 7: Turn the pump off before you open it.',
      'Related pages',
      '  page 9: Pumps.',
    ]);
    expect(ran.calls[0]?.input).toEqual({ bot: 'Pump', question: 'How?', withManual: false, seed: 3 });
  });

  it('says so when nothing in the manual supports an answer', async () => {
    const ran = await runWith(['ask', 'Pump', 'How?'], {
      'bot.ask': { ...answer, citations: [], support: 'unsupported' },
    });
    expect(ran.stdout).toContain('Nothing in the manual supports this.');
  });

  it('talks line by line in one conversation, and prints one document at its end', async () => {
    const ran = await runWith(
      ['chat', 'Pump', '--json'],
      {
        'chat.send': ({ question }): ChatResult => ({
          ...answer,
          answer: `to ${question}`,
          conversation: 'cnv_1',
          asked: 'msg_1',
          answered: 'msg_2',
        }),
      },
      { lines: ['one', 'two', '', 'never asked'] },
    );
    expect(ran.calls.map(({ input }) => input)).toEqual([
      { bot: 'Pump', question: 'one' },
      { bot: 'Pump', question: 'two', conversation: 'cnv_1' },
    ]);
    const { conversation, turns } = JSON.parse(ran.stdout);
    expect([conversation, turns.map((turn: { answer: string }) => turn.answer)]).toEqual([
      'cnv_1',
      ['to one', 'to two'],
    ]);
  });

  it('gives a benchmark to scripts under the agreed names and no others', async () => {
    const base = { name: 'base', n: 2, scores: { f1: { mean: 0.5, low: 0.25, high: 0.75 } }, seconds: 3 };
    const report: BenchReport = {
      run: 'run_1',
      suite: 's',
      model: 'm',
      bot: 'Pump',
      createdAt: '2026-01-02T03:04:05.000Z',
      seeds: [0],
      settings: {},
      systems: [{ ...base, details: { coefficient: 0.5 } }],
      samples: '/tmp/samples.jsonl',
    };
    const json = await runWith(['bench', 'Pump', '--suite', 's', '--systems', 'base', '--json'], {
      'bench.run': report,
    });
    const { run, suite, model, samples } = report;
    const document = { run, suite, model, systems: [base], samples };
    expect(JSON.parse(json.stdout)).toEqual(document);
    const shown = await runWith(['runs', 'show', run, '--json'], { 'run.show': report });
    expect(JSON.parse(shown.stdout)).toEqual(document);
    const human = await runWith(['bench', 'Pump', '--suite', 's'], { 'bench.run': report });
    expect(human.stdout).toMatch(/base +2 +0\.500 +0\.250 to 0\.750 +3 s/);
    expect(human.stdout).toContain('Every answer: /tmp/samples.jsonl');

    const half: BenchReport = { ...report, unfinished: 'paused' };
    const ofHalf = await runWith(['runs', 'show', 'run_1'], { 'run.show': half });
    expect(ofHalf.stdout).toContain('This run is paused: these are the answers it has so far.');
    expect(ofHalf.stdout).not.toContain('samples.jsonl');
    const data = await runWith(['runs', 'show', 'run_1', '--json'], { 'run.show': half });
    expect(JSON.parse(data.stdout)).toMatchObject({ unfinished: 'paused' });
  });

  it('tells of a build what was learned and how to ask', async () => {
    const result: BuildResult = {
      job: 'job_1',
      bot: 'bot_1',
      name: 'Pump',
      manual: 'man_1',
      model: 'm',
      recipe: 'quick',
      skills: [{ skill: 'skl_1', name: 'Pump manual', mean: 0.63, spread: 0.08, low: 0.4, high: 0.8 }],
      check: { windows: 'held-out', count: 8, base: 3.1, bot: 2.2 },
      steps: { train: 2, blend: 2 },
      promotion: {
        id: 'prm_1',
        bot: 'bot_1',
        botName: 'Pump',
        previous: 'bot_0',
        previousName: 'Old',
        decision: 'held',
        evidence: null,
        fell: [],
        reason: 'Its model is gone.',
        createdAt: '',
      },
      seconds: 65,
    };
    const ran = await runWith(['build', 'x'], { 'bot.build': result });
    expect(ran.stdout).toContain('base 3.100, bot 2.200');
    expect(ran.stdout).toContain('0.630');
    expect(ran.stdout).toContain('stockpot ask "Pump"');
    expect(ran.stdout).toContain('"Pump" is held back: "Old" stays the current bot.\n  reason: Its model is gone.');
  });
});

describe('progress', () => {
  const events: readonly ServiceEvent[] = [
    { kind: 'job', job: 'job_1', state: 'started' },
    { kind: 'stage', stage: 'train', state: 'started' },
    { kind: 'progress', stage: 'train', done: 1, total: 4, loss: 2.5, secondsLeft: 90 },
  ];
  const answers = {
    'bot.ask': (_input: unknown, emit: (event: ServiceEvent) => void) => {
      for (const event of events) emit(event);
      return answer;
    },
  };

  it('is JSON lines on stderr for scripts', async () => {
    const ran = await runWith(['ask', 'b', 'q', '--json'], answers);
    expect(
      ran.stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { event: 'job', job: 'job_1', state: 'started' },
      { event: 'stage', stage: 'train', state: 'started' },
      { event: 'progress', stage: 'train', done: 1, total: 4, loss: 2.5, secondsLeft: 90 },
    ]);
  });

  it('is redrawn in place on a terminal, and left out of a file', async () => {
    const terminal = await runWith(['ask', 'b', 'q'], answers, { tty: true });
    expect(terminal.stderr).toContain('Learning the manual  25 %  loss 2.500  1 min 30 s left\r\u001b[2K');
    const file = await runWith(['ask', 'b', 'q'], answers);
    expect(file.stderr).toBe('Job job_1\nLearning the manual …\n');
  });

  it('is silent with --quiet', async () => {
    expect((await runWith(['ask', 'b', 'q', '--quiet'], answers, { tty: true })).stderr).toBe('');
  });
});

describe('failures', () => {
  it('are the caller’s mistake with their code and hint', async () => {
    const failing = {
      'bot.ask': () => {
        throw new AppError('service/not-found', 'There is no bot "b".', { command: 'stockpot build FILE' });
      },
    };
    const json = await runWith(['ask', 'b', 'q', '--json'], failing);
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      2,
      { error: { code: 'service/not-found', message: 'There is no bot "b".', hint: 'stockpot build FILE' } },
    ]);
    const human = await runWith(['ask', 'b', 'q'], failing);
    expect([human.code, human.stdout]).toEqual([2, '']);
    expect(human.stderr).toBe('There is no bot "b". [service/not-found]\nstockpot build FILE\n');
    expect(human.closed).toBe(1);
  });

  it('are a defect of ours when nobody foresaw them', async () => {
    const failing = {
      'bot.ask': () => {
        throw new TypeError('x is undefined');
      },
    };
    const ran = await runWith(['ask', 'b', 'q', '--json'], failing);
    expect([ran.code, JSON.parse(ran.stdout).error.code]).toEqual([1, 'internal/defect']);
  });

  it('are a cancellation when the person interrupted', async () => {
    const interruption = new AbortController();
    const interrupted = {
      'bot.ask': (_input: unknown, _emit: unknown, signal: AbortSignal | undefined) => {
        interruption.abort();
        signal?.throwIfAborted();
        return answer;
      },
    };
    const ran = await runWith(['ask', 'b', 'q', '--json'], interrupted, { signal: interruption.signal });
    expect([ran.code, JSON.parse(ran.stdout).error.code]).toEqual([130, 'jobs/cancelled']);
  });
});
