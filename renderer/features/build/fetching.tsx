import { CirclePause, CirclePlay, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { isUnderWay } from '../../state/jobs.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './fetching.module.css';

/**
 * The base model on its way: its job, so that it is the same after a reload.
 * @param onGoOn builds, which fetches the rest first; null while that can't begin
 */
export function Fetching({ job, onGoOn }: { readonly job: JobDetail; readonly onGoOn: (() => void) | null }) {
  const { t } = useTranslation('build');
  const { service, toasts } = useApp();
  const order = (method: 'job.pause' | 'job.cancel') => service.call(method, { job: job.id }).catch(toasts.fail);
  const goOn = onGoOn !== null && (
    <Button size="s" icon={CirclePlay} onClick={onGoOn}>
      {t('resume')}
    </Button>
  );
  if (job.state === 'failed') return <ErrorNotice error={job.error} actions={goOn || undefined} />;
  return (
    <div>
      <FetchingBar {...(job.progress ?? { done: 0, total: 0 })} />
      <div className={styles.buttons}>
        {isUnderWay(job) ? (
          <>
            <Button size="s" icon={CirclePause} onClick={() => order('job.pause')}>
              {t('pause')}
            </Button>
            <Button size="s" tone="quiet" icon={X} onClick={() => order('job.cancel')}>
              {t('cancel')}
            </Button>
          </>
        ) : (
          <>
            <p className={styles.words}>{t('fetchingPaused')}</p>
            {goOn}
          </>
        )}
      </div>
    </div>
  );
}

/** How much of the base model is here; also while one is converted, for which there is no job. */
export function FetchingBar({ done, total }: { readonly done: number; readonly total: number }) {
  const { t } = useTranslation('build');
  const format = useFormat();
  const words = total === 0 ? t('starting') : t('fetching', { done: format.bytes(done), total: format.bytes(total) });
  return (
    <div className={styles.bar} role="status">
      <p className={styles.words}>{words}</p>
      <Progress label={words} value={total === 0 ? null : done / total} />
    </div>
  );
}
