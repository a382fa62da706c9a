import { useTranslation } from 'react-i18next';
import type { JobDetail } from '../../api.ts';
import { JobActions } from '../../components/job-actions.tsx';
import { Badge, ErrorNotice } from '../../components/notice.tsx';
import { Card } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { shareDone } from '../../state/jobs.ts';
import { hashOf } from '../../state/navigation.ts';
import { stageOf } from './bench-jobs.ts';
import styles from './benchmarks.module.css';

/** A benchmark that goes on, waits or was cut off: what it does, how far it is, and what can be done with it. */
export function RunningBenchmark({
  job,
  run,
}: {
  readonly job: JobDetail;
  /** Where its answers so far can be looked at. */
  readonly run?: string | undefined;
}) {
  const { t } = useTranslation('benchmarks');
  const { state, error } = job;
  const title = t('underWay', { title: job.title });
  const ended = state === 'paused' || state === 'failed';
  return (
    <Card className={styles.job}>
      <div className={styles.running}>
        <div className={styles.runningWords}>
          <strong>{title}</strong>
          <span className={styles.quiet}>{ended ? <Where job={job} /> : <Doing job={job} />}</span>
        </div>
        {run !== undefined && <a href={hashOf('benchmarks', run)}>{t('lookAtAnswers')}</a>}
        {state === 'paused' && <Badge tone="warn">{t(job.reason === 'asked' ? 'paused' : 'interrupted')}</Badge>}
        {state === 'failed' && <Badge tone="bad">{t('states.failed')}</Badge>}
        <JobActions job={job} />
      </div>
      {!ended && <Progress label={title} value={shareDone(job)} />}
      {error !== null && <ErrorNotice error={error} />}
    </Card>
  );
}

function Doing({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { progress, state } = job;
  const stage = stageOf(job);
  if (state === 'queued') return t('doing.queued');
  const doing = stage.kind === 'preparing' ? t('doing.preparing', { system: stage.system }) : t(`doing.${stage.kind}`);
  const parts = [doing];
  if (progress !== null && progress.total > 0) {
    const numbers = { done: format.number(progress.done), total: format.number(progress.total) };
    parts.push(stage.kind === 'asking' ? t('answered', numbers) : t('steps', numbers));
  }
  if (progress?.secondsLeft !== undefined) parts.push(t('left', { time: format.duration(progress.secondsLeft) }));
  return parts.join(' · ');
}

/** How far it had come when it ended. */
function Where({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { progress } = job;
  const asked = stageOf(job).kind === 'asking' && progress !== null && progress.total > 0;
  const parts = [format.ago(job.createdAt)];
  if (asked) parts.push(t('answered', { done: format.number(progress.done), total: format.number(progress.total) }));
  if (job.state === 'paused') parts.push(t('goesOn'));
  return parts.join(' · ');
}
