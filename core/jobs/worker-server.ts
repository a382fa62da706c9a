import type { z } from 'zod';
import { AppError, errorData } from '../errors.ts';
import { type ReplyMessage, requestMessage, type TaskSchemas } from './worker-protocol.ts';

/** Does one task. Throw (an AppError keeps its code) or give the result; stop soon, by throwing, when `signal` is aborted. */
export type TaskHandler<Schemas extends TaskSchemas[string]> = (
  input: z.output<Schemas['input']>,
  context: {
    readonly signal: AbortSignal;
    readonly progress: (progress: z.input<Schemas['progress']>) => void;
  },
) => Promise<z.input<Schemas['result']>> | z.input<Schemas['result']>;

/** One handler for each task: total, so that a task without one does not compile. */
export type TaskHandlers<Tasks extends TaskSchemas> = { readonly [Name in keyof Tasks]: TaskHandler<Tasks[Name]> };

/** A worker's end of the channel. */
export interface HostPort {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the host is gone. */
  onDisconnect(listener: () => void): void;
}

/**
 * Serves tasks to the host that forked this process, until the host is gone: then the process exits at once, whatever it
 * does (files are written whole or not at all, so nothing is lost but the steps since the last checkpoint).
 */
export function serveWorker<Tasks extends TaskSchemas>(
  tasks: Tasks,
  handlers: TaskHandlers<Tasks>,
  port: HostPort = parentProcess(),
): void {
  const running = new Map<number, AbortController>();
  const reply = (message: ReplyMessage) => port.send(message);

  const run = async (id: number, task: string, input: unknown) => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const schemas = tasks[task];
      const handler = handlers[task];
      if (schemas === undefined || handler === undefined) throw new Error(`This worker has no task "${task}".`);
      const data = await handler(schemas.input.parse(input) as never, {
        signal: controller.signal,
        progress: (progress) => reply({ type: 'progress', id, data: progress }),
      });
      reply({ type: 'result', id, data: data ?? null });
    } catch (error) {
      const stopped = controller.signal.aborted && !(error instanceof AppError);
      reply(stopped ? { type: 'cancelled', id } : { type: 'error', id, error: errorData(error) });
    } finally {
      running.delete(id);
    }
  };

  port.onDisconnect(() => process.exit(0));
  port.onMessage((raw) => {
    const message = requestMessage.parse(raw);
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else void run(message.id, message.task, message.input);
  });
}

/** The channel of a process made by `child_process.fork`. */
function parentProcess(): HostPort {
  if (process.send === undefined) {
    throw new AppError('cli/usage', 'Tried to start a worker by hand: it is started by Stockpot itself.');
  }
  return {
    // A host that is gone can't be told; its going ends this process by `onDisconnect`.
    send: (message) => void process.send?.(message, undefined, undefined, () => {}),
    onMessage: (listener) => void process.on('message', listener),
    onDisconnect: (listener) => void process.on('disconnect', listener),
  };
}
