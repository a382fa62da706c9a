import { existsSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fastifyStatic } from '@fastify/static';
import { fastifyWebsocket } from '@fastify/websocket';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { AppError, type ErrorCode, errorData } from '../errors.ts';
import { type HomeService, serveChannel, stockpotVersion } from '../service/index.ts';
import { type Access, foreign, openAccess } from './access.ts';
import { safetyHeaders } from './headers.ts';
import { plainPage } from './page.ts';
import { sessionKey } from './session-key.ts';
import { socketChannel } from './socket.ts';
import { uploadRoute } from './uploads.ts';

export interface ServerOptions {
  /** 0 or none: any that is free. */
  readonly port?: number;
  /** The built window. */
  readonly renderer?: string;
  readonly mostUploadBytes?: number;
}

/** A server on the loopback interface. Close it before its service. */
export interface Server {
  readonly port: number;
  readonly secret: string;
  /** An address that opens the window in a browser, once. */
  newUrl(): string;
  close(): Promise<void>;
}

/**
 * Serves a home on 127.0.0.1: the built window, the contract over a WebSocket, manuals' files, uploads.
 * @throws AppError `server/port-taken`
 */
export async function openServer(service: HomeService, options: ServerOptions = {}): Promise<Server> {
  const { port: wanted = 0, renderer = builtRenderer, mostUploadBytes } = options;
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 200 } });
  const port = () => (app.server.address() as AddressInfo).port;
  const access = openAccess(port, sessionKey(service.home));
  const newUrl = () => `http://127.0.0.1:${port()}/?token=${access.newToken()}`;
  guard(app, access, port);
  await app.register(fastifyWebsocket, { options: { maxPayload: MOST_MESSAGE_BYTES } });
  await app.register(fastifyStatic, { serve: false });
  contractRoute(app, service);
  manualRoute(app, service);
  windowRoute(app, access, renderer);
  app.get('/url', async (request, reply) => {
    // A new address is for the command line alone: a page that is in needs none.
    if (access.admits(request.headers) !== 'secret') return refuse(request, reply);
    return { url: newUrl(), port: port() };
  });
  await app.register(async (scope) => uploadRoute(scope, () => service.uploads, mostUploadBytes));
  try {
    await app.listen({ host: '127.0.0.1', port: wanted });
  } catch (error) {
    await app.close();
    throw portTaken(error, wanted);
  }
  const listening = port();
  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return {
    port: listening,
    secret: access.secret,
    newUrl,
    async close() {
      const closed = app.close();
      // One whose channel was refused is no longer the server's to close, and it would wait for it.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const builtRenderer = fileURLToPath(new URL('../../build/renderer/', import.meta.url));
const MOST_MESSAGE_BYTES = 16 * 2 ** 20;

/** What holds for every request: it comes from our own pages or programs, and every answer says what pages may do. */
function guard(app: FastifyInstance, access: Access, port: () => number): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(safetyHeaders);
    const why = foreign(request.headers, port());
    if (why !== undefined) return reply.code(403).send(errorBody(new AppError('server/not-allowed', why)));
    const by = access.admits(request.headers);
    // A browser always says which page it acts for when it changes or opens something.
    const acts = request.method !== 'GET' && request.method !== 'HEAD';
    const opens = request.headers.upgrade !== undefined;
    const anonymous = by === 'cookie' && request.headers.origin === undefined && (acts || opens);
    if (by === undefined ? !opensWindow(request) : anonymous) return refuse(request, reply);
  });
  app.setErrorHandler((error, _request, reply) => {
    const data = errorData(error);
    const { statusCode = 500, message = '' } = error as { statusCode?: number; message?: string };
    // What the library refuses is the caller's mistake.
    if (data.code === 'internal/defect' && statusCode < 500) {
      return reply.code(statusCode).send(errorBody(new AppError('service/bad-request', `${message}.`)));
    }
    return reply.code(statuses[data.code] ?? (data.code === 'internal/defect' ? 500 : 400)).send(errorBody(data));
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody({ code: 'service/not-found', message: 'There is nothing at this address.' })),
  );
}

function opensWindow(request: FastifyRequest): boolean {
  return request.method === 'GET' && request.url.startsWith('/?token=');
}

const statuses: Partial<Record<ErrorCode, number>> = {
  'service/not-found': 404,
  'server/not-allowed': 403,
  'server/too-large': 413,
  'store/disk-full': 507,
};

function errorBody(error: unknown) {
  return { error: error instanceof Error ? errorData(error) : error };
}

/** To a person the way in, to a program the reason. */
function refuse(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.code(401);
  if (!(request.headers.accept ?? '').includes('text/html')) {
    const message = 'This needs the cookie that the address of "stockpot serve" gives.';
    return reply.send(errorBody(new AppError('server/not-allowed', message)));
  }
  return reply
    .type('text/html; charset=utf-8')
    .send(
      plainPage('This page needs its address once more', [
        'An address of Stockpot opens its window once, in one browser.',
        'Run "stockpot serve" again: it prints a new one.',
      ]),
    );
}

function contractRoute(app: FastifyInstance, service: HomeService): void {
  app.get('/contract', { websocket: true }, (socket) => {
    serveChannel(service, socketChannel(socket), { version: stockpotVersion(), home: service.home });
  });
}

function manualRoute(app: FastifyInstance, service: HomeService): void {
  app.get<{ Params: { id: string } }>('/manuals/:id/file', (request, reply) => {
    const { folder, name, type } = service.manualFile(request.params.id);
    reply.type(type).header('content-disposition', 'inline');
    return reply.sendFile(name, folder, { contentType: false, cacheControl: false, dotfiles: 'allow' });
  });
}

function windowRoute(app: FastifyInstance, access: Access, renderer: string): void {
  app.get<{ Querystring: { token?: string } }>('/', (request, reply) => {
    const { token } = request.query;
    if (token !== undefined) {
      const cookie = access.redeem(String(token));
      if (cookie !== undefined) reply.header('set-cookie', cookie);
      else if (access.admits(request.headers) === undefined) return refuse(request, reply);
      return reply.header('cache-control', 'no-store').redirect('/', 303);
    }
    if (existsSync(join(renderer, 'index.html'))) {
      return reply.header('cache-control', 'no-cache').sendFile('index.html', renderer, { cacheControl: false });
    }
    return reply.code(503).type('text/html; charset=utf-8').send(notBuilt);
  });
  app.get<{ Params: { '*': string } }>('/*', (request, reply) => {
    const path = request.params['*'];
    // The bundler puts the content's hash into these names.
    const options = path.startsWith('assets/') ? { maxAge: '365d', immutable: true } : { cacheControl: false };
    return reply.sendFile(path, renderer, { ...options, index: false });
  });
}

const notBuilt = plainPage('The window is not built', [
  'The program runs, and its window has not been built in this checkout.',
  'Run "npm run build:renderer" there, then load this page again. The command line works without it.',
]);

function portTaken(error: unknown, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error;
  return new AppError(
    'server/port-taken',
    `Tried to listen on port ${port}: ${code === 'EACCES' ? 'the system does not permit it' : 'another program does already'}.`,
    { cause: error, command: 'Leave --port out: any free one is taken.' },
  );
}
