import { describe, expect, it } from 'vitest';
import { adamDefaults, scheduleRow } from '../../../core/engine/programs/adamw.ts';
import { forwardProgram } from '../../../core/engine/programs/forward.ts';
import { stateName } from '../../../core/engine/programs/optimizer-loop.ts';
import { routerParameters, routerProgram } from '../../../core/engine/programs/router.ts';
import { createDecoder } from '../../../core/engine/runtime/decoder.ts';
import { OptimizerSession } from '../../../core/engine/runtime/optimizer-session.ts';
import { createScorer } from '../../../core/engine/runtime/scorer.ts';
import { concatenate, route, staticCoefficients } from '../../../core/soup/index.ts';
import { maxDifference, readReference, relativeL2 } from '../../helpers/reference.ts';
import { readRouterReference, routedFamilies } from '../../helpers/router-reference.ts';
import { cpu, feedsOf, referenceBatch, runGraph } from '../../helpers/run-graph.ts';

describe.each(routedFamilies)('routers over %s', (family) => {
  const reference = readReference(family);
  const { model, examples } = reference;
  const { skills, routing, tensor } = readRouterReference(family);
  const batch = referenceBatch(reference);
  const size = model.config.vocabularySize;
  const modules = [...routing.weights.keys()];

  it('weigh skills of unequal ranks, also where only some adapt a module, as NumPy does', async () => {
    const graph = forwardProgram(model, { ...batch, adapter: route(skills, routing), type: 'f32', output: 'logits' });
    const { logits } = await runGraph(graph, feedsOf(batch), { folder: model.folder });
    const expected = tensor('logits');
    examples.forEach(({ ids }, row) => {
      const [from, to] = [row * 12 * size, (row * 12 + ids.length) * size];
      expect(maxDifference(logits?.slice(from, to) ?? [], expected.slice(from, to))).toBeLessThan(1e-4);
    });
  });

  it('of zeros blend all skills equally', async () => {
    const zeros = new Map([...routing.weights].map(([module, weight]) => [module, weight.map(() => 0)]));
    const adapters = [
      route(skills, { skills: 3, weights: zeros }),
      concatenate(skills, staticCoefficients(skills, 1 / 3)),
    ];
    const [routed, equal] = await Promise.all(
      adapters.map(async (adapter) => {
        const graph = forwardProgram(model, { ...batch, adapter, type: 'f32', output: 'logits' });
        return (await runGraph(graph, feedsOf(batch), { folder: model.folder })).logits as Float32Array;
      }),
    );
    expect(maxDifference(routed ?? [], equal ?? [])).toBeLessThan(1e-5);
  });

  it.each([
    ['as they are', 'gradient', false],
    ['as they are, blocks computed again', 'gradient', true],
    ['of zeros', 'gradient-at-zero', false],
  ])('have the gradients that NumPy finds by central differences, %s', async (_, name, lowMemory) => {
    const parameters = routerParameters(model, skills);
    expect(parameters.map((parameter) => parameter.name)).toEqual(modules);
    const initial = [...routing.weights].map(([module, weight]) => {
      return [stateName('value', module), name === 'gradient' ? weight : weight.map(() => 0)] as const;
    });
    const program = routerProgram(model, skills, { ...batch, accumulate: true, lowMemory, type: 'f32' });
    const session = await OptimizerSession.create(program, parameters, new Map(initial), {
      folder: model.folder,
      device: cpu,
      threads: 1,
    });
    // a micro-batch that only accumulates leaves its gradient in the state
    const schedule = scheduleRow(adamDefaults, { step: 1, learningRate: 0, last: false });
    const { losses } = await session.run([{ batch, schedule, tokenWeight: 1 / batch.scored }]);
    const { state } = session;
    await session.dispose();
    if (name === 'gradient') expect(maxDifference(losses, tensor('loss'))).toBeLessThan(1e-5);
    for (const module of modules)
      expect(
        relativeL2(state.get(stateName('gradient', module)) ?? [], tensor(`${name}.${module}`)),
        module,
      ).toBeLessThan(1e-5);
  });

  it('decode, from the beginning and over a cache, with the likelihoods that the scorer gives', async () => {
    const adapter = route(skills, routing);
    const ids = examples[0]?.ids ?? [];
    const scorer = await createScorer(model, { adapter, device: 'cpu', length: 16, threads: 1 });
    const [scores] = await scorer.score([{ ids, from: 1 }]);
    await scorer.dispose();
    const decoder = await createDecoder(model, { adapter, device: 'cpu', threads: 1 });
    const decoded: number[] = [];
    for (let i = 1; i < ids.length; i++) {
      const [logits = new Float32Array()] = await decoder.nextLogits([ids.slice(0, i)]);
      const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
      decoded.push((logits[ids[i] as number] as number) - total);
    }
    await decoder.dispose();
    expect(maxDifference(decoded, scores ?? [])).toBeLessThan(1e-5);
  });

  it('are refused where they do not fit the skills', async () => {
    const adapter = new Map(route(skills, routing));
    const [module = '', lora] = [...adapter][0] ?? [];
    const { router } = lora ?? {};
    if (!lora || !router) throw new Error('no router');
    for (const wrong of [
      { ...router, ranks: [1, 1] },
      { ...router, weight: router.weight.slice(1) },
    ])
      await expect(
        createScorer(model, { adapter: new Map([[module, { ...lora, router: wrong }]]), device: 'cpu' }),
      ).rejects.toMatchObject({ code: 'engine/adapter-mismatch' });
  });
});
