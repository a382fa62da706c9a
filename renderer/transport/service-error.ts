export interface ErrorShape {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** A failure as the host tells it: what was tried, what was found, what to do. */
export class ServiceError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor({ code, message, hint }: ErrorShape) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.hint = hint;
  }
}

/** Any thrown value as something to show; null when it was only cancelled or paused, which is no failure. */
export function errorShape(error: unknown): ErrorShape | null {
  if (error instanceof DOMException && error.name === 'AbortError') return null;
  if (error instanceof ServiceError) {
    if (error.code === 'jobs/cancelled' || error.code === 'jobs/paused') return null;
    const { code, message, hint } = error;
    return hint === undefined ? { code, message } : { code, message, hint };
  }
  return { code: 'internal/defect', message: error instanceof Error ? error.message : String(error) };
}
