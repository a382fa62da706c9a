import type { JobContext } from '../jobs/index.ts';
import type { JobRow, Store } from '../store/index.ts';

/** Keeps with a job that its trainings are to take less memory from now on. */
export function askLowMemory(store: Store, { id, input }: JobRow): void {
  store.jobs.update(id, { input: { ...(input as object), memory: 'low' } });
}

/** What a job was resumed with: the memory mode of its trainings, where one was asked for. */
export function memoryOf({ input }: Pick<JobContext, 'input'>): { readonly memory?: 'low' } {
  return (input as { readonly memory?: unknown }).memory === 'low' ? { memory: 'low' } : {};
}
