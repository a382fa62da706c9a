import { describe, expect, it } from 'vitest';
import { Graph } from '../../../core/engine/graph/graph.ts';
import { math } from '../../../core/engine/graph/math.ts';
import type { Value } from '../../../core/engine/graph/types.ts';
import {
  adamDefaults,
  loraLayers,
  loraParameters,
  maskOffset,
  OptimizerSession,
  type OptimizerState,
  packExamples,
  scheduleRow,
  stateName,
  trainProgram,
} from '../../../core/engine/index.ts';
import { dropoutPool, maskRows } from '../../../core/engine/programs/dropout.ts';
import { readReference } from '../../helpers/reference.ts';
import { cpu, runGraph } from '../../helpers/run-graph.ts';

describe('where a dropout mask begins', () => {
  it('leaves room for all of its rows, however wide they are', () => {
    for (const width of [576, 600, 1536]) {
      const rows = 400;
      for (let i = 0; i < 2000; i++) {
        const first = Math.floor(maskOffset(i, i, 3, rows * width) / width);
        expect(first + rows).toBeLessThanOrEqual(Math.floor((1 << 22) / width));
      }
    }
  });

  it('is the same for the same seed, micro-batch and layer, and in range', () => {
    for (const elements of [1, 400 * 576, 1 << 22])
      for (let i = 0; i < 200; i++) {
        const offset = maskOffset(i * 7919, i, i % 5, elements);
        expect(offset).toBe(maskOffset(i * 7919, i, i % 5, elements));
        expect(Number.isInteger(offset)).toBe(true);
        expect(offset >= 0 && offset + elements <= 1 << 22).toBe(true);
      }
  });

  it('differs for almost all distinct seeds, micro-batches and layers', () => {
    const offsets: number[] = [];
    for (const seed of [0, 1, 2 ** 31])
      for (let batch = 0; batch < 20; batch++)
        for (let layer = 0; layer < 20; layer++) offsets.push(maskOffset(seed, batch, layer, 1000));
    // 1,200 draws out of four million: a handful of pairs may meet by chance (0.17 are expected)
    expect(new Set(offsets).size).toBeGreaterThanOrEqual(offsets.length - 3);
    // and they lie all over the pool, not near one another
    const tenths = new Set(offsets.map((offset) => Math.floor((offset / (1 << 22)) * 10)));
    expect(tenths.size).toBe(10);
    const neighbours = offsets.filter((offset, i) => Math.abs(offset - (offsets[i - 1] ?? -1e9)) < 1000);
    expect(neighbours.length).toBeLessThan(10);
  });

  it('is refused for a mask larger than the pool', () => {
    expect(() => maskOffset(1, 1, 1, (1 << 22) + 1)).toThrow(RangeError);
  });
});

describe('the pool of masks', () => {
  it.each([0.05, 0.1, 0.5])('drops a share of %f, keeps the mean, and looks random', async (p) => {
    const graph = new Graph();
    const pool = dropoutPool(graph, p, 600);
    const offset = graph.input('offset', 'i64', [1]);
    const [rows] = maskRows(graph, offset, [600], 500);
    graph.output('mask', math(graph).gather(pool, rows as Value));
    const at = (value: number) => ({ offset: { data: BigInt64Array.of(BigInt(value)), dims: [1] } });
    const { mask = new Float32Array() } = await runGraph(graph, at(1_234_567));
    const scale = Math.fround(1 / (1 - p));
    expect(mask).toHaveLength(300_000);
    expect([...new Set(mask)].sort()).toEqual([0, scale]);
    // binomial: five standard deviations
    const bound = 5 * Math.sqrt((p * (1 - p)) / mask.length);
    const zeros = mask.filter((x) => x === 0).length / mask.length;
    expect(Math.abs(zeros - p)).toBeLessThan(bound);
    // neighbours, and the same column of the next row, are dropped independently of one another
    for (const lag of [1, 2, 600]) {
      let both = 0;
      for (let i = lag; i < mask.length; i++) if (mask[i] === 0 && mask[i - lag] === 0) both++;
      const pair = p * p;
      expect(Math.abs(both / (mask.length - lag) - pair)).toBeLessThan(
        6 * Math.sqrt((pair * (1 - pair)) / mask.length),
      );
    }
    // a mask elsewhere is another, and begins in the row that it is told
    const shifted = (await runGraph(graph, at(1_234_567 + 600))).mask ?? new Float32Array();
    expect(shifted.slice(0, -600)).toEqual(mask.slice(600));
  });
});

describe('a training with dropout', () => {
  const { model, adapter, examples } = readReference('llama');
  const targets = ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'];
  const shape = { batch: 2, length: 12 };
  const layers = loraLayers(model.config, targets);
  const parameters = loraParameters(layers, 4);
  const [batch] = packExamples(examples, shape);
  const program = { ...shape, targets, rank: 4, alpha: 8, accumulate: false, lowMemory: false, type: 'f32' } as const;
  const start: OptimizerState = new Map(
    [...adapter].flatMap(([module, { a, b }]) => [
      [stateName('value', `${module}.a`), a],
      [stateName('value', `${module}.b`), b],
    ]),
  );
  const create = (state: OptimizerState, dropout = 0.3) =>
    OptimizerSession.create(trainProgram(model, { ...program, dropout }), parameters, state, {
      folder: model.folder,
      device: cpu,
      threads: 1,
    });
  const inputs = (seed: number) =>
    Array.from({ length: 6 }, (_, i) => ({
      batch: batch as NonNullable<typeof batch>,
      tokenWeight: 0.05,
      schedule: scheduleRow(adamDefaults, { step: i + 1, learningRate: 0.01, last: true }),
      extra: { masks: layers.map(({ inSize }, layer) => maskOffset(seed, i, layer, 24 * inSize)) },
    }));

  it('comes to the same bits in one invocation, in several, and in a session that is begun anew', async () => {
    const whole = await create(start);
    const { losses } = await whole.run(inputs(1));
    const expected = Object.fromEntries(whole.state);
    await whole.dispose();

    const single = await create(start);
    const separately: number[] = [];
    for (const input of inputs(1)) separately.push(...(await single.run([input])).losses);
    expect(separately).toEqual(losses);
    expect(Object.fromEntries(single.state)).toEqual(expected);
    await single.dispose();

    const first = await create(start);
    await first.run(inputs(1).slice(0, 4));
    const second = await create(new Map([...first.state].map(([name, data]) => [name, Float32Array.from(data)])));
    await first.dispose();
    await second.run(inputs(1).slice(4));
    expect(Object.fromEntries(second.state)).toEqual(expected);
    await second.dispose();
  });

  it('drops other inputs in another micro-batch, and for another seed', async () => {
    const session = await create(start);
    const loss = async (seed: number, step: number) => {
      const [lossOf] = (await session.run([inputs(seed)[step] as ReturnType<typeof inputs>[number]])).losses;
      session.restore(before);
      return lossOf;
    };
    const before = session.state;
    const first = await loss(1, 0);
    expect(await loss(1, 0)).toBe(first);
    expect(await loss(1, 1)).not.toBe(first);
    expect(await loss(2, 0)).not.toBe(first);
    await session.dispose();
  });
});
