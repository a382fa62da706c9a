import { z } from 'zod';
import { AppError, errorData } from '../errors.ts';
import type { HostChannel } from './channel.ts';
import type { HostMessage, Input, Json, Method, Service } from './contract.ts';
import { type EventPacer, paceEvents } from './event-pacer.ts';

/** What a host says of itself first. */
export interface Greeting {
  readonly version: string;
  readonly home: string;
}

/**
 * Answers the calls that come over a channel, until it closes. Calls go on after that (a build outlives its window), but
 * for those that never end by themselves. A channel on which nonsense comes is closed.
 */
export function serveChannel(service: Service, channel: HostChannel, { version, home }: Greeting): void {
  const calls = new Map<number, RunningCall>();
  let open = true;
  const send = (message: HostMessage) => {
    if (open) channel.send(message);
  };

  const begin = (id: number, method: Method, input: Json) => {
    const controller = new AbortController();
    const { signal } = controller;
    const pacer = paceEvents((sequence, event) => send({ type: 'event', id, sequence, event }));
    calls.set(id, { method, controller, pacer });
    const end = (answer: HostMessage) => {
      pacer.flush();
      calls.delete(id);
      send(answer);
    };
    service.call(method, input as Input<Method>, { signal, onEvent: (event) => pacer.offer(event) }).then(
      (output) => end({ type: 'result', id, output: output as Json }),
      (error: unknown) => end(failure(id, error, signal)),
    );
  };

  channel.onMessage((received) => {
    const { data: message } = clientMessage.safeParse(received);
    if (message === undefined || (message.type === 'call' && calls.has(message.id))) return channel.close();
    switch (message.type) {
      case 'call':
        // Whether there is such a method, the service says.
        return begin(message.id, message.method as Method, message.input as Json);
      case 'cancel':
        return calls.get(message.id)?.controller.abort();
      case 'seen':
        return calls.get(message.id)?.pacer.seen(message.sequence);
    }
  });
  channel.onClose(() => {
    open = false;
    for (const { method, controller } of calls.values()) if (endless.has(method)) controller.abort();
  });
  send({ type: 'hello', version, home });
}

interface RunningCall {
  readonly method: Method;
  readonly controller: AbortController;
  readonly pacer: EventPacer;
}

const endless: ReadonlySet<Method> = new Set(['home.watch']);

const id = z.int().min(0);
const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('call'), id, method: z.string().max(100), input: z.json() }),
  z.strictObject({ type: z.literal('cancel'), id }),
  z.strictObject({ type: z.literal('seen'), id, sequence: z.int().min(0) }),
]);

/** A call that was told to stop has stopped; what it still has to say (how to go on) goes with that. */
function failure(id: number, error: unknown, signal: AbortSignal): HostMessage {
  if (!signal.aborted) return { type: 'error', id, error: errorData(error) };
  return { type: 'cancelled', id, ...(error instanceof AppError ? { error: error.toJSON() } : {}) };
}
