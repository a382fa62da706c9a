import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { embeddingModel } from '../../../core/catalog/index.ts';
import { tinyEncoderFiles } from '../../catalog/places.ts';
import { temporaryFolder } from '../../store/temporary-home.ts';
import { chatHome } from '../chat-home.ts';

beforeEach(() => {
  for (const name of ['STOCKPOT_MODELS', 'HF_HUB_CACHE']) vi.stubEnv(name, '');
  vi.stubEnv('HF_HOME', temporaryFolder());
});
afterEach(() => vi.unstubAllEnvs());

// The worker of these tests embeds a text by its length: a long question finds the long passage, a short one the short passage.
const questions = [
  { question: 'By which button is the large pump started up?', answer: 'By the red button.' },
  { question: 'What is cleaned?', answer: 'The filter.' },
];

/** A bot over a manual of two passages, and the embedding model where it is looked for. */
async function retrievalHome({ withModel = true } = {}) {
  const made = await chatHome();
  const suite = join(made.home, 'pump.json');
  writeFileSync(suite, JSON.stringify(questions));
  if (withModel)
    for (const [name, bytes] of Object.entries(tinyEncoderFiles())) {
      const path = join(made.home, 'models', embeddingModel.id, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
  const bench = (systems: string) =>
    made.service.call('bench.run', { target: made.bot.id, suite, systems, shots: 0, device: 'cpu' });
  const inputs = (task: string) => made.workers.asked.filter((one) => one.task === task).map(({ input }) => input);
  return { ...made, bench, inputs };
}

const started = 'Press the red button to start the pump.';
const cleaned = 'Clean the filter.';

describe('the system retrieval', () => {
  it('puts the passages nearest to each question before it, for the answer and for its likelihood', async () => {
    const { bench, inputs, instruct, store, service } = await retrievalHome();
    const report = await bench('retrieval');
    const read = [
      [started, cleaned],
      [cleaned, started],
    ];
    expect(inputs('generate').map(({ passages }) => passages)).toEqual(read);
    const [measured] = inputs('likelihoods');
    expect((measured!.pairs as { passages: string[] }[]).map(({ passages }) => passages)).toEqual(read);
    expect(measured!.adapter).toEqual({ folders: [store.skillFolder(instruct)] });

    const { items } = await service.call('run.samples', { run: report.run });
    expect(items[1]!.answers[0]!.citations[0]).toMatchObject({ page: 1, text: cleaned });
    expect(store.runs.systems(report.run)[0]!.details).toMatchObject({
      skill: 'Instruct',
      embeddingModel: embeddingModel.id,
      passages: 3,
      cut: 0,
    });
  });

  it('is answered by the base model too, with the passages found once', async () => {
    const { bench, inputs } = await retrievalHome();
    await bench('retrieval,retrieval-base');
    expect(inputs('embed').map(({ texts }) => (texts as string[]).length)).toEqual([2, 2]);
    expect(inputs('likelihoods')[1]!.adapter).toEqual({ folders: [] });
    await bench('retrieval-base');
    // The passages' vectors are kept; only the questions are embedded anew.
    expect(inputs('embed')).toHaveLength(3);
  });

  it('can’t be had of a bot that speaks from no manual', async () => {
    const { service, store, bot } = await retrievalHome();
    store.bots.setManuals(bot.id, []);
    const { systems } = await service.call('bench.options', { target: bot.id });
    const reasons = systems.filter(({ name }) => name.startsWith('retrieval')).map(({ reason }) => reason);
    expect(reasons).toEqual(['This bot speaks from no manual.', 'This bot speaks from no manual.']);
  });

  it('is refused before anything is asked when the embedding model can’t be had', async () => {
    const { bench, workers, store } = await retrievalHome({ withModel: false });
    await expect(bench('base,retrieval')).rejects.toMatchObject({ code: 'model/offline' });
    expect(workers.asked.filter(({ task }) => task === 'generate')).toEqual([]);
    expect(store.runs.list()).toEqual([]);
  });
});
