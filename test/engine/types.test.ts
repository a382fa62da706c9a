import { describe, expect, it } from 'vitest';
import type { Graph, GraphNode } from '../../core/engine/graph/graph.ts';
import type { FloatType } from '../../core/engine/graph/types.ts';
import {
  adamDefaults,
  createDecoder,
  createScorer,
  loraLayers,
  loraParameters,
  OptimizerSession,
  scheduleRow,
  stateName,
  trainProgram,
} from '../../core/engine/index.ts';
import { coefficientProgram, thetaName } from '../../core/engine/programs/coefficients.ts';
import { allNodes, programs } from '../helpers/programs.ts';
import { families, maxDifference, type Reference, readReference, relativeL2 } from '../helpers/reference.ts';
import { cpu, referenceBatch } from '../helpers/run-graph.ts';

// On the processor onnxruntime computes f16 in f32 between casts (its own f16 Gemm is very slow, so programs take MatMul): what is
// tried here is the programs' types, scaling and rounding, not a graphics card's arithmetic. bf16 does not run there at all.
const half = { ...cpu, type: 'f16' } as const;
const names = Object.keys(programs);
const build = (name: string, reference: Reference, type: FloatType): Graph =>
  (programs[name] as (typeof programs)[string])(reference, type);

describe.each(families)('in f16, %s', (family) => {
  const reference = readReference(family);
  const { model, adapter, examples } = reference;
  const batch = referenceBatch(reference);

  it('scores as f32 does to about three digits', async () => {
    const sequences = examples.map(({ ids }) => ({ ids, from: 1 }));
    const scoresOn = async (device: typeof cpu) => {
      const scorer = await createScorer(model, { adapter, device, batch: 2, length: 12, threads: 1 });
      const scores = await scorer.score(sequences);
      await scorer.dispose();
      return scores.flatMap((row) => [...row]);
    };
    const [low, exact] = [await scoresOn(half), await scoresOn(cpu)];
    expect(relativeL2(low, exact)).toBeLessThan(5e-3);
    expect(maxDifference(low, exact)).toBeGreaterThan(0);
  });

  it('decodes with logits within 1 % of f32, over a cache too', async () => {
    const logitsOn = async (device: typeof cpu) => {
      const decoder = await createDecoder(model, { adapter, device, threads: 1, weights: 'dense' });
      const prompt = examples[0]?.ids ?? [];
      const first = await decoder.nextLogits([prompt.slice(0, 7)]);
      const second = await decoder.nextLogits([prompt]);
      await decoder.dispose();
      return [...first, ...second].flatMap((row) => [...row]);
    };
    expect(relativeL2(await logitsOn(half), await logitsOn(cpu))).toBeLessThan(1e-2);
  });

  /** The accumulated gradient after one micro-batch, its loss, and its norm. */
  async function gradientOn(type: FloatType, gradientScale: number) {
    const targets = ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'];
    const parameters = loraParameters(loraLayers(model.config, targets), 4);
    const options = { ...batch, targets, rank: 4, alpha: 8, dropout: 0, accumulate: true, lowMemory: false };
    const session = await OptimizerSession.create(
      trainProgram(model, { ...options, type }),
      parameters,
      new Map(
        [...adapter].flatMap(([module, { a, b }]) => [
          [stateName('value', `${module}.a`), a],
          [stateName('value', `${module}.b`), b],
        ]),
      ),
      { folder: model.folder, device: cpu, threads: 1 },
    );
    const step = async (last: boolean, scale: number) => {
      const schedule = scheduleRow(adamDefaults, { step: 1, learningRate: 0.01, last, gradientScale: scale });
      return session.run([{ batch, schedule, tokenWeight: 1 / batch.scored }]);
    };
    const before = new Map(session.state);
    const kept = await step(false, gradientScale);
    const gradients = new Map(session.state);
    session.restore(before);
    return { kept, gradients, before, step, session, parameters };
  }

  it('gives the gradients of f32 to two digits, from a scaled loss', async () => {
    const low = await gradientOn('f16', 1024);
    const exact = await gradientOn('f32', 1);
    await Promise.all([low.session.dispose(), exact.session.dispose()]);
    expect(maxDifference(low.kept.losses, exact.kept.losses)).toBeLessThan(1e-2);
    expect(Math.abs((low.kept.norms[0] as number) / (exact.kept.norms[0] as number) - 1)).toBeLessThan(2e-2);
    for (const { name } of low.parameters) {
      const scaled = low.gradients.get(stateName('gradient', name)) as Float32Array;
      const wanted = exact.gradients.get(stateName('gradient', name)) as Float32Array;
      expect(
        relativeL2(
          scaled.map((x) => x / 1024),
          wanted,
        ),
        name,
      ).toBeLessThan(2e-2);
    }
  });

  it('leaves all as it is in a step whose gradient overflows, and says so by its norm', async () => {
    const { step, session, before } = await gradientOn('f16', 1024);
    const { losses, norms } = await step(true, 2 ** 30);
    expect(Number.isFinite(losses[0])).toBe(true);
    expect(Number.isFinite(norms[0])).toBe(false);
    expect(session.state).toEqual(before);
    const good = await step(true, 1024);
    expect(Number.isFinite(good.norms[0])).toBe(true);
    expect(session.state).not.toEqual(before);
    await session.dispose();
  });

  it('gives the coefficients’ gradient of f32 to two digits', async () => {
    const gradientOf = async (type: FloatType) => {
      const raw = reference.tensor('cat.free.raw');
      const graph = coefficientProgram(model, [adapter, reference.adapter2], {
        ...batch,
        constraint: 'free',
        granularity: 'module',
        accumulate: true,
        lowMemory: false,
        type,
      });
      const session = await OptimizerSession.create(
        graph,
        [{ name: thetaName, shape: [raw.length / 2, 2] }],
        new Map([[stateName('value', thetaName), raw]]),
        { folder: model.folder, device: cpu, threads: 1 },
      );
      const schedule = scheduleRow(adamDefaults, { step: 1, learningRate: 0, last: false, gradientScale: 1024 });
      await session.run([{ batch, schedule, tokenWeight: 1 / batch.scored }]);
      const gradient = session.state.get(stateName('gradient', thetaName)) as Float32Array;
      await session.dispose();
      return gradient;
    };
    expect(relativeL2(await gradientOf('f16'), await gradientOf('f32'))).toBeLessThan(2e-2);
  });
});

