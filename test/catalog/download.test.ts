import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Download, download } from '../../core/catalog/download.ts';
import type { CatalogOptions, ConnectionAttempt } from '../../core/catalog/options.ts';
import { type HubServer, sha256, startHub } from './hub-server.ts';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5);
let hub: HubServer;
let folder: string;
let connections: ConnectionAttempt[];
let options: CatalogOptions;
let file: Download;

beforeEach(async () => {
  hub = await startHub('owner/model');
  hub.files = { weights: content };
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  connections = [];
  options = {
    modelsFolder: folder,
    retryDelayMs: 0,
    onConnection: (attempt) => connections.push(attempt),
    onProgress: ({ done }) => hub.clientHas(done),
  };
  file = {
    url: `${hub.endpoint}/owner/model/resolve/${hub.commit}/weights`,
    path: join(folder, 'weights'),
    bytes: content.length,
    digest: { kind: 'sha256', hex: sha256(content) },
  };
});
afterEach(() => hub.close());

const arrived = (): boolean => readFileSync(file.path).equals(content);

it('fetches a file through a redirect and leaves nothing else beside it', async () => {
  await download(file, options);
  expect(arrived()).toBe(true);
  expect(readdirSync(folder)).toEqual(['weights']);
});

it('reports every host that it contacts', async () => {
  await download(file, options);
  expect(connections.map(({ host, result, detail }) => [host, result, detail])).toEqual([
    [new URL(hub.endpoint).host, 'answered', 'HTTP 302'],
    [expect.not.stringMatching(new URL(hub.endpoint).host), 'answered', 'HTTP 200'],
  ]);
});

it('goes on where the connection broke', async () => {
  hub.breakAfter = [100_000, 50_000];
  await download(file, options);
  expect(arrived()).toBe(true);
  const starts = hub.requests.map((request) => Number(/bytes=(\d+)-/.exec(request)?.[1] ?? 0));
  expect(starts).toEqual([0, 100_000, 150_000]);
});

it('goes on in a later call, with what an aborted one left', async () => {
  const controller = new AbortController();
  const reason = new Error('the person pressed cancel');
  const cancelled = download(file, {
    ...options,
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await expect(cancelled).rejects.toBe(reason);
  expect(existsSync(file.path)).toBe(false);
  await download(file, options);
  expect(arrived()).toBe(true);
  expect(hub.requests.at(-1)).toMatch(/bytes=[1-9]/);
});

it('starts again where the server gives no ranges', async () => {
  hub.ranges = false;
  hub.breakAfter = [100_000];
  await download(file, options);
  expect(arrived()).toBe(true);
});

it('starts again when the file changed in between', async () => {
  const controller = new AbortController();
  hub.files = { weights: content.map((byte) => byte ^ 1) };
  const cancelled = download(file, { ...options, signal: controller.signal, onProgress: () => controller.abort() });
  await expect(cancelled).rejects.toThrow();
  hub.files = { weights: content };
  await download(file, options);
  expect(arrived()).toBe(true);
});

it('fetches wrong bytes once more', async () => {
  hub.spoil = 1;
  await download(file, options);
  expect(arrived()).toBe(true);
});

it('keeps nothing of bytes that are wrong twice', async () => {
  hub.spoil = 2;
  await expect(download(file, options)).rejects.toMatchObject({
    code: 'model/checksum-mismatch',
    message: expect.stringContaining(sha256(content)),
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('refuses more or fewer bytes than the file has', async () => {
  await expect(download({ ...file, bytes: 299_999 }, options)).rejects.toMatchObject({
    code: 'model/checksum-mismatch',
  });
  await expect(download({ ...file, bytes: 300_001 }, options)).rejects.toMatchObject({
    code: 'model/checksum-mismatch',
  });
  expect(existsSync(file.path)).toBe(false);
});

it('gives up after breaks without a byte gained, and never shows half a file under its name', async () => {
  hub.breakAfter = [100_000, 0, 0, 0, 0, 0, 0, 0];
  await expect(download(file, options)).rejects.toMatchObject({ code: 'model/download-failed' });
  expect(existsSync(file.path)).toBe(false);
  hub.breakAfter = [];
  await download(file, options);
  expect(arrived()).toBe(true);
});

it('checks small files by the SHA-1 of their git blob', async () => {
  // printf 'hello\n' | git hash-object --stdin
  hub.files = { weights: new TextEncoder().encode('hello\n') };
  const small: Download = {
    url: file.url,
    path: file.path,
    digest: { kind: 'git-blob', hex: 'ce013625030ba8dba906f756967f9e9ca394464a' },
  };
  await download(small, options);
  expect(readFileSync(file.path, 'utf8')).toBe('hello\n');
});

it('says what to do when a token is wanted, and never sends one to the host of the bytes', async () => {
  hub.token = 'secret';
  await expect(download(file, options)).rejects.toMatchObject({
    code: 'model/download-failed',
    message: expect.stringMatching(/401.*HF_TOKEN/),
  });
  await download({ ...file, token: 'secret' }, options);
  expect(arrived()).toBe(true);
  expect(hub.leakedTokens).toEqual([]);
});

it('names the host that can not be reached', async () => {
  const { endpoint } = hub;
  await hub.close();
  await expect(download(file, options)).rejects.toMatchObject({
    code: 'model/download-failed',
    message: expect.stringMatching(/ECONNREFUSED/),
  });
  expect(connections[0]).toMatchObject({ host: new URL(endpoint).host, result: 'failed' });
  hub = await startHub('owner/model');
});
