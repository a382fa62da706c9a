import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';

/** A run that goes on: how many samples are answered, and stopping it. */
export function RunningBenchmark({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('benchmarks');
  const { service, toasts } = useApp();
  const format = useFormat();
  const { progress } = job;
  return (
    <Card>
      <div className={styles.running}>
        <div className={styles.runningWords}>
          <strong>{t('underWay', { title: job.title })}</strong>
          <span className={styles.quiet}>
            {progress === null
              ? t('starting')
              : t('answered', { done: format.number(progress.done), total: format.number(progress.total) })}
            {progress?.secondsLeft !== undefined && ` · ${t('left', { time: format.duration(progress.secondsLeft) })}`}
          </span>
        </div>
        <Button size="s" icon={X} onClick={() => void service.call('job.cancel', { job: job.id }).catch(toasts.fail)}>
          {t('stop')}
        </Button>
      </div>
      <Progress
        label={t('underWay', { title: job.title })}
        value={progress === null || progress.total === 0 ? null : progress.done / progress.total}
      />
    </Card>
  );
}
