import type { CallOptions, Contract, Input, Method, Output, ServiceEvent } from '../../core/service/contract.ts';
import type { ConnectionState, ServiceClient } from '../../renderer/api.ts';
import { ServiceError } from '../../renderer/api.ts';

/** What a method does in a test: gives its output, or throws a `ServiceError`. */
export type FakeMethods = {
  readonly [M in Method]?: (input: Input<M>, options: CallOptions) => Output<M> | Promise<Output<M>>;
};

export interface FakeService extends ServiceClient {
  /** Every call so far, in order. */
  readonly calls: readonly { readonly method: Method; readonly input: unknown }[];
  /** Tells something to whoever watches the home. */
  tell(event: ServiceEvent): void;
  /** Answers a method otherwise from now on. */
  answer<M extends Method>(
    method: M,
    how: (input: Input<M>, options: CallOptions) => Output<M> | Promise<Output<M>>,
  ): void;
  /** The channel is lost, and found again. */
  lose(): void;
  find(): void;
}

/**
 * A service without a host, typed by the contract. `home.watch` is there: it gives a snapshot of `jobs`, then what `tell`
 * is told. A method that no test gave an answer fails with `service/not-found`, naming it.
 */
export function createFakeService(
  methods: FakeMethods = {},
  jobs: readonly Contract['job.show']['output'][] = [],
): FakeService {
  const answers: { -readonly [M in Method]?: FakeMethods[M] } = { ...methods };
  const calls: { method: Method; input: unknown }[] = [];
  const watchers = new Set<{
    readonly onEvent: (event: ServiceEvent) => void;
    readonly reject: (reason: unknown) => void;
  }>();
  const listeners = new Set<(state: ConnectionState) => void>();
  const open: ConnectionState = { kind: 'open', version: '0.0.0', home: '/home/test' };
  let state: ConnectionState = open;
  const become = (next: ConnectionState) => {
    state = next;
    for (const listener of [...listeners]) listener(next);
  };
  const watch = (options: CallOptions) =>
    new Promise<null>((_, reject) => {
      const watcher = { onEvent: (event: ServiceEvent) => options.onEvent?.(event), reject };
      watchers.add(watcher);
      options.signal?.addEventListener('abort', () => {
        watchers.delete(watcher);
        reject(options.signal?.reason);
      });
      watcher.onEvent({ kind: 'snapshot', jobs });
    });

  return {
    calls,
    async call(method, input, options = {}) {
      calls.push({ method, input });
      if (state.kind !== 'open')
        throw new ServiceError({ code: 'service/host-gone', message: 'The connection was lost.' });
      if (method === 'home.watch' && answers['home.watch'] === undefined) return (await watch(options)) as never;
      const answer = answers[method] as ((input: unknown, options: CallOptions) => unknown) | undefined;
      if (answer === undefined)
        throw new ServiceError({ code: 'service/not-found', message: `No answer for ${method}.` });
      return (await answer(input, options)) as never;
    },
    connection: () => state,
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {},
    tell(event) {
      for (const { onEvent } of watchers) onEvent(event);
    },
    answer(method, how) {
      answers[method] = how as never;
    },
    lose() {
      const lost = [...watchers];
      watchers.clear();
      become({ kind: 'reconnecting', attempts: 1 });
      for (const { reject } of lost)
        reject(new ServiceError({ code: 'service/host-gone', message: 'The connection was lost.' }));
    },
    find() {
      become(open);
    },
  };
}
