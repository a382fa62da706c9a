import { hostOf, openService, type ServiceOptions } from '../service/index.ts';
import { windowUrl } from './connect.ts';
import { openServer, type ServerOptions } from './server.ts';

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
    const server = await openServer(service, options);
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
