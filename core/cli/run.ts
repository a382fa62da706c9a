import { CommanderError } from 'commander';
import { AppError, type ErrorData, errorData } from '../errors.ts';
import type { ServiceOptions } from '../service/index.ts';
import type { OpenService } from './context.ts';
import { exitCodeOf, exitCodes } from './exit-code.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs one command line, without the program's own name, and gives the exit code. Everything printed goes to `terminal`.
 *
 * @param hosting how `serve` opens the home that it hosts
 */
export async function runCommandLine(
  args: readonly string[],
  open: OpenService,
  terminal: Terminal,
  version: string,
  hosting: ServiceOptions = {},
): Promise<number> {
  const json = args.includes('--json');
  const program = createProgram(open, terminal, version, hosting);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCodes.done;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    const data = failureOf(error, terminal.signal);
    printFailure(data, json, terminal);
    return exitCodeOf(data);
  }
}

function failureOf(error: unknown, signal: AbortSignal): ErrorData {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '');
    return new AppError('cli/usage', sentence(message), { hint: 'See "stockpot --help".' }).toJSON();
  }
  if (error instanceof AppError) return error.toJSON();
  if (signal.aborted) return { code: 'jobs/cancelled', message: 'Cancelled.' };
  return errorData(error);
}

function printFailure(data: ErrorData, json: boolean, terminal: Terminal): void {
  if (json) {
    const { code, message, hint } = data;
    terminal.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, null, 2)}\n`);
    return;
  }
  const lead = exitCodeOf(data) === exitCodes.defect ? 'This is a defect of Stockpot. ' : '';
  terminal.stderr.write(`${lead}${data.message} [${data.code}]\n`);
  if (data.hint !== undefined) terminal.stderr.write(`${data.hint}\n`);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(first) ? first : `${first}.`;
}
