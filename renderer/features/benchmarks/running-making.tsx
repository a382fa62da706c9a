import { Pause, Play, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { RemoveJob } from '../../components/remove-job.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';

/** Questions that are being made: how many there are, and stopping, pausing and going on. */
export function RunningMaking({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('benchmarks');
  const { service, toasts } = useApp();
  const format = useFormat();
  const { progress, state } = job;
  const title = t('suites.making', { name: job.title });
  const order = (method: 'job.pause' | 'job.resume' | 'job.cancel') =>
    void service.call(method, { job: job.id }).catch(toasts.fail);
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
        {state === 'paused' ? (
          <Button size="s" icon={Play} onClick={() => order('job.resume')}>
            {t('suites.goOn')}
          </Button>
        ) : (
          <Button size="s" icon={Pause} onClick={() => order('job.pause')}>
            {t('suites.pause')}
          </Button>
        )}
        {state === 'paused' ? (
          <RemoveJob job={job}>
            {(remove) => (
              <Button size="s" icon={Trash2} onClick={remove}>
                {t('remove')}
              </Button>
            )}
          </RemoveJob>
        ) : (
          <Button size="s" icon={X} onClick={() => order('job.cancel')}>
            {t('stop')}
          </Button>
        )}
      </div>
      <Progress
        label={title}
        value={progress === null || progress.total === 0 ? null : progress.done / progress.total}
      />
    </Card>
  );
}
