import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { JobActions } from '../../components/job-actions.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Card } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { shareDone } from '../../state/jobs.ts';
import { hashOf } from '../../state/navigation.ts';
import { useHome } from '../../state/use-app.ts';
import styles from './skills.module.css';
import { trainingJobs } from './skills.ts';

/** Instruction skills in training: how far they are, and a way to each that is ready. */
export function TrainingJobs() {
  const jobs = trainingJobs(useHome((state) => state.jobs));
  return jobs.map((job) => <TrainingJob key={job.id} job={job} />);
}

export function TrainingJob({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const { state, title: name, progress, error } = job;
  if (state === 'done') {
    const { skill } = job.result as { readonly skill: string };
    return (
      <Notice tone="good" title={t('train.done', { name })}>
        <a href={hashOf('skills', skill)}>{t('train.open')}</a>
      </Notice>
    );
  }
  if (state === 'failed' && error !== null) return <ErrorNotice error={error} actions={<JobActions job={job} />} />;
  const title = t('train.running', { name });
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
        <JobActions job={job} />
      </div>
      <Progress label={title} value={shareDone(job)} />
    </Card>
  );
}
