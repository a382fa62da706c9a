import type { SandboxFiles } from './files.ts';

/** One way in which the operating system restricts a program. */
export interface SandboxMethod {
  readonly name: string;
  /** How a program is started so, or why it can't be on this machine. */
  command(files: SandboxFiles, program: ConfinedProgram): StartCommand | string;
  /**
   * From here on what was started begins no process and no thread, and takes no more memory than it may.
   * @throws AppError `bench/no-sandbox`
   */
  freeze(pid: number, program: ConfinedProgram): Promise<void>;
  /** Where the system does not limit memory: what the process has, so that it is ended when it takes too much. */
  memoryBytes?(pid: number): Promise<number>;
}

export interface ConfinedProgram {
  /** A file of `resources/sandbox`. */
  readonly script: 'run-python.mjs' | 'probe.mjs';
  /** Comes on its stdin before all else; it is told how many bytes these are. */
  readonly preamble?: Uint8Array;
  /** Whether Node's own permission checks are on, as a second line behind the system's. */
  readonly permissions: boolean;
  readonly timeSeconds: number;
  /** Beyond what it has when it is ready. */
  readonly memoryMiB: number;
}

export interface StartCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Where Node, our programs and Pyodide lie for the confined process. */
export interface InsidePaths {
  readonly node: string;
  readonly programs: string;
  readonly pyodide: string;
}

/** Node's command line inside. */
export function nodeCommand(inside: InsidePaths, files: SandboxFiles, program: ConfinedProgram): string[] {
  const readable = [inside.programs, inside.pyodide].map((folder) => `--allow-fs-read=${folder}/*`);
  return [
    inside.node,
    '--no-warnings',
    // The collector works in earnest before the system refuses memory.
    `--max-old-space-size=${program.memoryMiB}`,
    ...(program.permissions ? [files.permissionFlag, ...readable] : []),
    `${inside.programs}/${program.script}`,
    inside.pyodide,
    String(program.preamble?.length ?? 0),
  ];
}
