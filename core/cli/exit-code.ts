import type { ErrorCode, ErrorData } from '../errors.ts';

/** What the process says to whoever started it. */
export const exitCodes = { done: 0, defect: 1, mistake: 2, cancelled: 130 } as const;

/** 130 for a command that was cancelled or whose job was paused, 1 for what we got wrong, 2 for what the caller can put right. */
export function exitCodeOf(error: ErrorData): number {
  if (error.code === 'jobs/cancelled' || error.code === 'jobs/paused') return exitCodes.cancelled;
  return defects.has(error.code) ? exitCodes.defect : exitCodes.mistake;
}

const defects: ReadonlySet<ErrorCode> = new Set([
  'internal/defect',
  'graph/invalid',
  'engine/failed',
  'jobs/worker-died',
]);
