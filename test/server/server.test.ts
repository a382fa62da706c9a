import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { AppError } from '../../core/errors.ts';
import { connectToHost, openServer, type Server, type ServerOptions, windowUrl } from '../../core/server/index.ts';
import type { HomeService } from '../../core/service/index.ts';
import { sweepUploads } from '../../core/service/uploads.ts';
import { temporaryFolder } from '../store/temporary-home.ts';

let server: Server;
afterEach(() => server.close());

async function serve(options: ServerOptions = {}) {
  const home = temporaryFolder();
  writeFileSync(join(home, 'original.pdf'), '%PDF-1.7 0123456789');
  const service = {
    home,
    uploads: join(home, 'uploads'),
    manualFile(id: string) {
      if (id !== 'man_1') throw new AppError('service/not-found', 'There is none.');
      return { folder: home, name: 'original.pdf', type: 'application/pdf' };
    },
    call: async (method: string) => ({ method }),
    close: async () => {},
  } as unknown as HomeService;
  server = await openServer(service, { renderer: join(home, 'none'), ...options });
  return { home, server, at: `http://127.0.0.1:${server.port}` };
}

/** A browser that opened the address once. */
async function browser(options: ServerOptions = {}) {
  const served = await serve(options);
  const response = await fetch(served.server.newUrl(), { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!;
  const get = (path: string, headers: Record<string, string> = {}, rest: RequestInit = {}) =>
    fetch(served.at + path, { headers: { cookie, ...headers }, ...rest });
  return { ...served, cookie, get, response };
}

describe('the address that serve prints', () => {
  it('gives a cookie that no script and no other page can use, and leads to the window', async () => {
    const { response } = await browser();
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(response.headers.get('set-cookie')).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('works once', async () => {
    const { server } = await serve();
    const url = server.newUrl();
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(401);
  });

  it('lets a page in for as long as the home has its key, also when its host was started anew', async () => {
    const { home, server: first, cookie } = await browser();
    const { port } = first;
    await first.close();
    const service = { home, uploads: join(home, 'uploads'), close: async () => {} } as unknown as HomeService;
    server = await openServer(service, { renderer: join(home, 'none'), port });
    const status = async (shown: string) =>
      (await fetch(`http://127.0.0.1:${port}/manuals/man_1/file`, { headers: { cookie: shown, connection: 'close' } }))
        .status;
    expect(await status(cookie)).not.toBe(401);
    const [name, value] = cookie.split('=') as [string, string];
    const [session, signature] = value.split('.') as [string, string];
    for (const forged of [session, `${session}.`, `other.${signature}`, `${session}.${'A'.repeat(43)}`, '.', '']) {
      expect(await status(`${name}=${forged}`), forged).toBe(401);
    }
    rmSync(join(home, 'session.key'));
    await server.close();
    server = await openServer(service, { renderer: join(home, 'none'), port });
    expect(await status(cookie)).toBe(401);
    expect(statSync(join(home, 'session.key')).mode & 0o077).toBe(0);
  });

  it('can be had anew by a program that knows the secret, and by no page', async () => {
    const { server, get } = await browser();
    const url = await windowUrl({ pid: 1, port: server.port, secret: server.secret });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    expect((await get('/url')).status).toBe(401);
    const wrong = windowUrl({ pid: 1, port: server.port, secret: 'guess' });
    await expect(wrong).rejects.toMatchObject({ code: 'service/host-gone' });
  });
});

describe('whoever has no cookie', () => {
  it.each(['/', '/index.html', '/assets/main.js', '/manuals/man_1/file', '/url', '/nowhere'])(
    'gets nothing of %s',
    async (path) => {
      const { at } = await serve();
      const response = await fetch(at + path, { headers: { accept: 'text/html' } });
      expect(response.status).toBe(401);
      expect(await response.text()).toContain('stockpot serve');
    },
  );

  it('keeps no upload and opens no channel', async () => {
    const { at, home, server } = await serve();
    const upload = await fetch(`${at}/uploads?name=a.md`, { method: 'POST', body: 'text', headers: { origin: at } });
    expect(upload.status).toBe(401);
    expect(readdirSync(home)).toEqual(['original.pdf', 'session.key']);
    expect(await refusal(server.port, { origin: at })).toBe(401);
    expect(await refusal(server.port, { origin: at, authorization: 'Bearer guess' })).toBe(401);
  });
});

describe('a page of another place', () => {
  it('gets nothing, even from a browser that has the cookie', async () => {
    const { get, cookie, server, at } = await browser();
    const origin = 'http://evil.example';
    expect((await get('/manuals/man_1/file', { origin })).status).toBe(403);
    expect((await get('/uploads?name=a.md', { origin }, { method: 'POST', body: 'x' })).status).toBe(403);
    expect(await refusal(server.port, { cookie, origin })).toBe(403);
    expect(await refusal(server.port, { cookie, origin: 'null' })).toBe(403);
    expect(await refusal(server.port, { cookie })).toBe(401);
    expect(await refusal(server.port, { cookie, origin: at })).toBe(101);
  });

  it('that had its own name point to this machine gets nothing', async () => {
    const { cookie, server } = await browser();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: `evil.example:${server.port}`, cookie };
      request({ host: '127.0.0.1', port: server.port, path: '/', headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('the window', () => {
  it('comes with what pages may do, on every answer', async () => {
    const { get, at } = await browser();
    for (const response of [await get('/'), await get('/nowhere'), await fetch(at)]) {
      const policy = response.headers.get('content-security-policy');
      expect(policy).toMatch(/^default-src 'self'; .*object-src 'none'; base-uri 'none'; frame-ancestors 'none'/);
      expect(policy).not.toContain("script-src 'unsafe");
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('that was not built says how to build it', async () => {
    const { get } = await browser();
    const response = await get('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build:renderer');
  });

  it('is read from its folder, and nothing beside it', async () => {
    const renderer = temporaryFolder();
    mkdirSync(join(renderer, 'window', 'assets'), { recursive: true });
    writeFileSync(join(renderer, 'window', 'index.html'), '<title>Window</title>');
    writeFileSync(join(renderer, 'window', 'assets', 'main-ab12.js'), 'let a = 1;');
    writeFileSync(join(renderer, 'secret.txt'), 'secret');
    const { get } = await browser({ renderer: join(renderer, 'window') });
    expect(await (await get('/')).text()).toContain('Window');
    const script = await get('/assets/main-ab12.js');
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect(script.headers.get('cache-control')).toContain('immutable');
    for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/..%5csecret.txt']) {
      const response = await get(path);
      expect([path, response.status >= 400]).toEqual([path, true]);
      expect(await response.text()).not.toContain('secret\n');
    }
  });
});

describe("a manual's file", () => {
  it('comes whole or in ranges, with its type', async () => {
    const { get } = await browser();
    const whole = await get('/manuals/man_1/file');
    expect(await whole.text()).toBe('%PDF-1.7 0123456789');
    expect(whole.headers.get('content-type')).toBe('application/pdf');
    expect(whole.headers.get('content-disposition')).toBe('inline');
    const part = await get('/manuals/man_1/file', { range: 'bytes=9-12' });
    expect([part.status, await part.text()]).toEqual([206, '0123']);
    expect(part.headers.get('content-range')).toBe('bytes 9-12/19');
    expect((await get('/manuals/man_1/file', { range: 'bytes=99-' })).status).toBe(416);
    const none = await get('/manuals/man_2/file');
    expect([none.status, (await answerOf(none)).error?.code]).toEqual([404, 'service/not-found']);
  });
});

describe('an upload', () => {
  async function upload(query: string, body: string | Uint8Array<ArrayBuffer>, options: ServerOptions = {}) {
    const { get, at, home, cookie } = await browser(options);
    const send = (to: string, bytes: string | Uint8Array<ArrayBuffer>) =>
      get(`/uploads?${to}`, { origin: at }, { method: 'POST', body: bytes });
    const response = await send(query, body);
    /** Without telling the length beforehand; gives the status. */
    const chunked = (text: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const path = '/uploads?name=a.pdf&folder=12345678';
        const headers = { cookie, origin: at, 'transfer-encoding': 'chunked' };
        request({ host: '127.0.0.1', port: server.port, path, method: 'POST', headers }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        })
          .on('error', reject)
          .end(text);
      });
    return { home, send, chunked, status: response.status, answer: await answerOf(response) };
  }

  it('is kept as it is, under its name, in a folder of its own', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
    const { home, answer } = await upload(`name=${encodeURIComponent('Pumpe ä.pdf')}`, bytes);
    expect(answer.path).toMatch(/uploads[/\\][0-9a-f]{24}[/\\]Pumpe ä\.pdf$/);
    expect(answer.path.startsWith(home)).toBe(true);
    expect(new Uint8Array(readFileSync(answer.path))).toEqual(bytes);
  });

  it('of a folder gathers its files, and names the folder that was dropped', async () => {
    const { answer, send, home } = await upload('name=adapter/a.json&folder=12345678', '{}');
    const second = await answerOf(await send('name=adapter/deep/b.bin&folder=12345678', 'b'));
    expect(second.folder).toBe(join(home, 'uploads', '12345678', 'adapter'));
    expect(answer.folder).toBe(second.folder);
    expect(readdirSync(second.folder).sort()).toEqual(['a.json', 'deep']);
  });

  it.each(['', '..', '../x', 'a/../../x', '/etc/passwd', 'a//b', 'a/b/c/d/e/f/g/h/i', '.'])(
    'of the name %j is refused',
    async (name) => {
      const { status, answer, home } = await upload(`name=${encodeURIComponent(name)}`, 'x');
      expect([status, answer.error?.code]).toEqual([400, 'service/bad-request']);
      expect(readdirSync(home)).toEqual(['original.pdf', 'session.key']);
    },
  );

  it.each(['../../x', 'a b', 'short', 'a/b'])('into the folder %j is refused', async (folder) => {
    expect((await upload(`name=a&folder=${encodeURIComponent(folder)}`, 'x')).status).toBe(400);
  });

  it('that is too large is refused and leaves nothing, whether its length was told or not', async () => {
    const { status, home, chunked } = await upload('name=a.pdf&folder=12345678', 'x'.repeat(2000), {
      mostUploadBytes: 1000,
    });
    expect(status).toBe(413);
    expect(readdirSync(home)).toEqual(['original.pdf', 'session.key']);
    expect(await chunked('x'.repeat(2000))).toBe(413);
    expect(readdirSync(join(home, 'uploads', '12345678'))).toEqual([]);
    expect(await chunked('x'.repeat(1000))).toBe(200);
  });

  it('goes after a week, unless a job still begins with it', () => {
    const home = temporaryFolder();
    const made = (name: string, days: number) => {
      const folder = join(home, 'uploads', name);
      mkdirSync(folder, { recursive: true });
      const at = new Date(Date.now() - days * 24 * 3600 * 1000);
      utimesSync(folder, at, at);
      return folder;
    };
    made('young', 6);
    made('old', 8);
    const jobs = [{ state: 'paused', input: { path: join(made('needed', 8), 'a.pdf') } }];
    sweepUploads(home, jobs as never);
    expect(readdirSync(join(home, 'uploads')).sort()).toEqual(['needed', 'young']);
    rmSync(join(home, 'uploads'), { recursive: true });
    sweepUploads(home, []);
  });
});

describe('another process', () => {
  it('speaks the contract when it knows the secret', async () => {
    const { server, home } = await serve();
    const service = await connectToHost({ pid: 1, port: server.port, secret: server.secret });
    expect(service.home).toBe(home);
    expect(await service.call('run.list', {})).toEqual({ method: 'run.list' });
    const rest = service.call('run.list', {});
    await server.close();
    await rest.catch((error) => expect(error).toMatchObject({ code: 'service/host-gone' }));
    await expect(service.call('run.list', {})).rejects.toMatchObject({ code: 'service/host-gone' });
    await expect(connectToHost({ pid: 1, port: server.port, secret: 'x' })).rejects.toMatchObject({
      code: 'service/host-gone',
    });
  });

  it('that listens on a port already is told of', async () => {
    const { server } = await serve();
    const taken = openServer({ home: temporaryFolder(), uploads: '' } as HomeService, { port: server.port });
    await expect(taken).rejects.toMatchObject({ code: 'server/port-taken' });
  });
});

/** What the server answers with, as JSON. */
async function answerOf(response: Response) {
  return (await response.json()) as { path: string; folder: string; error?: { code: string } };
}

/** The status with which a channel is opened (101) or refused. */
function refusal(port: number, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, { headers });
    onTestFinished(() => socket.terminate());
    socket.on('error', () => {});
    socket.on('upgrade', () => resolve(101));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
  });
}
