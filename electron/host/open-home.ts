import { AppError } from '../../core/errors.ts';
import { connectToHost, hostChannel, openServer } from '../../core/server/index.ts';
import {
  type HostAddress,
  type HostChannel,
  hostOf,
  openService,
  type Service,
  type ServiceOptions,
  serveChannel,
  stockpotVersion,
} from '../../core/service/index.ts';

/** A home that this process owns, or that another one owns and opens to others. */
export interface OpenHome {
  /** Another process (`stockpot serve`, another application) does the work. */
  readonly elsewhere: boolean;
  readonly address: Pick<HostAddress, 'port' | 'secret'>;
  readonly service: Service;
  /** Answers a window's calls until its channel closes, or the other process is gone: then the channel is closed. */
  serve(channel: HostChannel): void;
  close(): Promise<void>;
}

/**
 * Takes the home, goes on with what was cut off, and listens for commands; or connects to its owner.
 * @throws AppError `store/home-locked` while a command works there; `store/newer-version`, `store/corrupt` …
 */
export async function openHome(options: ServiceOptions): Promise<OpenHome> {
  const owner = hostOf(options.home, options);
  if (owner !== undefined) {
    try {
      return await connectHome(owner);
    } catch (error) {
      // It ended between the two.
      if (!(error instanceof AppError) || hostOf(options.home, options) !== undefined) throw error;
    }
  }
  return ownHome(options);
}

async function ownHome(options: ServiceOptions): Promise<OpenHome> {
  const service = await openService(options);
  try {
    service.takeHome();
    const server = await openServer(service);
    const { port, secret } = server;
    service.publish(port, secret);
    return {
      elsewhere: false,
      address: { port, secret },
      service,
      serve: (channel) => serveChannel(service, channel, { version: stockpotVersion(), home: service.home }),
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

async function connectHome(address: HostAddress): Promise<OpenHome> {
  const service = await connectToHost(address);
  return {
    elsewhere: true,
    address,
    service,
    serve(window) {
      const owner = hostChannel(address).channel;
      owner.onMessage((message) => window.send(message as never));
      window.onMessage((message) => owner.send(message as never));
      owner.onClose(() => window.close());
      window.onClose(() => owner.close());
    },
    close: () => service.close(),
  };
}
