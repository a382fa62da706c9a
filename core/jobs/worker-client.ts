import { AppError, errorFromData } from '../errors.ts';
import {
  type ReplyMessage,
  type RequestMessage,
  replyMessage,
  type TaskInput,
  type TaskProgress,
  type TaskResult,
  type TaskSchemas,
  type WorkerExit,
  type WorkerPort,
} from './worker-protocol.ts';

/** The host's side of one worker. */
export interface WorkerClient<Tasks extends TaskSchemas> {
  readonly pid: number | undefined;
  /**
   * Runs a task in the worker.
   *
   * Aborting `signal` asks the worker to stop, and rejects with the signal's reason once it has (so that nothing writes
   * into its folder any more); a worker that has not stopped after `killAfterMs` (10 s) is killed.
   *
   * @throws AppError the worker's own error with its code, `jobs/worker-died`; ZodError when a message has a wrong shape.
   */
  request<Name extends keyof Tasks & string>(
    task: Name,
    input: TaskInput<Tasks, Name>,
    options?: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: TaskProgress<Tasks, Name>) => void;
      readonly killAfterMs?: number;
    },
  ): Promise<TaskResult<Tasks, Name>>;
  /** Resolves once the process has ended. */
  readonly exited: Promise<WorkerExit>;
  /** Ends the process and gives how it ended. What is pending fails with `jobs/worker-died`. */
  close(): Promise<WorkerExit>;
}

/** Speaks the worker protocol over a port. `tasks` is what the worker serves. */
export function connectWorker<Tasks extends TaskSchemas>(port: WorkerPort, tasks: Tasks): WorkerClient<Tasks> {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let died: AppError | undefined;

  const exited = new Promise<WorkerExit>((resolve) => {
    port.onExit((exit) => {
      died = diedError(exit);
      for (const request of [...pending.values()]) request.reject(died);
      resolve(exit);
    });
  });
  port.onMessage((raw) => {
    const message = replyMessage.parse(raw);
    // A reply to what was given up already is nobody's.
    pending.get(message.id)?.take(message);
  });
  const post = (message: RequestMessage) => port.send(message);

  return {
    pid: port.pid,
    exited,
    request: (task, input, { signal, onProgress, killAfterMs = KILL_AFTER_MS } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (died !== undefined) throw died;
        const schemas = tasks[task]!;
        const id = ++lastId;
        let killer: NodeJS.Timeout | undefined;

        const onAbort = () => {
          post({ type: 'cancel', id });
          killer = setTimeout(() => port.kill(), killAfterMs);
        };
        const end = (how: () => void) => {
          pending.delete(id);
          clearTimeout(killer);
          signal?.removeEventListener('abort', onAbort);
          how();
        };
        const fail = (error: unknown) => end(() => reject(signal?.aborted ? signal.reason : error));

        pending.set(id, {
          reject: fail,
          take(message) {
            try {
              switch (message.type) {
                case 'progress':
                  onProgress?.(schemas.progress.parse(message.data) as never);
                  break;
                case 'result': {
                  const result = schemas.result.parse(message.data);
                  end(() => resolve(result as never));
                  break;
                }
                case 'error':
                  fail(errorFromData(message.error));
                  break;
                case 'cancelled':
                  fail(new AppError('jobs/cancelled', `The worker stopped ${task} without being asked to.`));
                  break;
              }
            } catch (error) {
              fail(error);
            }
          },
        });
        signal?.addEventListener('abort', onAbort, { once: true });
        post({ type: 'request', id, task, input });
      }),
    close() {
      port.kill();
      return exited;
    },
  };
}

interface Pending {
  take(message: ReplyMessage): void;
  reject(error: unknown): void;
}

/** A run of the engine can't be interrupted and takes two seconds at most; a checkpoint comes on top. */
const KILL_AFTER_MS = 10_000;

function diedError({ code, signal, stderr }: WorkerExit): AppError {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const memory =
    signal === 'SIGKILL'
      ? ' The system kills a process so when memory runs out: close other programs, or choose a smaller batch or length.'
      : '';
  const said = stderr.trim() === '' ? '' : ` Its last words: ${stderr.trim()}`;
  return new AppError(
    'jobs/worker-died',
    `The engine's worker process ended ${how} before it had answered.${memory}${said}`,
  );
}
