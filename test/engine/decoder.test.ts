import { describe, expect, it } from 'vitest';
import { createDecoder } from '../../core/engine/runtime/decoder.ts';
import { families, maxDifference, readReference } from '../helpers/reference.ts';

const greedy = { maxNewTokens: 12, temperature: 0, topP: 1, topK: 0, repetitionPenalty: 1, seed: 1, stopIds: [] };

describe.each(families)('decoding %s', (family) => {
  const { model, json, adapter, examples, tensor } = readReference(family);
  const { prompts, base, adapter: adapted } = json.greedy;

  it('continues prompts of unequal length as transformers does, together in one batch', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', batch: prompts.length, threads: 1 });
    const { ids, finish } = await decoder.generate(prompts, greedy);
    await decoder.dispose();
    expect(ids).toEqual(base.ids);
    expect(finish).toEqual(prompts.map(() => 'length'));
  });

  it('continues each prompt alone with an adapter, and the same again from the cache', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', adapter, threads: 1 });
    for (const row of [0, 1, 1, 0]) {
      const { ids } = await decoder.generate([prompts[row] as number[]], greedy);
      expect(ids[0]).toEqual(adapted.ids[row]);
    }
    await decoder.dispose();
  });

  it('gives the logits of the token after a prompt', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', adapter, threads: 1 });
    const ids = examples[0]?.ids ?? [];
    const size = model.config.vocabularySize;
    for (const length of [12, 5, 9]) {
      const [logits] = await decoder.nextLogits([ids.slice(0, length)]);
      const expected = tensor('logits_adapter').slice((length - 1) * size, length * size);
      expect(maxDifference(logits ?? [], expected)).toBeLessThan(1e-4);
    }
    await decoder.dispose();
  });
});

describe('a generation', () => {
  const { model, json } = readReference('llama');
  const prompt = json.greedy.prompts[0] as number[];
  const continuation = json.greedy.base.ids[0] as number[];

  it('ends at a stop token, which is not part of the result', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', threads: 1 });
    const stop = continuation[4] as number;
    const { ids, finish } = await decoder.generate([prompt], { ...greedy, stopIds: [stop] });
    expect(ids[0]).toEqual(continuation.slice(0, continuation.indexOf(stop)));
    expect(finish).toEqual(['stop']);
    await decoder.dispose();
  });

  it('ends within one token when it is asked to', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', threads: 1 });
    const control = new AbortController();
    let tokens = 0;
    const { ids, finish } = await decoder.generate([prompt], {
      ...greedy,
      signal: control.signal,
      onToken: () => {
        if (++tokens === 3) control.abort();
        return undefined;
      },
    });
    expect(ids[0]).toEqual(continuation.slice(0, 3));
    expect(finish).toEqual(['cancelled']);
    await decoder.dispose();
  });

  it('ends a row when the caller says stop, and goes on with the others', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', batch: 2, threads: 1 });
    const { ids, finish } = await decoder.generate(json.greedy.prompts, {
      ...greedy,
      onToken: (row) => (row === 0 ? 'stop' : undefined),
    });
    expect(ids).toEqual([continuation.slice(0, 1), json.greedy.base.ids[1]]);
    expect(finish).toEqual(['stop', 'length']);
    await decoder.dispose();
  });

  it('ends where the context is full, and refuses a prompt that leaves no room', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', contextLength: prompt.length + 2, threads: 1 });
    const { ids, finish } = await decoder.generate([prompt], greedy);
    expect(ids[0]).toEqual(continuation.slice(0, 2));
    expect(finish).toEqual(['length']);
    await expect(decoder.generate([[...prompt, 1, 2]], greedy)).rejects.toMatchObject({ code: 'engine/too-long' });
    await decoder.dispose();
  });

  it('goes on over more tokens than the cache first has room for, as one pass would', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', threads: 1, contextLength: 256 });
    const long = Array.from({ length: 250 }, (_, i) => (i * 37) % 96);
    const inOne = await decoder.nextLogits([long]);
    const { ids } = await decoder.generate([long.slice(0, 100)], { ...greedy, maxNewTokens: 1 });
    expect(ids[0]).toHaveLength(1);
    // taken in pieces, each over what is cached
    for (const length of [120, 150, 200]) await decoder.nextLogits([long.slice(0, length)]);
    const inPieces = await decoder.nextLogits([long]);
    expect(maxDifference(inPieces[0] ?? [], inOne[0] ?? [])).toBeLessThan(1e-5);
    await decoder.dispose();
  });

  it('gives the same tokens for the same seed, and others for another', async () => {
    const decoder = await createDecoder(model, { device: 'cpu', threads: 1 });
    const sample = async (seed: number) =>
      (await decoder.generate([prompt], { ...greedy, temperature: 1.5, topP: 0.95, topK: 40, seed })).ids[0];
    expect(await sample(7)).toEqual(await sample(7));
    expect(await sample(8)).not.toEqual(await sample(7));
    await decoder.dispose();
  });
});
