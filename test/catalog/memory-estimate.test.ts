import { expect, it } from 'vitest';
import { baseModels } from '../../core/catalog/entries.ts';
import { estimateMemory } from '../../core/catalog/memory-estimate.ts';

it.each([
  // Parameters as published on the model pages.
  ['SmolLM2-135M-Instruct', 134.5e6],
  ['SmolLM2-360M-Instruct', 361.8e6],
  ['Qwen2.5-0.5B-Instruct', 494e6],
  ['Qwen3-0.6B', 596e6],
  ['Llama-3.2-1B-Instruct', 1.236e9],
  ['Qwen2.5-1.5B-Instruct', 1.544e9],
  ['Mistral-7B-Instruct-v0.3', 7.248e9],
])('the sizes given for %s make its published number of parameters', (id, published) => {
  const entry = baseModels.find((candidate) => candidate.id === id)!;
  expect(estimateMemory(entry.shape).parameters / published).toBeCloseTo(1, 2);
});

it('estimates more memory for training than for chatting, and more for longer texts', () => {
  for (const { shape } of baseModels) {
    const { trainBytes, chatBytes, parameters } = estimateMemory(shape);
    expect(trainBytes).toBeGreaterThan(12 * parameters);
    expect(chatBytes).toBeLessThan(trainBytes / 2);
    expect(estimateMemory(shape, { trainTokens: 512 }).trainBytes).toBeGreaterThan(trainBytes);
    expect(estimateMemory(shape, { chatTokens: 4096 }).chatBytes).toBeGreaterThan(chatBytes);
  }
});
