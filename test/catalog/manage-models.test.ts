import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { catalogue, findEntry } from '../../core/catalog/entries.ts';
import { findModel } from '../../core/catalog/find-model.ts';
import { listModels, removeModel, verifyModel } from '../../core/catalog/manage-models.ts';
import { type CatalogOptions, modelsFolder } from '../../core/catalog/options.ts';
import { prepareGguf } from '../../core/catalog/prepare-gguf.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { copyFixture, emptyPlaces, newFolder, tinyGguf, writeHubCache } from './places.ts';

let options: CatalogOptions;
let gguf: string;
beforeEach(() => {
  options = emptyPlaces();
  gguf = join(newFolder(), 'tiny.Q4_1.gguf');
  copyFileSync(tinyGguf, gguf);
});

function flipLastBit(path: string): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.at(-1)! ^ 1, bytes.length - 1);
  writeFileSync(path, bytes);
}

describe('a GGUF file', () => {
  it('becomes a whole model folder whose tokenizer works', async () => {
    const { folder, place } = await findModel(gguf, options);
    expect(place).toBe('models');
    expect(readdirSync(folder).sort()).toEqual([
      'config.json',
      'four-bit.safetensors',
      'model.safetensors',
      'stockpot-model.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ]);
    const tokenizer = loadTokenizer(folder);
    expect(tokenizer.decode(tokenizer.encode('abc'))).toBe('abc');
    expect(tokenizer.encode('abc')).toHaveLength(1);
    expect(tokenizer.eosId).toBe(2);
  });

  it('is converted once, and again when its content changed', async () => {
    const stages: string[] = [];
    const watched = { ...options, onProgress: ({ stage }: { stage: string }) => stages.push(stage) };
    const { record } = await findModel(gguf, watched);
    expect(stages.length).toBeGreaterThan(0);
    stages.length = 0;
    expect((await findModel(gguf, watched)).record).toEqual(record);
    expect(stages).toEqual([]);
    flipLastBit(gguf);
    expect((await findModel(gguf, watched)).record?.source.sha256).not.toBe(record?.source.sha256);
    expect(stages.length).toBeGreaterThan(0);
  });

  it('leaves nothing behind when it is bad', async () => {
    writeFileSync(gguf, readFileSync(gguf).subarray(0, 9000));
    await expect(findModel(gguf, options)).rejects.toMatchObject({ code: 'model/bad-file' });
    expect(existsSync(options.modelsFolder) ? readdirSync(options.modelsFolder) : []).toEqual([]);
  });

  it('clears what a killed conversion left', async () => {
    // No process has this number: it is above the largest that systems give.
    const left = join(options.modelsFolder, 'tiny.preparing-4194305');
    mkdirSync(left, { recursive: true });
    await prepareGguf(gguf, join(options.modelsFolder, 'tiny'));
    expect(readdirSync(options.modelsFolder)).toEqual(['tiny']);
  });
});

it('finds a folder in the models folder by its name, and says what an incomplete one lacks', async () => {
  await prepareGguf(gguf, join(options.modelsFolder, 'tiny'));
  expect(await findModel('tiny', options)).toMatchObject({ id: 'tiny', place: 'models' });
  const folder = copyFixture('llama');
  rmSync(join(folder, 'tokenizer.json'));
  await expect(findModel(folder, options)).rejects.toMatchObject({
    code: 'model/not-found',
    message: expect.stringContaining('tokenizer.json'),
  });
});

it('tells the command that fetches a model which is not there', async () => {
  await expect(findModel('qwen3-0.6b', options)).rejects.toMatchObject({
    code: 'model/not-found',
    hint: 'stockpot models pull qwen3-0.6b',
  });
});

it('lists the catalogue with what is installed, and other models after it', async () => {
  await prepareGguf(gguf, join(options.modelsFolder, 'SmolLM2-135M-Instruct'));
  await prepareGguf(gguf, join(options.modelsFolder, 'tiny'));
  mkdirSync(join(options.modelsFolder, 'downloads'));
  const listed = await listModels(options);
  expect(listed.map(({ id }) => id)).toEqual([...catalogue.map(({ id }) => id), 'tiny']);
  expect(listed.filter(({ installed }) => installed).map(({ id }) => id)).toEqual(['SmolLM2-135M-Instruct', 'tiny']);
});

it('notices a file that changed and one that is gone', async () => {
  const folder = join(options.modelsFolder, 'tiny');
  await prepareGguf(gguf, folder);
  expect((await verifyModel('tiny', options)).ok).toBe(true);
  flipLastBit(join(folder, 'four-bit.safetensors'));
  rmSync(join(folder, 'tokenizer_config.json'));
  const { ok, files } = await verifyModel('tiny', options);
  expect(ok).toBe(false);
  expect(files.filter(({ state }) => state !== 'ok')).toEqual([
    { name: 'four-bit.safetensors', state: 'changed' },
    { name: 'tokenizer_config.json', state: 'missing' },
  ]);
});

it("holds the files in Hugging Face's cache against the names of their blobs", async () => {
  const snapshot = writeHubCache(join(options.environment?.HF_HOME as string, 'hub'), 'owner/model');
  expect((await verifyModel('owner/model', options)).files.every(({ state }) => state === 'ok')).toBe(true);
  flipLastBit(join(snapshot, 'model.safetensors'));
  const { ok, files } = await verifyModel('owner/model', options);
  expect(ok).toBe(false);
  expect(files.filter(({ state }) => state !== 'ok')).toEqual([{ name: 'model.safetensors', state: 'changed' }]);
});

it('removes only models of its own', async () => {
  await prepareGguf(gguf, join(options.modelsFolder, 'tiny'));
  const snapshot = writeHubCache(join(options.environment?.HF_HOME as string, 'hub'), 'owner/model');
  const elsewhere = copyFixture('llama');
  mkdirSync(join(options.modelsFolder, 'downloads'));
  mkdirSync(join(options.modelsFolder, 'mine'));
  for (const id of ['mine', 'owner/model', elsewhere, snapshot, 'downloads', '..', '.', ''])
    expect(() => removeModel(id, options), id).toThrow(expect.objectContaining({ code: 'model/not-found' }));
  expect(existsSync(join(snapshot, 'config.json')) && existsSync(join(elsewhere, 'config.json'))).toBe(true);
  expect(removeModel('tiny', options)).toBe(join(options.modelsFolder, 'tiny'));
  expect(readdirSync(options.modelsFolder)).toEqual(['downloads', 'mine']);
});

it('knows entries in any case of letters and by their Hugging Face id', () => {
  expect(findEntry('smollm2-135m-instruct')?.id).toBe('SmolLM2-135M-Instruct');
  expect(findEntry('qwen/qwen3-0.6B')?.id).toBe('Qwen3-0.6B');
  expect(findEntry('unknown')).toBeUndefined();
});

it('keeps models where STOCKPOT_MODELS says, else in the home', () => {
  expect(modelsFolder('/home/a', {})).toBe(join('/home/a', 'models'));
  expect(modelsFolder('/home/a', { STOCKPOT_MODELS: '/big' })).toBe('/big');
});
