import { runCommandLine } from '../../core/cli/run.ts';
import type { Terminal } from '../../core/cli/terminal.ts';
import type { Input, Method, Output, Service, ServiceEvent } from '../../core/service/index.ts';

/** Answers of a service that does nothing, by method: a value, or what to do with the input. */
export type Answers = {
  readonly [M in Method]?:
    | Output<M>
    | ((
        input: Input<M>,
        emit: (event: ServiceEvent) => void,
        signal: AbortSignal | undefined,
      ) => Output<M> | Promise<Output<M>>);
};

/** What a command line printed, asked the service, and ended with. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: readonly { readonly method: Method; readonly input: unknown }[];
  readonly opened: readonly unknown[];
  readonly closed: number;
}

/** Runs a command line over a service that gives these answers. */
export async function runWith(
  args: readonly string[],
  answers: Answers = {},
  options: { readonly lines?: readonly string[]; readonly signal?: AbortSignal; readonly tty?: boolean } = {},
): Promise<Ran> {
  const calls: { method: Method; input: unknown }[] = [];
  const opened: unknown[] = [];
  let closed = 0;
  let stdout = '';
  let stderr = '';
  const service: Service = {
    async call<M extends Method>(method: M, input: Input<M>, { onEvent, signal } = {} as never) {
      calls.push({ method, input });
      const answer = answers[method] as unknown;
      if (answer === undefined) throw new Error(`The test has no answer for ${method}.`);
      return (typeof answer === 'function' ? await answer(input, onEvent ?? (() => {}), signal) : answer) as Output<M>;
    },
    async close() {
      closed += 1;
    },
  };
  const terminal: Terminal = {
    stdout: {
      write: (text) => {
        stdout += text;
      },
      isTTY: options.tty,
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
      isTTY: options.tty,
      columns: 80,
    },
    async *lines() {
      yield* options.lines ?? [];
    },
    signal: options.signal ?? new AbortController().signal,
  };
  const open = async (given: unknown) => {
    opened.push(given);
    return service;
  };
  const code = await runCommandLine(args, open, terminal, '1.2.3');
  return { code, stdout, stderr, calls, opened, closed };
}
