import { AppError } from '../errors.ts';
import { type HomeService, hostOf, openService, type ServiceOptions } from '../service/index.ts';
import { windowUrl } from './connect.ts';
import { openServer, type Server, type ServerOptions } from './server.ts';
import { usualPort } from './session-key.ts';

/** A home that is served: by this process, or by another one that did so before. */
export interface ServedHome {
  readonly port: number;
  /** Opens the window in a browser, once. */
  readonly url: string;
  /** Whether another process serves it. */
  readonly elsewhere: boolean;
  /** Stops serving: what runs is paused and can be resumed. Nothing when another process serves it. */
  close(): Promise<void>;
}

/**
 * Takes a home and serves it; of one that is served already, gives an address.
 * @throws AppError `store/home-locked` while a command works there, `server/port-taken`.
 */
export async function serveHome(options: ServiceOptions & ServerOptions = {}): Promise<ServedHome> {
  const owner = hostOf(options.home, options);
  if (owner !== undefined) {
    return { port: owner.port, url: await windowUrl(owner), elsewhere: true, close: async () => {} };
  }
  const service = await openService(options);
  try {
    service.takeHome();
    const server = await openAtUsualPort(service, options);
    service.publish(server.port, server.secret);
    return {
      port: server.port,
      url: server.newUrl(),
      elsewhere: false,
      async close() {
        await server.close();
        await service.close();
      },
    };
  } catch (error) {
    await service.close();
    throw error;
  }
}

/** At the port that was named; else at the home's usual one, or any other when that one is taken. */
async function openAtUsualPort(service: HomeService, options: ServerOptions): Promise<Server> {
  if (options.port !== undefined) return openServer(service, options);
  try {
    return await openServer(service, { ...options, port: usualPort(service.home) });
  } catch (error) {
    if (error instanceof AppError && error.code === 'server/port-taken') return openServer(service, options);
    throw error;
  }
}