describe.each(families)('in half types, %s', (family) => {
  const reference = readReference(family);

  it.each(names)('%s takes and gives f32 and i64 alone', (name) => {
    for (const type of ['f16', 'bf16'] as const) {
      const { inputs, outputs } = build(name, reference, type);
      const crossing = [...inputs, ...outputs.map(({ value }) => value)].map((value) => value.type);
      expect(new Set([...crossing, 'f32', 'i64'])).toEqual(new Set(['f32', 'i64']));
    }
  });

  it.each(names)('%s in bf16 is the program of f32 but for casts and how matrices are multiplied', (name) => {
    const [brain, exact] = (['bf16', 'f32'] as const).map((type) => count(allNodes(build(name, reference, type))));
    expect(brain).toEqual(exact);
  });

  it.each(names)('%s computes losses, log-probabilities, means and the optimizer in f32', (name) => {
    for (const type of ['f16', 'bf16'] as const)
      for (const { op, inputs } of allNodes(build(name, reference, type)))
        if (['LogSoftmax', 'ReduceMean', 'ReduceSumSquare', 'Sqrt', 'Exp', 'ScatterElements'].includes(op))
          expect(inputs[0]?.type, op).toBe('f32');
  });
});

/** How often each op occurs: casts and names left out, a product with a sum taken apart, all products alike. */
function count(nodes: readonly GraphNode[]): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (op: string) => {
    counts[op] = (counts[op] ?? 0) + 1;
  };
  for (const { op, inputs } of nodes) {
    if (op === 'Cast' || op === 'Identity') continue;
    if (op === 'Gemm' || op === 'MatMul' || op === 'FusedMatMul') add('product');
    else add(op);
    if (op === 'Gemm' && inputs.length === 3) add('Add');
  }
  return counts;
}
