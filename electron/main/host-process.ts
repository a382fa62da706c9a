import type { MessagePortMain } from 'electron';
import { type ForkOptions, type HostOrder, hostNotice, type Preferences } from '../messages.ts';
import { type Engines, enginesFor } from './engines.ts';
import { type Child, lastWords, type NewChannel, type Processes } from './processes.ts';
import type { HostDoor } from './protocol.ts';

/** The service host, as main knows it. */
export interface HostProcess {
  /** Where it listens, once it does. */
  readonly door: HostDoor | undefined;
  /** Titles of the jobs that run or wait in it. */
  readonly busy: readonly string[];
  /** Gives it one end of a window's channel; a host that has died is started again for it. */
  openContract(port: MessagePortMain): void;
  /** Stops what runs at its last checkpoint. Resolves when the process has ended. */
  close(): Promise<void>;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface HostProcessOptions {
  readonly processes: Processes;
  readonly newChannel: NewChannel;
  readonly platform: NodeJS.Platform;
  readonly fork: ForkOptions;
  readonly onBusy: (titles: readonly string[]) => void;
  readonly onPreferences: (preferences: Preferences) => void;
  readonly onFailed: (failure: Failure) => void;
}

/** Starts the service host and keeps it: when it dies, its windows' channels close, and it starts anew when one asks again. */
export function startHost(options: HostProcessOptions): HostProcess {
  let running: RunningHost | undefined;
  let ending = false;
  const start = () => {
    running ??= fork(options, (died) => {
      running = undefined;
      options.onBusy([]);
      if (died !== undefined && !ending) options.onFailed(died);
    });
    return running;
  };
  start();
  return {
    get door() {
      return running?.door();
    },
    get busy() {
      return running?.busy() ?? [];
    },
    openContract(port) {
      if (ending) port.close();
      else start().order({ type: 'open-contract' }, [port]);
    },
    async close() {
      ending = true;
      const host = running;
      if (host === undefined) return;
      host.order({ type: 'close' });
      // Longer than a worker may take to stop before it is killed.
      const impatience = setTimeout(() => host.child.kill(), CLOSE_MS);
      await host.ended;
      clearTimeout(impatience);
    },
  };
}

const CLOSE_MS = 20_000;

interface RunningHost {
  readonly child: Child;
  readonly ended: Promise<void>;
  readonly engines: Engines;
  door(): HostDoor | undefined;
  busy(): readonly string[];
  order(order: HostOrder, ports?: MessagePortMain[]): void;
}

function fork(options: HostProcessOptions, onEnd: (died: Failure | undefined) => void): RunningHost {
  const child = options.processes.host(options.fork);
  const engines = enginesFor(child, options);
  const words = lastWords(child);
  let door: HostDoor | undefined;
  let busy: readonly string[] = [];
  let closed = false;
  child.on('message', (message: unknown) => {
    engines.take(message);
    const { data: notice } = hostNotice.safeParse(message);
    switch (notice?.type) {
      case 'ready':
        door = { port: notice.port, secret: notice.secret };
        return;
      case 'failed':
        return options.onFailed(notice.error);
      case 'busy':
        busy = notice.titles;
        return options.onBusy(busy);
      case 'preferences':
        return options.onPreferences(notice.preferences);
      case 'closed':
        closed = true;
    }
  });
  const ended = new Promise<void>((resolve) => {
    child.on('exit', (code) => {
      engines.endAll();
      // One that had opened its home is started again when a window asks; one that could not even begin never would.
      onEnd(closed || door !== undefined ? undefined : diedEarly(code, words()));
      resolve();
    });
  });
  return {
    child,
    ended,
    engines,
    door: () => door,
    busy: () => busy,
    order: (order, ports = []) => child.postMessage(order, ports),
  };
}

function diedEarly(code: number, words: string): Failure {
  return { code: 'service/host-gone', message: `Its process ended with code ${code}. ${words}`.trim() };
}
