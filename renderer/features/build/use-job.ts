import { useEffect, useState } from 'react';
import type { JobDetail } from '../../api.ts';
import { useApp, useHome } from '../../state/use-app.ts';

/** A job, live; one that had ended before the window opened is read once. */
export function useJob(id: string): { readonly job: JobDetail | null; readonly error: unknown } {
  const { service } = useApp();
  const live = useHome((state) => state.jobs.get(id));
  const known = useHome((state) => state.known);
  const connection = useHome((state) => state.connection.kind);
  const [kept, setKept] = useState<JobDetail | null>(null);
  const [error, setError] = useState<unknown>(null);
  const needed = live === undefined && known && connection === 'open';
  useEffect(() => {
    if (!needed) return;
    let current = true;
    service.call('job.show', { job: id }).then(
      (job) => current && setKept(job),
      (thrown) => current && setError(thrown),
    );
    return () => {
      current = false;
    };
  }, [service, id, needed]);
  return { job: live ?? kept, error };
}
