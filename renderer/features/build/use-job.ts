import { useEffect, useState } from 'react';
import { errorShape, type JobDetail } from '../../api.ts';
import { useApp, useHome } from '../../state/use-app.ts';

interface Read {
  readonly job: JobDetail | null;
  readonly error: unknown;
}

/** A job, live; one that had ended before the window opened is read, and again when jobs come and go. Null once it is gone. */
export function useJob(id: string): Read {
  const { service, home } = useApp();
  const live = useHome((state) => state.jobs.get(id));
  const known = useHome((state) => state.known);
  const connection = useHome((state) => state.connection.kind);
  const [kept, setKept] = useState<Read>({ job: null, error: null });
  const needed = live === undefined && known && connection === 'open';
  useEffect(() => {
    if (!needed) return;
    let current = true;
    const read = () => {
      service.call('job.show', { job: id }).then(
        (job) => current && setKept({ job, error: null }),
        (error) => {
          const gone = errorShape(error)?.code === 'jobs/not-found';
          if (current) setKept(({ job }) => ({ job: gone ? null : job, error }));
        },
      );
    };
    read();
    const stop = home.onChanged(['jobs'], read);
    return () => {
      current = false;
      stop();
    };
  }, [service, home, id, needed]);
  return live === undefined ? kept : { job: live, error: null };
}
