import { describe, expect, it } from 'vitest';
import { packExamples } from '../../../core/engine/programs/packing.ts';
import { createAdapterScorer } from '../../../core/engine/runtime/adapter-scorer.ts';
import { commonStart, createScorer } from '../../../core/engine/runtime/scorer.ts';
import { maxDifference, readReference } from '../../helpers/reference.ts';

const start = [3, 9, 4, 7, 5];
const sequences = [
  { ids: [...start, 8, 6, 2, 11], from: 7 },
  { ids: [...start, 8, 1, 10], from: 6 },
  { ids: [...start, 12, 3, 3, 5, 4], from: 7 },
  { ids: [...start, 2, 7], from: 6 },
];

describe('sequences that begin alike', () => {
  it('have their beginning in common as far as it is before the first token that is scored', () => {
    expect(commonStart(sequences)).toBe(5);
    expect(commonStart(sequences.slice(0, 2))).toBe(5);
    expect(commonStart([...sequences, { ids: [3, 9, 1], from: 2 }])).toBe(1);
    expect(commonStart(sequences.slice(0, 1))).toBe(0);
    expect(commonStart([])).toBe(0);
  });

  it('are packed into rows that hold it once', () => {
    const examples = sequences.map(({ ids, from }) => ({ ids, lossStart: from }));
    const [packed, ...more] = packExamples(examples, { batch: 2, length: 13, shared: 5 });
    expect(more).toEqual([]);
    expect(Array.from(packed!.ids.subarray(0, 13), Number)).toEqual([...start, 8, 6, 2, 11, 8, 1, 10, 0]);
    expect(Array.from(packed!.segments.subarray(0, 13), Number)).toEqual([
      ...[-2, -2, -2, -2, -2, 0, 0, 0, 0],
      ...[1, 1, 1, -1],
    ]);
    expect(Array.from(packed!.positions.subarray(5, 12), Number)).toEqual([5, 6, 7, 8, 5, 6, 7]);
    expect(packed!.tokens).toBe(12 + 12);
  });

  // Mistral's window keeps beginnings apart; its scores are the same.
  it.each(['llama', 'qwen2', 'qwen3', 'mistral'])('are scored as each is alone, %s', async (family) => {
    const { model, adapter, modules } = readReference(family);
    const options = { device: 'cpu', threads: 1, batch: 2, length: 16 } as const;
    const alone = await createScorer(model, { ...options, adapter });
    const wanted: Float32Array[] = [];
    for (const one of sequences) wanted.push(...(await alone.score([one])));
    const together = await alone.score(sequences);
    await alone.dispose();
    const given = await createAdapterScorer(model, { ...options, modules });
    const supplied = await given.score(adapter, sequences);
    await given.dispose();
    for (const [i, { ids, from }] of sequences.entries()) {
      expect(wanted[i]).toHaveLength(ids.length - from);
      expect(maxDifference(together[i]!, wanted[i]!)).toBeLessThan(1e-5);
      expect(maxDifference(supplied[i]!, wanted[i]!)).toBeLessThan(1e-5);
    }
  });
});
