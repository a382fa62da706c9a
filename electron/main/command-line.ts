import { createInterface } from 'node:readline';
import { type CommandOrder, commandNotice, type ForkOptions } from '../messages.ts';
import { enginesFor } from './engines.ts';
import type { NewChannel, Processes } from './processes.ts';

export interface CommandLineOptions {
  readonly args: readonly string[];
  readonly fork: ForkOptions;
  readonly processes: Processes;
  readonly newChannel: NewChannel;
  readonly platform: NodeJS.Platform;
  readonly stdin: NodeJS.ReadableStream;
  /** Calls back whenever the person interrupts the program. */
  readonly onInterrupt: (listener: () => void) => void;
  /** Ends the program. */
  readonly exit: (code: number) => void;
}

/** `Stockpot --cli …`: runs one command in a process of its own, and ends as it ends. */
export function runCommand(options: CommandLineOptions): void {
  const child = options.processes.command(options.fork, options.args);
  const engines = enginesFor(child, options);
  let ended = false;
  let reading = false;
  const order = (message: CommandOrder) => {
    if (!ended) child.postMessage(message);
  };
  child.on('message', (message: unknown) => {
    engines.take(message);
    if (reading || !commandNotice.safeParse(message).success) return;
    reading = true;
    // Not before it is wanted: a program in the background that reads the terminal is stopped.
    const lines = createInterface({ input: options.stdin });
    lines.on('line', (text) => order({ type: 'line', text }));
    lines.on('close', () => order({ type: 'lines-end' }));
  });
  options.onInterrupt(() => order({ type: 'interrupt' }));
  child.on('exit', (code) => {
    ended = true;
    engines.endAll();
    options.exit(code);
  });
}
