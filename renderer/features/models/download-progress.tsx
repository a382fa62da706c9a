import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { shareDone } from '../../state/jobs.ts';
import styles from './models-page.module.css';

/** How far a download has come; checking what came is its last part. */
export function DownloadProgress({ job, title }: { readonly job: JobDetail; readonly title: string }) {
  const { t } = useTranslation('models');
  const format = useFormat();
  const { progress, stage } = job;
  return (
    <div className={styles.download}>
      <Progress label={t('download.of', { title })} value={shareDone(job)} />
      <span>
        {stage === 'verify'
          ? t('download.verifying')
          : progress === null
            ? t('download.starting')
            : progress.total === 0
              ? format.bytes(progress.done)
              : t('download.done', { done: format.bytes(progress.done), total: format.bytes(progress.total) })}
      </span>
    </div>
  );
}
