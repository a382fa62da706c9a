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
  | 'skill/in-use'
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
  | 'store/home-locked'
  | 'store/disk-full'
  // jobs
  | 'jobs/not-found'
  | 'jobs/not-resumable'
  | 'jobs/worker-died'
  | 'jobs/cancelled'
  // bench
  | 'bench/bad-suite'
  | 'bench/unknown-system'
  // service, server, command line
  | 'service/bad-request'
  | 'service/not-found'
  | 'service/ambiguous'
  | 'recipe/invalid'
  | 'cli/usage'
  | 'internal/defect';

/**
 * A failure that has a cause outside our code: bad input, a missing file, a full disk. The message says what was tried,
 * what was found, and what the person can do; `hint`, where there is one, is the next command to try.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint;
  }

  /** How an error crosses a process: as data. */
  toJSON(): ErrorData {
    return { code: this.code, message: this.message, ...(this.hint === undefined ? {} : { hint: this.hint }) };
  }
}

/** An error as data, for process boundaries and `--json`. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** Any thrown value as data. What is not an {@link AppError} is a defect of ours. */
export function errorData(error: unknown): ErrorData {
  if (error instanceof AppError) return error.toJSON();
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'internal/defect', message };
}

/** Rebuilds an {@link AppError} that came across a process as data. */
export function errorFromData(data: ErrorData): AppError {
  return new AppError(data.code, data.message, data.hint === undefined ? {} : { hint: data.hint });
}

/** Throws a defect (a plain Error, never an {@link AppError}) when something we hold to be always true is not. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}
