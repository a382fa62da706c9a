import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Download, download } from '../../core/catalog/download.ts';
import type { CatalogOptions } from '../../core/catalog/options.ts';
import { pullModel } from '../../core/catalog/pull-model.ts';
import { type HubServer, sha256, startHub } from './hub-server.ts';
import { emptyPlaces, tinyModelFiles } from './places.ts';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) >> 5);
const other = content.map((byte) => byte ^ 1);
let hub: HubServer;
let folder: string;
let options: CatalogOptions;
/** Size and digest known, and neither. */
let file: Download;
let blind: Download;

beforeEach(async () => {
  hub = await startHub('owner/model');
  hub.files = { weights: content };
  folder = mkdtempSync(join(tmpdir(), 'download-'));
  options = { modelsFolder: folder, retryDelayMs: 0, onProgress: ({ done }) => hub.clientHas(done) };
  blind = { url: `${hub.endpoint}/owner/model/resolve/${hub.commit}/weights`, path: join(folder, 'weights') };
  file = { ...blind, bytes: content.length, digest: { kind: 'sha256', hex: sha256(content) } };
});
afterEach(() => hub.close());

const arrived = (): boolean => readFileSync(file.path).equals(content);

/** Answers each request for bytes in turn by these; the rest as the hub does. */
function inTurn(...answers: ((request: IncomingMessage, response: ServerResponse) => void)[]): void {
  hub.answerBytes = (request, response) => {
    const answer = answers.shift();
    answer?.(request, response);
    return answer !== undefined;
  };
}

describe('a part of a file', () => {
  it('is not continued by bytes of another version, though the server ignores the condition', async () => {
    hub.breakAfter = [100_000];
    let asked = 0;
    hub.answerBytes = (request, response) => {
      if (++asked !== 2) return false;
      expect(request.headers.range).toBe('bytes=100000-');
      response.writeHead(206, { etag: '"another"', 'content-range': 'bytes 100000-299999/300000' });
      response.end(other.subarray(100_000));
      return true;
    };
    await download(blind, options);
    expect(arrived()).toBe(true);
    expect(asked).toBe(3);
  });

  it('is not continued by another range than was asked for', async () => {
    hub.breakAfter = [100_000];
    let asked = 0;
    hub.answerBytes = (_, response) => {
      if (++asked !== 2) return false;
      response.writeHead(206, { etag: `"${sha256(content)}"`, 'content-range': 'bytes 50000-299999/300000' });
      response.end(content.subarray(50_000));
      return true;
    };
    await download(blind, options);
    expect(arrived()).toBe(true);
  });

  it('is not taken for the whole where the server gives less than the rest', async () => {
    hub.breakAfter = [100_000];
    let asked = 0;
    hub.answerBytes = (_, response) => {
      if (++asked !== 2) return false;
      const range = { etag: `"${sha256(content)}"`, 'content-range': 'bytes 100000-199999/300000' };
      response.writeHead(206, { ...range, 'content-length': 100_000 });
      response.end(content.subarray(100_000, 200_000));
      return true;
    };
    await download(blind, options);
    expect(arrived()).toBe(true);
    expect(hub.requests.at(-1)).toContain('bytes=200000-');
  });

  it('is thrown away when the server says that it is too long', async () => {
    hub.breakAfter = [100_000];
    let asked = 0;
    hub.answerBytes = (_, response) => {
      if (++asked !== 2) return false;
      response.writeHead(416, { 'content-range': 'bytes */300000' }).end();
      return true;
    };
    await download(file, options);
    expect(arrived()).toBe(true);
    expect(hub.requests.at(-1)).toContain('whole');
  });

  it('is none where the connection ends inside a body of no told length', async () => {
    inTurn((_, response) => {
      response.writeHead(200, { etag: '"x"', 'transfer-encoding': 'chunked' });
      response.write(content.subarray(0, 1000), () => response.destroy());
    });
    await download(blind, options);
    expect(arrived()).toBe(true);
  });
});

describe('a body that is compressed, though that was not asked for', () => {
  const compressed = gzipSync(content);
  const sendCompressed = (_: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { etag: '"zip"', 'content-encoding': 'gzip', 'content-length': compressed.length });
    response.end(compressed);
  };

  it('arrives as the file that it stands for', async () => {
    inTurn(sendCompressed);
    await download(file, options);
    expect(arrived()).toBe(true);
  });

  it('is begun again when it breaks: its ranges are of something else', async () => {
    inTurn((_, response) => {
      response.writeHead(200, { etag: '"zip"', 'content-encoding': 'gzip', 'content-length': compressed.length });
      response.write(compressed.subarray(0, compressed.length >> 1), () => response.destroy());
    });
    await download(file, options);
    expect(arrived()).toBe(true);
    expect(hub.requests.at(-1)).toContain('whole');
  });
});

