import type { MessagePortMain, UtilityProcess, utilityProcess } from 'electron';
import type { ForkOptions } from '../messages.ts';
import type { ProgramFiles } from './program-files.ts';

/** As much of a utility process as main deals with. */
export type Child = Pick<UtilityProcess, 'pid' | 'postMessage' | 'kill' | 'on' | 'stderr'>;

/** Starts the program's other processes; only main can. */
export interface Processes {
  host(options: ForkOptions): Child;
  engine(): Child;
  command(options: ForkOptions, args: readonly string[]): Child;
}

/** A channel between two processes: each takes one end. */
export type NewChannel = () => { readonly port1: MessagePortMain; readonly port2: MessagePortMain };

/** Utility processes, since a packaged program can't run as plain Node (the fuse `RunAsNode` is off). */
export function utilityProcesses(
  { fork }: Pick<typeof utilityProcess, 'fork'>,
  files: ProgramFiles,
  env: NodeJS.ProcessEnv,
): Processes {
  const surroundings = { ...env, STOCKPOT_RESOURCES: files.resources };
  return {
    host: (options) =>
      fork(files.host, [JSON.stringify(options)], {
        env: surroundings,
        serviceName: 'Stockpot host',
        stdio: ['ignore', 'inherit', 'pipe'],
      }),
    // What a worker writes to stdout is dropped: under `--cli` that is the command's answer.
    engine: () =>
      fork(files.engine, [], {
        env: surroundings,
        serviceName: 'Stockpot engine',
        stdio: ['ignore', 'ignore', 'pipe'],
        // The engine's libraries carry their makers' signatures, or none.
        allowLoadingUnsignedLibraries: true,
      }),
    command: (options, args) =>
      fork(files.cli, [JSON.stringify(options), ...args], {
        env: surroundings,
        serviceName: 'Stockpot command',
        stdio: 'inherit',
      }),
  };
}

/** Keeps the end of what a process writes to stderr, to be shown if it dies. */
export function lastWords(child: Child): () => string {
  let words = '';
  child.stderr?.setEncoding?.('utf8');
  child.stderr?.on('data', (text: string | Buffer) => {
    words = (words + String(text)).slice(-KEPT_CHARACTERS);
  });
  return () => words;
}

const KEPT_CHARACTERS = 2000;
