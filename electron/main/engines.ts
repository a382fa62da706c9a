import { type EngineNotice, engineRequest } from '../messages.ts';
import { type Child, lastWords, type NewChannel, type Processes } from './processes.ts';

/** The engine workers that one process asked for. */
export interface Engines {
  /** Does what a message asks for, if it is about engines. */
  take(message: unknown): void;
  /** The one that asked has ended: so do its workers. */
  endAll(): void;
}

/** Forks engine workers for the service host, or for a command, and tells it how they end. */
export function enginesFor(
  asker: Pick<Child, 'postMessage'>,
  { processes, newChannel, platform }: { processes: Processes; newChannel: NewChannel; platform: NodeJS.Platform },
): Engines {
  const running = new Map<number, { readonly child: Child; killed: boolean }>();
  let gone = false;
  const tell = (notice: EngineNotice, ports: Parameters<Child['postMessage']>[1] = []) => {
    if (!gone) asker.postMessage(notice, ports);
  };
  const spawn = (id: number) => {
    if (running.has(id)) return;
    const child = processes.engine();
    const engine = { child, killed: false };
    running.set(id, engine);
    const words = lastWords(child);
    const { port1, port2 } = newChannel();
    child.on('exit', (code) => {
      running.delete(id);
      const signal = engine.killed ? 'SIGKILL' : signalOf(code, platform);
      tell({ type: 'engine-ended', id, code: signal === null ? code : null, signal, stderr: words() });
    });
    child.postMessage(null, [port1]);
    tell({ type: 'engine-started', id }, [port2]);
  };
  const kill = (id: number) => {
    const engine = running.get(id);
    if (engine === undefined) return;
    engine.killed = true;
    killAtOnce(engine.child);
  };
  return {
    take(message) {
      const { data: request } = engineRequest.safeParse(message);
      if (request?.type === 'spawn-engine') spawn(request.id);
      if (request?.type === 'kill-engine') kill(request.id);
    },
    endAll() {
      gone = true;
      for (const id of [...running.keys()]) kill(id);
    },
  };
}

/** At once: it may be inside a run that can't be interrupted, and would not answer a polite signal before its end. */
function killAtOnce(child: Child): void {
  try {
    if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    else child.kill();
  } catch {
    // It has just ended by itself.
  }
}

/** The signal in what the system says of a process that was ended by one; such low numbers are no exit codes of ours. */
function signalOf(code: number, platform: NodeJS.Platform): string | null {
  return platform === 'win32' ? null : (signals[code] ?? null);
}

const signals: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  9: 'SIGKILL',
  11: 'SIGSEGV',
};