describe('an answer that is no file', () => {
  it.each([401, 403, 404, 410, 451])('with status %i ends it at once, and says what to do', async (status) => {
    hub.answerBytes = (_, response) => {
      response.writeHead(status).end('<html>no</html>');
      return true;
    };
    await expect(download(file, options)).rejects.toMatchObject({
      code: 'model/download-failed',
      message: expect.stringContaining(`HTTP ${status}`),
    });
    expect(hub.requests).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([429, 500, 502, 503, 504])('with status %i is asked for again', async (status) => {
    const later = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(status).end();
    inTurn(later, later);
    await download(file, options);
    expect(arrived()).toBe(true);
    expect(hub.requests).toHaveLength(3);
  });

  it('is not asked for again before the time that it names', async () => {
    inTurn((_, response) => void response.writeHead(429, { 'retry-after': '1' }).end());
    const before = performance.now();
    await download(file, options);
    expect(performance.now() - before).toBeGreaterThan(990);
    expect(arrived()).toBe(true);
  });

  it('stops waiting for that time when it is told to', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    inTurn((_, response) => {
      response.writeHead(503, { 'retry-after': '3600' });
      response.end(() => setImmediate(() => controller.abort(reason)));
    });
    await expect(download(file, { ...options, signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('a redirect', () => {
  it('to an unsafe address or without end is refused at once', async () => {
    let asked = 0;
    hub.answerHub = (_, response) => {
      asked++;
      response.writeHead(302, { location: 'file:///etc/passwd' }).end();
      return true;
    };
    await expect(download(file, options)).rejects.toMatchObject({
      message: expect.stringMatching(/file:.*not followed/),
    });
    expect(asked).toBe(1);
    hub.answerHub = (request, response) => {
      response.writeHead(302, { location: request.url }).end();
      return true;
    };
    await expect(download(file, options)).rejects.toMatchObject({ message: expect.stringContaining('redirects more') });
    expect(existsSync(file.path)).toBe(false);
  });

  it('within the hub keeps the token, which the host of the bytes never sees', async () => {
    hub.token = 'secret';
    const seen: (string | undefined)[] = [];
    hub.answerHub = (request, response) => {
      seen.push(request.headers.authorization);
      if (request.url?.startsWith('/first')) {
        response.writeHead(307, { location: `/owner/model/resolve/${hub.commit}/weights` }).end();
        return true;
      }
      return false;
    };
    await download({ ...file, url: `${hub.endpoint}/first`, token: 'secret' }, options);
    expect(arrived()).toBe(true);
    expect(seen).toEqual(['Bearer secret', 'Bearer secret']);
    expect(hub.leakedTokens).toEqual([]);
  });
});

describe('a model', () => {
  beforeEach(() => {
    hub.files = tinyModelFiles();
  });
  const places = () => emptyPlaces({ HF_ENDPOINT: hub.endpoint });

  it('is verified where the hub tells size and digest only behind a redirect of its own', async () => {
    hub.files['config.json'] = new Uint8Array([...hub.files['config.json']!, 0x20]);
    const right = hub.files['config.json'];
    const prefix = `/owner/model/resolve/${hub.commit}/config.json`;
    hub.answerHub = (request, response) => {
      if (request.url === prefix) {
        response.writeHead(307, { location: '/cache/config.json' }).end();
        return true;
      }
      if (request.url !== '/cache/config.json') return false;
      // What arrives is spoilt; the digest is of what should have arrived.
      response.writeHead(200, { etag: `"${sha256(right)}"`, 'content-length': right.length });
      response.end(request.method === 'HEAD' ? undefined : right.map((byte, i) => (i === 5 ? byte ^ 1 : byte)));
      return true;
    };
    const failure = await pullModel('owner/model', places()).catch((error: unknown) => error);
    expect((failure as Error).message).toContain(sha256(right));
  });

  it('is not fetched unverified because the hub was too busy to tell its digest', async () => {
    let refused = 0;
    hub.answerHub = (request, response) => {
      if (request.method !== 'HEAD' || refused++ >= 2) return false;
      response.writeHead(503).end();
      return true;
    };
    hub.spoil = 1;
    const { folder: made } = await pullModel('owner/model', places());
    // The first file came spoilt, which only its digest could tell.
    expect(readFileSync(join(made, 'config.json'))).toEqual(Buffer.from(hub.files['config.json']!));

    hub.answerHub = (request, response) => {
      if (request.method !== 'HEAD') return false;
      response.writeHead(503).end();
      return true;
    };
    await expect(pullModel('owner/model', places())).rejects.toMatchObject({
      message: expect.stringMatching(/503.*Try again later/),
    });
  });

  it('is looked up again when the hub is busy', async () => {
    let asked = 0;
    hub.answerHub = (request, response) => {
      if (!request.url?.startsWith('/api/') || ++asked > 2) return false;
      response.writeHead(429).end();
      return true;
    };
    expect(existsSync((await pullModel('owner/model', places())).folder)).toBe(true);
  });

  it('is not what a page to log in at a hotel gives', async () => {
    hub.answerHub = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome! Please log in.</html>');
      return true;
    };
    await expect(pullModel('owner/model', places())).rejects.toMatchObject({ code: 'model/download-failed' });
  });
});
