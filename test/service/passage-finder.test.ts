import { describe, expect, it } from 'vitest';
import type { EngineWorker } from '../../core/service/engine-worker.ts';
import { passageFinder } from '../../core/service/passage-finder.ts';
import { vectorText } from '../../core/service/tasks/vectors.ts';
import { addManual, temporaryStore } from '../store/temporary-home.ts';

const words = ['pump', 'valve', 'filter', 'start'];

/** Embeds a text by how often it has each word; a text of more than ten words counts as cut. */
function countingWorker() {
  const asked: string[][] = [];
  const request = async (_task: string, { texts }: { texts: string[] }) => {
    asked.push(texts);
    const counts = (text: string) => words.map((word) => text.toLowerCase().split(word).length - 1);
    return {
      vectors: texts.map((text) => vectorText(Float32Array.from(counts(text)))),
      cut: texts.filter((text) => text.split(' ').length > 10).length,
    };
  };
  return { asked, worker: { request, close: async () => {} } as unknown as EngineWorker };
}

function finderOver(texts: readonly string[], hash = 'h'.repeat(64)) {
  const store = temporaryStore();
  const { id } = addManual(store, texts);
  const { asked, worker } = countingWorker();
  const model = { id: 'encoder', folder: '/models/encoder', hash };
  return { store, id, asked, finder: passageFinder(store, [id], { worker, model, device: 'cpu' }), worker, model };
}

describe('a passage finder', () => {
  it('embeds each passage once, with the headings it stands under', async () => {
    const { finder, asked } = finderOver(['The pump.', 'A valve.']);
    expect(await finder.prepare()).toEqual({ embedded: 2, cut: 0 });
    expect(asked).toEqual([['Start\nThe pump.', 'Start\nA valve.']]);
    expect(await finder.prepare()).toEqual({ embedded: 0, cut: 0 });
    expect(asked).toHaveLength(1);
  });

  it('finds the nearest passages of each question', async () => {
    const { finder } = finderOver(['pump pump', 'valve', 'filter and pump']);
    await finder.prepare();
    const found = await finder.nearest(['start the pump', 'start the valve'], 2);
    expect(found.map((passages) => passages.map(({ text }) => text))).toEqual([
      ['pump pump', 'filter and pump'],
      ['valve', 'filter and pump'],
    ]);
  });

  it('keeps what it has when it is stopped, tells how far it is, and goes on there', async () => {
    const { finder, asked } = finderOver(Array.from({ length: 100 }, (_, i) => `pump ${i}`));
    const stop = new AbortController();
    const told: number[] = [];
    const onProgress = (done: number) => {
      told.push(done);
      stop.abort(new Error('enough'));
    };
    await expect(finder.prepare({ signal: stop.signal, onProgress })).rejects.toThrow('enough');
    expect(told).toEqual([64]);
    const before = asked.flat().length;
    expect((await finder.prepare()).embedded).toBe(36);
    expect(asked.flat().length).toBe(before + 36);
  });

  it('says how many passages are longer than the model reads', async () => {
    const { finder } = finderOver(['pump '.repeat(11), 'pump']);
    expect((await finder.prepare()).cut).toBe(1);
  });

  it('embeds again what another version of the model embedded', async () => {
    const { finder, store, id, worker, model } = finderOver(['pump']);
    await finder.prepare();
    const other = passageFinder(store, [id], { worker, model: { ...model, hash: 'i'.repeat(64) }, device: 'cpu' });
    expect(await other.nearest(['pump'], 1)).toEqual([[]]);
    expect((await other.prepare()).embedded).toBe(1);
    expect((await other.nearest(['pump'], 1))[0]).toHaveLength(1);
  });
});
