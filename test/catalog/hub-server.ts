import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A hub with one model, which can be told to misbehave. */
export interface HubServer {
  readonly endpoint: string;
  /** Content by file name. */
  files: Record<string, Uint8Array>;
  commit: string;
  /** For each answer with bytes in turn: send this many of it, and break the connection when the client says it has them. */
  breakAfter: number[];
  /** The client has written this many bytes of the file. */
  clientHas(bytes: number): void;
  /** This many answers with bytes are wrong in their first byte. */
  spoil: number;
  ranges: boolean;
  /** Awaited before each answer with bytes. */
  gate: Promise<void> | undefined;
  /** Called when bytes are asked for. */
  onRequest: (() => void) | undefined;
  /** Asked first, at the hub and at the host of the bytes: true when it has answered. */
  answerHub: Answer | undefined;
  answerBytes: Answer | undefined;
  /** Wanted in every request to the hub itself, never to the host of the bytes. */
  token: string | undefined;
  /** "METHOD path range", in order; only of requests for bytes. */
  readonly requests: string[];
  /** Authorization headers that the host of the bytes was sent. */
  readonly leakedTokens: string[];
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Starts a hub and, on another port, the host that its files are redirected to, as Hugging Face does for large files. */
export async function startHub(hubId: string): Promise<HubServer> {
  const bytesServer = createServer((request, response) => {
    hub.onRequest?.();
    void Promise.resolve(hub.gate).then(() => sendBytes(hub, request, response));
  });
  const hubServer = createServer((request, response) => answer(hub, hubId, bytesOrigin, request, response));
  const bytesOrigin = await listen(bytesServer);
  const endpoint = await listen(hubServer);
  const hub: HubServer & { held: Held | undefined } = {
    endpoint,
    held: undefined,
    clientHas(bytes) {
      if (this.held === undefined || bytes < this.held.until) return;
      this.held.response.destroy();
      this.held = undefined;
    },
    files: {},
    commit: 'c0ffee0',
    breakAfter: [],
    spoil: 0,
    ranges: true,
    gate: undefined,
    onRequest: undefined,
    answerHub: undefined,
    answerBytes: undefined,
    token: undefined,
    requests: [],
    leakedTokens: [],
    async close() {
      for (const server of [bytesServer, hubServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return hub;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function answer(
  hub: HubServer,
  hubId: string,
  bytesOrigin: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = request.url ?? '';
  if (hub.answerHub?.(request, response)) return;
  if (hub.token !== undefined && request.headers.authorization !== `Bearer ${hub.token}`) {
    response.writeHead(401).end();
  } else if (path === `/api/models/${hubId}/revision/main`) {
    const siblings = Object.keys(hub.files).map((rfilename) => ({ rfilename }));
    response.end(JSON.stringify({ sha: hub.commit, siblings }));
  } else {
    const prefix = `/${hubId}/resolve/${hub.commit}/`;
    const file = hub.files[path.slice(prefix.length)];
    if (!path.startsWith(prefix) || file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(302, {
      location: `${bytesOrigin}/${path.slice(prefix.length)}`,
      'x-linked-etag': `"${sha256(file)}"`,
      'x-linked-size': String(file.length),
    });
    response.end();
  }
}

/** An answer that waits to be broken. */
interface Held {
  readonly response: ServerResponse;
  readonly until: number;
}

function sendBytes(
  hub: HubServer & { held: Held | undefined },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { range, 'if-range': ifRange, authorization } = request.headers;
  if (authorization !== undefined) hub.leakedTokens.push(authorization);
  hub.requests.push(`${request.method} ${request.url} ${range ?? 'whole'}`);
  if (hub.answerBytes?.(request, response)) return;
  const whole = hub.files[(request.url ?? '').slice(1)];
  if (whole === undefined) {
    response.writeHead(404).end();
    return;
  }
  const etag = `"${sha256(whole)}"`;
  const start = hub.ranges && range !== undefined && ifRange === etag ? Number(/^bytes=(\d+)-$/.exec(range)?.[1]) : 0;
  let body = whole.subarray(start);
  if (hub.spoil > 0) {
    hub.spoil--;
    body = Uint8Array.from(body, (byte, i) => (i === 0 ? byte ^ 255 : byte));
  }
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'content-length': body.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${whole.length - 1}/${whole.length}` } : {}),
  });
  const limit = hub.breakAfter.shift();
  if (limit === undefined) {
    response.end(body);
  } else if (limit === 0) {
    response.destroy();
  } else {
    response.write(body.subarray(0, limit));
    hub.held = { response, until: start + limit };
  }
}
