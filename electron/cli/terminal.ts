import type { Writable } from 'node:stream';
import { exitCodes } from '../../core/cli/exit-code.ts';
import type { Terminal } from '../../core/cli/terminal.ts';
import { type CommandNotice, commandOrder, type ParentPort } from '../messages.ts';

/** As much of `process` as a command touches. */
export interface CommandProcess {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  exit(code: number): void;
}

/** A terminal whose input main reads, and whose interruption main tells of. The second interruption waits for nothing. */
export function terminalThroughMain(main: ParentPort, self: CommandProcess): Terminal {
  const interruption = new AbortController();
  const input = lineQueue();
  main.on('message', ({ data }) => {
    const { data: order } = commandOrder.safeParse(data);
    switch (order?.type) {
      case 'line':
        return input.push(order.text);
      case 'lines-end':
        return input.end();
      case 'interrupt':
        if (interruption.signal.aborted) return self.exit(exitCodes.cancelled);
        interruption.abort();
        return input.end();
    }
  });
  // Whoever reads our output may leave early (`… | head`): that is no failure of ours.
  for (const stream of [self.stdout, self.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) =>
      self.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.mistake),
    );
  }
  return {
    stdout: self.stdout,
    stderr: self.stderr,
    lines() {
      main.postMessage({ type: 'lines-wanted' } satisfies CommandNotice);
      return input.lines;
    },
    signal: interruption.signal,
  };
}

/** Resolves when everything written so far has left the process. */
export async function flushed(...streams: readonly Writable[]): Promise<void> {
  await Promise.all(streams.map((stream) => new Promise((written) => stream.write('', written))));
}

function lineQueue() {
  const waiting: string[] = [];
  let ended = false;
  let wake = () => {};
  async function* lines(): AsyncGenerator<string> {
    while (true) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    lines: lines(),
    push(text: string) {
      waiting.push(text);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
  };
}
