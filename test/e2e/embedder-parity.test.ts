import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { embeddingModel, modelsFolder, pullModel } from '../../core/catalog/index.ts';
import { createEmbedder, openEncoder } from '../../core/engine/index.ts';
import { openSafetensors, readTensor } from '../../core/engine/weights/safetensors.ts';
import { AppError } from '../../core/errors.ts';
import { loadTokenizer } from '../../core/text/index.ts';

/** What sentence-transformers gives for the real model: test/fixtures/embed/make.py. */
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/embed/${name}`, import.meta.url));
const cases = JSON.parse(readFileSync(fixture('all-minilm-l6-v2.json'), 'utf8')) as { text: string; ids: number[] }[];
const embeddings = readTensor(openSafetensors(fixture('all-minilm-l6-v2.safetensors')), 'embedding');

/** The model's folder, or why it can't be had here. */
async function obtain(): Promise<{ readonly folder: string } | { readonly reason: string }> {
  try {
    return await pullModel(embeddingModel.id, { modelsFolder: modelsFolder(join(homedir(), '.cache', 'stockpot')) });
  } catch (error) {
    if (error instanceof AppError && ['model/download-failed', 'model/offline'].includes(error.code))
      return { reason: error.message };
    throw error;
  }
}

const model = await obtain();
const folder = 'folder' in model ? model.folder : '';

describe.skipIf('reason' in model)(`${embeddingModel.name}${'reason' in model ? `: ${model.reason}` : ''}`, () => {
  it('cuts text into the ids that transformers gives, up to as many as it reads', () => {
    const tokenizer = loadTokenizer(folder);
    const { maxTokens } = openEncoder(folder);
    expect(maxTokens).toBe(256);
    const found = cases.map(({ text }) => ({ text, ids: tokenizer.encode(text, { addSpecial: true, maxTokens }) }));
    expect(found).toEqual(cases);
  });

  it('embeds as sentence-transformers does: short, long, empty, in many scripts', async () => {
    const embedder = await createEmbedder(openEncoder(folder), { device: 'cpu' });
    try {
      const vectors = await embedder.embed(cases.map(({ ids }) => ids));
      const cosines = vectors.map((vector, i) =>
        vector.reduce((sum, value, j) => sum + value * embeddings[i * embedder.size + j]!, 0),
      );
      expect(cosines.length).toBeGreaterThanOrEqual(50);
      expect(cases.filter(({ ids }) => ids.length === 256).length).toBeGreaterThan(3);
      expect(Math.min(...cosines)).toBeGreaterThan(0.9999);
    } finally {
      await embedder.dispose();
    }
  });
});
