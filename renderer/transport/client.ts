import type {
  CallOptions,
  HostMessage,
  Input,
  Json,
  Method,
  Output,
  ServiceEvent,
} from '../../core/service/contract.ts';
import type { Channel, OpenChannel } from './channel.ts';
import { ServiceError } from './service-error.ts';

export type ConnectionState =
  /** Never open so far: calls wait for it. */
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly version: string; readonly home: string }
  /** Was open or failed to open; tried again with growing pauses. Calls fail at once. */
  | { readonly kind: 'reconnecting'; readonly attempts: number };

export interface ServiceClient {
  /** @throws ServiceError; the signal's reason when cancelled. */
  call<M extends Method>(method: M, input: Input<M>, options?: CallOptions): Promise<Output<M>>;
  connection(): ConnectionState;
  /** Called at each change of the connection. Gives back how to stop listening. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  close(): void;
}

export interface ClientOptions {
  /** Waits before the next attempt; a test hands in its own. */
  readonly later?: (task: () => void, delayMs: number) => void;
}

/** The pause before attempt n, counted from 1: 0.25 s doubled each time, 8 s at most. */
export function pauseMs(attempt: number): number {
  return Math.min(8000, 250 * 2 ** (attempt - 1));
}

/** The contract as a function to call, over whatever channel `open` opens, opened again whenever it is lost. */
export function createClient(open: OpenChannel, { later = defaultLater }: ClientOptions = {}): ServiceClient {
  const listeners = new Set<(state: ConnectionState) => void>();
  const pending = new Map<number, Pending>();
  let waiting: (() => void)[] = [];
  let state: ConnectionState = { kind: 'connecting' };
  let channel: Channel | null = null;
  let lastId = 0;
  let closed = false;

  const become = (next: ConnectionState) => {
    state = next;
    for (const listener of [...listeners]) listener(next);
  };
  const failAll = () => {
    const lost = [...pending.values()];
    pending.clear();
    for (const call of lost) call.reject(hostGone());
  };
  const connect = () => {
    if (closed) return;
    channel = open({ onMessage: take, onClose: lose });
  };
  const lose = () => {
    channel = null;
    const attempts = state.kind === 'reconnecting' ? state.attempts + 1 : 1;
    become({ kind: 'reconnecting', attempts });
    failAll();
    const tasks = waiting;
    waiting = [];
    for (const task of tasks) task();
    later(connect, pauseMs(attempts));
  };
  const take = (message: HostMessage) => {
    if (message.type === 'hello') {
      become({ kind: 'open', version: message.version, home: message.home });
      const tasks = waiting;
      waiting = [];
      for (const task of tasks) task();
      return;
    }
    const call = pending.get(message.id);
    if (call === undefined) return;
    if (message.type === 'event') {
      call.onEvent?.(message.event);
      channel?.send({ type: 'seen', id: message.id, sequence: message.sequence });
      return;
    }
    pending.delete(message.id);
    switch (message.type) {
      case 'result':
        return call.resolve(message.output);
      case 'error':
        return call.reject(new ServiceError(message.error));
      case 'cancelled':
        return call.reject(call.signal?.aborted ? call.signal.reason : cancelledElsewhere());
    }
  };
  const send = (method: Method, input: unknown, call: Pending) => {
    if (call.signal?.aborted) return call.reject(call.signal.reason);
    if (channel === null || state.kind !== 'open') return call.reject(hostGone());
    const id = ++lastId;
    pending.set(id, call);
    channel.send({ type: 'call', id, method, input: input as Json });
    call.signal?.addEventListener('abort', () => {
      // The host answers: a stopped answer still has a result.
      if (pending.has(id)) channel?.send({ type: 'cancel', id });
    });
  };

  connect();
  return {
    call: (method, input, { signal, onEvent } = {}) =>
      new Promise((resolve, reject) => {
        const call: Pending = { resolve: resolve as (output: Json) => void, reject, signal, onEvent };
        if (state.kind === 'connecting') waiting.push(() => send(method, input, call));
        else send(method, input, call);
      }),
    connection: () => state,
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      channel?.close();
      channel = null;
      failAll();
    },
  };
}

interface Pending {
  readonly resolve: (output: Json) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly onEvent: ((event: ServiceEvent) => void) | undefined;
}

function defaultLater(task: () => void, delayMs: number): void {
  setTimeout(task, delayMs);
}

function hostGone(): ServiceError {
  return new ServiceError({
    code: 'service/host-gone',
    message: 'The connection to Stockpot was lost before it answered.',
    hint: 'What was running goes on by itself. Try again when the connection is back.',
  });
}

/** Another window cancelled the job that this call waits for. */
function cancelledElsewhere(): DOMException {
  return new DOMException('The job was cancelled.', 'AbortError');
}
