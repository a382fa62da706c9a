import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { JobActions } from '../../components/job-actions.tsx';
import { Card } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { shareDone } from '../../state/jobs.ts';
import styles from './benchmarks.module.css';

/** Questions that are being made: how many there are, and stopping, pausing and going on. */
export function RunningMaking({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { progress } = job;
  const title = t('suites.making', { name: job.title });
  return (
    <Card>
      <div className={styles.running}>
        <div className={styles.runningWords}>
          <strong>{title}</strong>
          <span className={styles.quiet}>
            {progress === null
              ? t('suites.beginning')
              : t('suites.madeOf', { done: format.number(progress.done), total: format.number(progress.total) })}
          </span>
        </div>
        <JobActions job={job} />
      </div>
      <Progress label={title} value={shareDone(job)} />
    </Card>
  );
}
