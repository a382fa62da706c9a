import { AppError } from '../errors.ts';

/** Why generated code is not run here: `bench/no-sandbox`. */
export function refused(reason: string, options: { hint?: string; cause?: unknown } = {}): AppError {
  return new AppError('bench/no-sandbox', `Generated code is not run here: ${reason.replace(/\.$/, '')}.`, options);
}
