#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { systemError } from '../errors.ts';
import { stockpotVersion } from '../service/index.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { openHere } from './open.ts';
import { runCommandLine } from './run.ts';
import type { Terminal } from './terminal.ts';

const interruption = new AbortController();
const stop = () => {
  // The second time the person does not want to wait for a clean end.
  if (interruption.signal.aborted) process.exit(exitCodes.cancelled);
  interruption.abort();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
// Whoever reads our output may leave early (`stockpot runs | head`): that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done);
    const told = systemError(error);
    if (told === undefined) throw error;
    // The answer goes into a file on a full disk: stderr may still be a terminal.
    if (stream === process.stdout) process.stderr.write(`The answer was lost. ${told.message} [${told.code}]\n`);
    process.exit(exitCodeOf(told.toJSON()));
  });
}

const terminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  lines: () => createInterface({ input: process.stdin, signal: interruption.signal }),
  signal: interruption.signal,
};
process.exitCode = await runCommandLine(process.argv.slice(2), openHere, terminal, stockpotVersion());
