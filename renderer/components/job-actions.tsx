import { Pause, Play, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../api.ts';
import { isUnderWay } from '../state/jobs.ts';
import { useApp } from '../state/use-app.ts';
import { Button } from './button.tsx';
import { RemoveJob } from './remove-job.tsx';

/** What can be done with a job that is not done: hold or stop it while it is under way, else go on or take it off the list. */
export function JobActions({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation();
  const { service, toasts } = useApp();
  // A call's promise ends with the job; what is shown meanwhile comes from the home.
  const order = (method: 'job.pause' | 'job.resume' | 'job.cancel') =>
    void service.call(method, { job: job.id }).catch(toasts.fail);
  if (isUnderWay(job)) {
    return (
      <>
        <Button size="s" icon={Pause} onClick={() => order('job.pause')}>
          {t('job.pause')}
        </Button>
        <Button size="s" icon={X} onClick={() => order('job.cancel')}>
          {t('job.stop')}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button size="s" icon={Play} onClick={() => order('job.resume')}>
        {t('job.goOn')}
      </Button>
      <RemoveJob job={job}>
        {(remove) => (
          <Button size="s" icon={Trash2} onClick={remove}>
            {t('remove')}
          </Button>
        )}
      </RemoveJob>
    </>
  );
}
