import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../../core/engine/adapter.ts';
import { createAdapterScorer } from '../../../core/engine/runtime/adapter-scorer.ts';
import { createScorer } from '../../../core/engine/runtime/scorer.ts';
import { concatenate, route, staticCoefficients } from '../../../core/soup/index.ts';
import { maxDifference, readReference } from '../../helpers/reference.ts';
import { readRouterReference } from '../../helpers/router-reference.ts';

describe.each(['llama', 'qwen3'])('a scorer that is given its adapters, %s', (family) => {
  const { model, adapter, adapter2, modules, examples } = readReference(family);
  const sequences = examples.map(({ ids }) => ({ ids, from: 1 }));
  const shape = { device: 'cpu', batch: 2, length: 12, threads: 1 } as const;

  it('scores each as a scorer made for it does, whatever its rank, scaling and modules', async () => {
    const few: Adapter = new Map([...adapter].filter(([module]) => !module.includes('v_proj')));
    const soup = concatenate([adapter, adapter2], staticCoefficients([adapter, adapter2], [0.7, -0.4]));
    const scorer = await createAdapterScorer(model, { ...shape, modules });
    for (const one of [adapter, adapter2, soup, few, new Map(), adapter]) {
      const own = await createScorer(model, { ...shape, adapter: one });
      const [found, wanted] = [await scorer.score(one, sequences), await own.score(sequences)];
      await own.dispose();
      found.forEach((row, i) => {
        expect(row).toHaveLength(sequences[i]!.ids.length - 1);
        expect(maxDifference(row, wanted[i] ?? [])).toBeLessThan(1e-5);
      });
    }
    await scorer.dispose();
  });

  it('refuses modules that the model lacks, and adapters that it was not made for', async () => {
    const mismatch = { code: 'engine/adapter-mismatch' };
    await expect(createAdapterScorer(model, { ...shape, modules: ['lm_head'] })).rejects.toMatchObject(mismatch);
    const scorer = await createAdapterScorer(model, { ...shape, modules: modules.slice(1) });
    await expect(scorer.score(adapter, sequences)).rejects.toMatchObject(mismatch);
    if (family === 'llama') {
      const { skills, routing } = readRouterReference(family);
      const routed = new Map([...route(skills, routing)].slice(1));
      await expect(scorer.score(routed, sequences)).rejects.toMatchObject(mismatch);
    }
    await scorer.dispose();
  });
});
