import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmbedder, openEncoder } from '../../core/engine/index.ts';
import { embedTask } from '../../core/service/tasks/embed.ts';
import { vectorOf, vectorText } from '../../core/service/tasks/vectors.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { maxDifference } from '../helpers/reference.ts';
import { copyOfTinyEncoder } from '../helpers/tiny-encoder.ts';

const { folder: model, remove } = copyOfTinyEncoder();
afterAll(remove);

const texts = [
  'Press the pump.',
  '',
  'water oil filter '.repeat(20),
  ...Array.from({ length: 40 }, () => 'open valve'),
];
const told: { done: number; total: number }[] = [];
const context = {
  signal: new AbortController().signal,
  progress: (part: (typeof told)[number]) => void told.push(part),
};

describe('the embed task', () => {
  let vectors: Float32Array[];
  let cut: number;
  beforeAll(async () => {
    const result = await embedTask({ model, texts, device: 'cpu' }, context);
    vectors = result.vectors.map(vectorOf);
    cut = result.cut;
  });

  it('gives each text the vector that the embedder gives its ids, the end of a long one left out', async () => {
    const embedder = await createEmbedder(openEncoder(model), { device: 'cpu', threads: 1 });
    const tokenizer = loadTokenizer(model);
    const ids = texts.slice(0, 3).map((text) => tokenizer.encode(text, { addSpecial: true, maxTokens: 24 }));
    expect(ids.map(({ length }) => length)).toEqual([6, 2, 24]);
    const alone = await embedder.embed(ids);
    await embedder.dispose();
    alone.forEach((vector, i) => {
      expect(maxDifference(vectors[i]!, vector)).toBeLessThan(1e-6);
    });
  });

  it('says how many texts were too long, and how far it is', () => {
    expect(cut).toBe(1);
    expect(told.at(-1)).toEqual({ done: texts.length, total: texts.length });
  });

  it('serves calls at the same time', async () => {
    const both = await Promise.all(
      ['pump', 'valve'].map((text) => embedTask({ model, texts: [text], device: 'cpu' }, context)),
    );
    const [pump, valve] = both.map((each) => vectorOf(each.vectors[0]!));
    expect(maxDifference(pump!, valve!)).toBeGreaterThan(0.01);
  });

  it('gives nothing when it is stopped while it waits', async () => {
    const stopped = { ...context, signal: AbortSignal.abort() };
    expect(await embedTask({ model, texts, device: 'cpu' }, stopped)).toEqual({ vectors: [], cut: 0 });
  });
});

it('a vector crosses a process bit for bit', () => {
  const vector = Float32Array.of(1 / 3, -0, 1e-38, 3e38);
  expect(vectorOf(vectorText(vector))).toEqual(vector);
});
