import { z } from 'zod';
import { AppError, type ErrorData, errorFromData } from '../errors.ts';
import type { ClientChannel } from './channel.ts';
import type { CallOptions, Input, Method, Output, Service, ServiceEvent } from './contract.ts';

/** A service in another process. */
export interface RemoteService extends Service {
  /** The home that the host owns, and its version. */
  readonly home: string;
  readonly version: string;
}

/**
 * The service at the other end of a channel, once it has said hello. An aborted signal asks it to stop the call, which
 * then ends when it has stopped.
 *
 * @throws AppError `service/host-gone` when the channel closes: at once, and for every call that was not answered.
 */
export function remoteService(channel: ClientChannel): Promise<RemoteService> {
  const calls = new Map<number, WaitingCall>();
  let lastId = 0;
  let gone: AppError | undefined;

  const call = <M extends Method>(method: M, input: Input<M>, { signal, onEvent }: CallOptions = {}) =>
    new Promise<Output<M>>((resolve, reject) => {
      signal?.throwIfAborted();
      if (gone !== undefined) throw gone;
      lastId += 1;
      const id = lastId;
      const cancel = () => channel.send({ type: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      const ended = () => {
        calls.delete(id);
        signal?.removeEventListener('abort', cancel);
      };
      calls.set(id, {
        event: (event) => onEvent?.(event),
        resolve: (output) => {
          ended();
          resolve(output as Output<M>);
        },
        reject: (error) => {
          ended();
          reject(error);
        },
        cancelled: (data) => {
          ended();
          reject(data === undefined ? (signal?.reason ?? cancelledElsewhere()) : errorFromData(data));
        },
      });
      channel.send({ type: 'call', id, method, input: input as never });
    });

  return new Promise((greeted, refused) => {
    channel.onMessage((received) => {
      const { data: message } = hostMessage.safeParse(received);
      // Not our own host, or one of a later version: nothing it says can be relied on.
      if (message === undefined) return channel.close();
      if (message.type === 'hello') {
        const { home, version } = message;
        return greeted({ home, version, call, close: async () => channel.close() });
      }
      const waiting = calls.get(message.id);
      switch (message.type) {
        case 'event':
          if (message.sequence % SEEN_EVERY === 0) {
            channel.send({ type: 'seen', id: message.id, sequence: message.sequence });
          }
          return waiting?.event(message.event as unknown as ServiceEvent);
        case 'result':
          return waiting?.resolve(message.output);
        case 'error':
          return waiting?.reject(errorFromData(message.error as ErrorData));
        case 'cancelled':
          return waiting?.cancelled(message.error as ErrorData | undefined);
      }
    });
    channel.onClose(() => {
      gone = hostGone();
      for (const waiting of [...calls.values()]) waiting.reject(gone);
      refused(gone);
    });
  });
}

interface WaitingCall {
  event(event: ServiceEvent): void;
  resolve(output: unknown): void;
  reject(error: unknown): void;
  cancelled(error: ErrorData | undefined): void;
}

/** Well under what the host lets go unseen. */
const SEEN_EVERY = 16;

const id = z.int();
const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string().exactOptional(),
  command: z.literal(true).exactOptional(),
});
const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.string(), home: z.string() }),
  z.object({ type: z.literal('event'), id, sequence: z.int(), event: z.looseObject({ kind: z.string() }) }),
  z.object({ type: z.literal('result'), id, output: z.unknown() }),
  z.object({ type: z.literal('error'), id, error: errorSchema }),
  z.object({ type: z.literal('cancelled'), id, error: errorSchema.exactOptional() }),
]);

function cancelledElsewhere(): AppError {
  return new AppError('jobs/cancelled', 'This was stopped.');
}

function hostGone(): AppError {
  return new AppError('service/host-gone', 'The Stockpot process that owns this home has ended, and this with it.', {
    command: 'Do it again. Long work goes on where it was: stockpot jobs list',
  });
}
