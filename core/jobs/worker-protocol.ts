import { z } from 'zod';
import type { ErrorCode, ErrorData } from '../errors.ts';

/** What a worker can do: for each task, the schema of what goes in, of each progress message, of what comes out. */
export type TaskSchemas = Readonly<
  Record<string, { readonly input: z.ZodType; readonly progress: z.ZodType; readonly result: z.ZodType }>
>;
/** What a caller passes to, and gets from, a task of these schemas. */
export type TaskInput<Tasks extends TaskSchemas, Name extends keyof Tasks> = z.input<Tasks[Name]['input']>;
export type TaskProgress<Tasks extends TaskSchemas, Name extends keyof Tasks> = z.output<Tasks[Name]['progress']>;
export type TaskResult<Tasks extends TaskSchemas, Name extends keyof Tasks> = z.output<Tasks[Name]['result']>;

/** Names the tasks of a worker once, for both ends of its channel. Data is JSON; bulk goes by files. */
export function defineTasks<const Tasks extends TaskSchemas>(tasks: Tasks): Tasks {
  return tasks;
}

/** A code is known by its form, so that this list need not repeat the union of {@link ErrorCode}. */
const errorCode = z.custom<ErrorCode>((code) => typeof code === 'string' && /^[a-z]+\/[a-z-]+$/.test(code));
const errorDataSchema: z.ZodType<ErrorData> = z.object({
  code: errorCode,
  message: z.string(),
  hint: z.string().exactOptional(),
  command: z.literal(true).exactOptional(),
});

/** Host → worker. */
export const requestMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id: z.number(), task: z.string(), input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id: z.number() }),
]);
export type RequestMessage = z.infer<typeof requestMessage>;

/** Worker → host. A request is answered once, by a result, an error, or `cancelled`. */
export const replyMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id: z.number(), data: z.unknown() }),
  z.object({ type: z.literal('result'), id: z.number(), data: z.unknown() }),
  z.object({ type: z.literal('error'), id: z.number(), error: errorDataSchema }),
  z.object({ type: z.literal('cancelled'), id: z.number() }),
]);
export type ReplyMessage = z.infer<typeof replyMessage>;

/** How a worker ended: its exit code, or the signal that ended it; and the last of what it wrote to stderr. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** The host's end of a channel to a worker process, whatever forks it. */
export interface WorkerPort {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (exit: WorkerExit) => void): void;
  /** Ends the process at once (SIGKILL): it may be inside a run that can't be interrupted. */
  kill(): void;
}
