import { type ChildProcess, spawn } from 'node:child_process';
import { OUTPUT_BYTES, startSeconds } from './limits.ts';
import type { ConfinedProgram, SandboxMethod } from './method.ts';
import { refused } from './refused.ts';
import type { Sandbox } from './sandbox.ts';

/** What became of a confined program that was told one line. */
export type Outcome =
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'time' }
  | { readonly kind: 'memory' }
  | { readonly kind: 'too-much-output' }
  | { readonly kind: 'ended'; readonly how: string; readonly stderr: string };

export interface Conversation {
  /** What it is told once it is ready. */
  readonly message: string;
  readonly signal?: AbortSignal;
}

/**
 * Starts a confined program, waits until it says `ready`, lets it begin no further process, tells it one line and waits
 * for one, as long as its time is. However it goes, every process of it has ended when this returns.
 *
 * @throws AppError `bench/no-sandbox` when it does not get ready; the signal's reason when cancelled.
 */
export async function converse(
  { method, files }: Sandbox,
  program: ConfinedProgram,
  { message, signal }: Conversation,
): Promise<Outcome> {
  signal?.throwIfAborted();
  const command = method.command(files, program);
  if (typeof command === 'string') throw refused(command);
  const child = spawn(command.file, command.arguments, {
    env: command.environment,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended at once.
    detached: true,
  });
  let isClosed = false;
  const closed = new Promise<void>((resolve) =>
    child.once('close', () => {
      isClosed = true;
      resolve();
    }),
  );
  // Once all of it has ended, its number may be another's.
  const end = () => (isClosed ? undefined : endGroup(child));
  signal?.addEventListener('abort', end, { once: true });
  process.once('exit', end);
  try {
    const { next, interrupt } = outcomes(child, end);
    if (program.preamble !== undefined) child.stdin.write(program.preamble);
    const started = await next(startSeconds);
    signal?.throwIfAborted();
    if (started.kind !== 'line' || started.line !== 'ready') throw refused(whyNotReady(started));
    await method.freeze(child.pid!, program);
    await watchMemory(method, child, program, () => interrupt({ kind: 'memory' }));
    child.stdin.write(`${message}\n`);
    return await next(program.timeSeconds);
  } finally {
    signal?.removeEventListener('abort', end);
    process.off('exit', end);
    end();
    await closed;
    signal?.throwIfAborted();
  }
}

interface Outcomes {
  /** Waits for the next line, or for what comes instead of it. */
  next(seconds: number): Promise<Outcome>;
  /** Ends the process; that was its outcome. */
  interrupt(outcome: Outcome): void;
}

function outcomes(child: ChildProcess, end: () => void): Outcomes {
  const lines: string[] = [];
  let last: Outcome | undefined;
  let held = '';
  let stderr = '';
  let bytes = 0;
  let wake = () => {};
  let interrupted = false;
  const interrupt = (outcome: Outcome) => {
    last ??= outcome;
    interrupted = true;
    end();
    wake();
  };
  const counted = (piece: string) => {
    bytes += Buffer.byteLength(piece);
    if (bytes <= OUTPUT_BYTES) return piece;
    interrupt({ kind: 'too-much-output' });
    return '';
  };
  child.stdout!.setEncoding('utf8').on('data', (piece: string) => {
    const pieces = (held + counted(piece)).split('\n');
    held = pieces.pop()!;
    lines.push(...pieces);
    wake();
  });
  child.stderr!.setEncoding('utf8').on('data', (piece: string) => {
    stderr = (stderr + counted(piece)).slice(-KEPT_CHARACTERS);
    wake();
  });
  // It may end before it was told anything.
  child.stdin!.on('error', () => {});
  child.on('error', (error) => {
    last ??= { kind: 'ended', how: String(error), stderr };
    wake();
  });
  child.on('close', (code, signal) => {
    last ??= { kind: 'ended', how: signal === null ? `exit code ${code}` : signal, stderr };
    wake();
  });
  const next = (seconds: number) =>
    new Promise<Outcome>((resolve) => {
      const timer = setTimeout(() => tell({ kind: 'time' }), seconds * 1000);
      const tell = (outcome: Outcome) => {
        clearTimeout(timer);
        wake = () => {};
        resolve(outcome);
      };
      wake = () => {
        const line = interrupted ? undefined : lines.shift();
        if (line !== undefined) tell({ kind: 'line', line });
        else if (last !== undefined) tell(last);
      };
      wake();
    });
  return { next, interrupt };
}

async function watchMemory(
  method: SandboxMethod,
  child: ChildProcess,
  { memoryMiB }: ConfinedProgram,
  exceeded: () => void,
): Promise<void> {
  const { pid } = child;
  if (method.memoryBytes === undefined || pid === undefined) return;
  const limit = (await method.memoryBytes(pid)) + memoryMiB * 1_048_576;
  const timer = setInterval(async () => {
    // A process that has just ended has none.
    const bytes = await method.memoryBytes!(pid).catch(() => 0);
    if (bytes > limit) exceeded();
  }, LOOK_EVERY_MS);
  child.once('close', () => clearInterval(timer));
}

const LOOK_EVERY_MS = 100;
const KEPT_CHARACTERS = 4000;

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // All of it has just ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function whyNotReady(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'line':
      return `its program said "${outcome.line.slice(0, 200)}" where it should be ready`;
    case 'time':
      return `its program was not ready after ${startSeconds} s`;
    case 'memory':
      return 'its program takes more memory than it may before it begins';
    case 'too-much-output':
      return 'its program says too much';
    case 'ended': {
      const lines = outcome.stderr.trim().split('\n');
      const words = (lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)!).slice(0, 300);
      return `its program did not start (${outcome.how}${words === '' ? '' : `: ${words}`})`;
    }
  }
}
