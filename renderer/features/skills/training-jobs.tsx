import { Pause, Play, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Card } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { RemoveJob } from '../../components/remove-job.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useHome } from '../../state/use-app.ts';
import styles from './skills.module.css';
import { trainingJobs } from './skills.ts';

/** Instruction skills in training: how far they are, and a way to each that is ready. */
export function TrainingJobs() {
  const jobs = trainingJobs(useHome((state) => state.jobs));
  return jobs.map((job) => <TrainingJob key={job.id} job={job} />);
}

export function TrainingJob({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('skills');
  const { service, toasts } = useApp();
  const format = useFormat();
  const { id, state, title: name, progress } = job;
  const order = (method: 'job.pause' | 'job.resume' | 'job.cancel') =>
    void service.call(method, { job: id }).catch(toasts.fail);
  if (state === 'done') {
    const { skill } = job.result as { readonly skill: string };
    return (
      <Notice tone="good" title={t('train.done', { name })}>
        <a href={hashOf('skills', skill)}>{t('train.open')}</a>
      </Notice>
    );
  }
  const title = t('train.running', { name });
  const resume = (
    <Button size="s" icon={Play} onClick={() => order('job.resume')}>
      {t('train.resume')}
    </Button>
  );
  // A job that stands still and is cancelled loses its checkpoints: that is asked first.
  const remove = (
    <RemoveJob job={job}>
      {(ask) => (
        <Button size="s" icon={Trash2} onClick={ask}>
          {t('remove')}
        </Button>
      )}
    </RemoveJob>
  );
  if (state === 'failed' && job.error !== null) {
    return (
      <ErrorNotice
        error={job.error}
        actions={
          <>
            {resume}
            {remove}
          </>
        }
      />
    );
  }
  const { secondsLeft } = progress ?? {};
  return (
    <Card className={styles.training}>
      <div className={styles.trainingHead}>
        <div>
          <strong>{title}</strong>
          <p className={styles.quiet}>
            {progress === null
              ? t('train.beginning')
              : t('train.steps', { done: format.number(progress.done), total: format.number(progress.total) })}
            {secondsLeft !== undefined && ` · ${t('train.left', { time: format.duration(secondsLeft) })}`}
          </p>
        </div>
        {state === 'paused' ? (
          <>
            {resume}
            {remove}
          </>
        ) : (
          <>
            <Button size="s" icon={Pause} onClick={() => order('job.pause')}>
              {t('train.pause')}
            </Button>
            <Button size="s" icon={X} onClick={() => order('job.cancel')}>
              {t('stop')}
            </Button>
          </>
        )}
      </div>
      <Progress
        label={title}
        value={progress === null || progress.total === 0 ? null : progress.done / progress.total}
      />
    </Card>
  );
}
