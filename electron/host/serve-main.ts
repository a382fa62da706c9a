import { errorData } from '../../core/errors.ts';
import { type HostNotice, hostOrder, type ParentPort, type Port } from '../messages.ts';
import type { OpenHome } from './open-home.ts';
import { portChannel } from './port-channel.ts';
import { watchHome } from './watch-home.ts';

/**
 * Does what main orders: opens the home at once, serves each window's port, and closes when told to. An owner elsewhere
 * that is gone is forgotten: the next window that asks takes the home, or finds the next owner.
 */
export function serveMain(main: ParentPort, open: () => Promise<OpenHome>, exit: () => void): void {
  let opened: Promise<OpenHome> | undefined;
  const tell = (notice: HostNotice) => main.postMessage(notice);
  const ending = new AbortController();

  const watch = async (home: OpenHome) => {
    await watchHome(
      home.service,
      {
        // What another process does goes on without this one.
        busy: (titles) => home.elsewhere || tell({ type: 'busy', titles: [...titles] }),
        preferences: (preferences) => tell({ type: 'preferences', preferences }),
      },
      ending.signal,
    );
    if (!home.elsewhere || ending.signal.aborted) return;
    opened = undefined;
    await home.close();
  };
  const home = () => {
    opened ??= open().then((made) => {
      tell({ type: 'ready', ...addressOf(made), elsewhere: made.elsewhere });
      void watch(made).catch(() => {});
      return made;
    });
    return opened;
  };
  const serve = async (port: Port) => {
    const channel = portChannel<never>(port);
    try {
      (await home()).serve(channel);
    } catch (error) {
      opened = undefined;
      channel.close();
      tell({ type: 'failed', error: errorData(error) });
    }
  };
  const close = async () => {
    ending.abort();
    await opened?.then(
      (made) => made.close(),
      () => {},
    );
    tell({ type: 'closed' });
    exit();
  };

  main.on('message', ({ data, ports }) => {
    const { data: order } = hostOrder.safeParse(data);
    if (order?.type === 'close') void close();
    if (order?.type === 'open-contract' && ports[0] !== undefined) void serve(ports[0]);
  });
  home().catch((error: unknown) => {
    opened = undefined;
    tell({ type: 'failed', error: errorData(error) });
  });
}

function addressOf({ address: { port, secret } }: OpenHome) {
  return { port, secret };
}
