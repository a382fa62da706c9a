/** Every code an {@link AppError} may carry: `room/what`. Nothing in the program matches on message text. */
export type ErrorCode =
  // engine
  | 'graph/invalid'
  | 'device/unavailable'
  | 'device/out-of-memory'
  | 'engine/failed'
  | 'engine/adapter-mismatch'
  | 'engine/too-long'
  // weights and models
  | 'model/unknown-architecture'
  | 'model/unsupported-tensor-type'
  | 'model/missing-tensor'
  | 'model/bad-file'
  | 'model/bad-config'
  | 'model/not-found'
  | 'model/download-failed'
  | 'model/checksum-mismatch'
  | 'model/offline'
  // text
  | 'text/bad-tokenizer'
  | 'text/bad-template'
  // manual
  | 'manual/not-found'
  | 'manual/unsupported-type'
  | 'manual/not-a-pdf'
  | 'manual/encrypted'
  | 'manual/damaged'
  | 'manual/empty'
  | 'manual/no-text'
  | 'manual/too-large'
  | 'manual/too-many-pages'
  | 'manual/too-much-text'
  | 'manual/expands-too-far'
  | 'manual/unreadable'
  | 'manual/not-text'
  | 'manual/timeout'
  // study
  | 'study/bad-data'
  | 'study/empty'
  // skill
  | 'skill/bad-folder'
  | 'skill/unsupported'
  | 'skill/wrong-base'
  | 'skill/not-found'
  // soup
  | 'soup/incompatible'
  // training
  | 'training/bad-checkpoint'
  | 'training/diverged'
  // store
  | 'store/newer-version'
  | 'store/corrupt'
  | 'store/not-found'
  | 'store/conflict'
  | 'store/in-use'
  | 'store/home-locked'
  | 'store/moved-away'
  | 'store/disk-full'
  | 'store/disk-failed'
  | 'store/not-writable'
  | 'store/not-readable'
  | 'store/no-vectors'
  // jobs
  | 'jobs/not-found'
  | 'jobs/not-resumable'
  | 'jobs/worker-died'
  | 'jobs/cancelled'
  | 'jobs/paused'
  // bench
  | 'bench/bad-suite'
  | 'bench/unknown-system'
  | 'bench/no-context'
  // models of someone else's, by their address
  | 'endpoint/unreachable'
  | 'endpoint/refused'
  | 'endpoint/bad-answer'
  | 'bench/no-sandbox'
  // service, server, command line
  | 'service/bad-request'
  | 'service/not-found'
  | 'service/ambiguous'
  | 'service/host-gone'
  | 'server/port-taken'
  | 'server/not-allowed'
  | 'server/too-large'
  | 'recipe/invalid'
  | 'cli/usage'
  | 'internal/defect';

/**
 * A failure that has a cause outside our code: bad input, a missing file, a full disk. The message says what was tried,
 * what was found, and what the person can do; `hint`, where there is one, is what to try next. A hint that names a command or
 * an option is given as `command`: the command line prints it, and the window says something of its own.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  /** Whether the hint speaks to the command line alone. */
  readonly command: true | undefined;

  constructor(code: ErrorCode, message: string, options: Hint & { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.command ?? options.hint;
    this.command = options.command === undefined ? undefined : true;
  }

  /** How an error crosses a process: as data. */
  toJSON(): ErrorData {
    const { code, message, hint, command } = this;
    return { code, message, ...(hint === undefined ? {} : { hint }), ...(command ? { command } : {}) };
  }
}

/** An error as data, for process boundaries and `--json`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  /** The hint names a command or an option: for the command line, not for the window. */
  readonly command?: true;
}

/** What to try next: said to everyone, or, as it names a command, to the command line alone. */
export interface Hint {
  readonly hint?: string;
  readonly command?: string;
}

/** The hint of an error as data, for another error that says the same thing next. */
export function hintOf({ hint, command }: AppError | ErrorData): Hint {
  return hint === undefined ? {} : command ? { command: hint } : { hint };
}

/** Any thrown value as data. What is neither an {@link AppError} nor a {@link systemError} is a defect of ours. */
export function errorData(error: unknown): ErrorData {
  const told = error instanceof AppError ? error : systemError(error);
  if (told !== undefined) return told.toJSON();
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal/defect', message };
}

/**
 * What a full, read-only, forbidden or failing disk makes the system say, as an {@link AppError}: wherever a file was touched,
 * it is no defect of ours. Undefined for any other value. Who writes files says more by `writeError` of core/disk.ts.
 */
export function systemError(error: unknown): AppError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, path, dest } = error as SystemError;
  const failure = code === undefined ? undefined : diskFailures[code];
  if (failure === undefined || syscall === undefined) return undefined;
  const reads = readCalls.has(syscall) && !['ENOSPC', 'EDQUOT', 'EROFS'].includes(code as string);
  if (!readCalls.has(syscall) && !writeCalls.has(syscall)) return undefined;
  const at = dest ?? path;
  return new AppError(
    reads && failure.code === 'store/not-writable' ? 'store/not-readable' : failure.code,
    `Tried to ${reads ? 'read' : 'write'} ${at ?? 'a file'}: ${failure.words} (${code}).`,
    { cause: error, hint: failure.hint },
  );
}

/** What the system says of a disk, by its own name for it. */
export const diskFailures: Readonly<Record<string, DiskFailure>> = {
  ENOSPC: full('the disk is full'),
  EDQUOT: full('your share of the disk is used up'),
  EFBIG: full('the file is larger than the file system or a limit of this account allows'),
  EROFS: refused('the file system is read-only'),
  EACCES: refused('permission denied'),
  EPERM: refused('the system does not permit it'),
  ENOTDIR: refused('a part of the path is a file, not a folder'),
  ENAMETOOLONG: refused('the name is too long'),
  EIO: { code: 'store/disk-failed', words: 'the disk failed', hint: 'Check the disk, and save what is on it.' },
};

export interface DiskFailure {
  readonly code: 'store/disk-full' | 'store/not-writable' | 'store/disk-failed';
  readonly words: string;
  readonly hint: string;
}

function full(words: string): DiskFailure {
  return { code: 'store/disk-full', words, hint: 'Free some space there, or choose another place, and try again.' };
}

function refused(words: string): DiskFailure {
  return { code: 'store/not-writable', words, hint: 'Check the rights of that folder, or choose another place.' };
}

/** A system's error as Node throws it. */
interface SystemError extends Error {
  readonly code?: string;
  readonly syscall?: string;
  readonly path?: string;
  readonly dest?: string;
}

/** `open` is told of as reading: what opens a file to write goes through `writeError`. */
const readCalls: ReadonlySet<string> = new Set(
  'open read scandir opendir stat lstat fstat access readlink realpath'.split(' '),
);
const writeCalls: ReadonlySet<string> = new Set(
  'write writev fsync fdatasync ftruncate close mkdir mkdtemp rename unlink rmdir rm copyfile cp link symlink chmod utime'.split(
    ' ',
  ),
);

/** Rebuilds an {@link AppError} that came across a process as data. */
export function errorFromData(data: ErrorData): AppError {
  return new AppError(data.code, data.message, hintOf(data));
}

/** Throws a defect (a plain Error, never an {@link AppError}) when something we hold to be always true is not. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
