import type { JobSummary } from '../api.ts';

/** Whether taking a job off the list deletes what it has done so far. */
export function losesWork({ kind, state }: Pick<JobSummary, 'kind' | 'state'>): boolean {
  return state !== 'done' && !keepingKinds.has(kind);
}

/** What came of a download stays in the models folder, and each question that was made is kept at once. */
const keepingKinds: ReadonlySet<string> = new Set(['download', 'make-questions']);
