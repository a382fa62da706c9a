import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobSummary } from '../api.ts';
import { losesWork } from '../state/jobs.ts';
import { useApp } from '../state/use-app.ts';
import { ConfirmDialog } from './dialog.tsx';

export interface RemoveJobProps {
  /** One that neither runs nor waits. */
  readonly job: JobSummary;
  /** What it is called, where it has no title. */
  readonly name?: string;
  /** The button; pressing it calls `remove`. */
  readonly children: (remove: () => void) => ReactNode;
}

/** Takes a job off the list; asks first where that deletes what it has done. */
export function RemoveJob({ job, name = job.title, children }: RemoveJobProps) {
  const { t } = useTranslation();
  const { service, toasts } = useApp();
  const [asking, setAsking] = useState(false);
  const remove = () => service.call('job.remove', { job: job.id }).catch(toasts.fail);
  return (
    <>
      {children(() => (losesWork(job) ? setAsking(true) : void remove()))}
      <ConfirmDialog
        open={asking}
        danger
        onClose={() => setAsking(false)}
        title={t('removeJob.title', { title: name })}
        description={t('removeJob.detail')}
        action={t('remove')}
        onConfirm={remove}
      />
    </>
  );
}
