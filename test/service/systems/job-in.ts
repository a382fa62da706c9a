import type { JobContext } from '../../../core/jobs/index.ts';
import { temporaryFolder } from '../../store/temporary-home.ts';

/** A job of which nothing is kept; without commits it is cut off before its stage is. */
export function jobIn({ commits = true } = {}): JobContext {
  const stage = async <T, R>(_name: string, run: () => Promise<T> | T, commit?: (made: T) => R) => {
    const made = await run();
    if (!commits) throw new Error('cut off');
    return commit === undefined ? made : commit(made);
  };
  return { folder: temporaryFolder(), stage, progress: () => {} } as unknown as JobContext;
}
