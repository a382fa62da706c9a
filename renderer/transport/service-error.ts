import type { Failure } from '../../core/service/contract.ts';

export type ErrorShape = Failure;

/** A failure as the host tells it: what was tried, what was found, what to do. */
export class ServiceError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  /** Whether the hint names a command, and is not to be shown. */
  readonly command: true | undefined;

  constructor({ code, message, hint, command }: ErrorShape) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.hint = hint;
    this.command = command;
  }
}

/** Any thrown value as something to show; null when it was only cancelled or paused, which is no failure. */
export function errorShape(error: unknown): ErrorShape | null {
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  if (error instanceof ServiceError) {
    if (error.code === 'jobs/cancelled' || error.code === 'jobs/paused') return null;
    const { code, message, hint, command } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }), ...(command === undefined ? {} : { command }) };
  }
  return { code: 'internal/defect', message: error instanceof Error ? error.message : String(error) };
}
