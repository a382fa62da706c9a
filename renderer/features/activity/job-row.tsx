import { Pause, Play, Trash2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobDetail, JobSummary } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ErrorLines } from '../../components/host-words.tsx';
import { Badge } from '../../components/notice.tsx';
import { Progress } from '../../components/progress.tsx';
import { RemoveJob } from '../../components/remove-job.tsx';
import { useErrorWords } from '../../i18n/error-words.ts';
import { useFormat } from '../../i18n/format.ts';
import { isUnderWay, shareDone } from '../../state/jobs.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './activity-page.module.css';
import type { JobList } from './job-list.ts';

const tones = {
  queued: 'plain',
  running: 'accent',
  paused: 'warn',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
} as const;

export function JobRow({ job, jobs }: { readonly job: JobSummary | JobDetail; readonly jobs: JobList }) {
  const { t } = useTranslation('activity');
  const format = useFormat();
  const wordsOf = useErrorWords();
  const progress = 'progress' in job ? job.progress : null;
  const secondsLeft = progress?.jobSecondsLeft ?? progress?.secondsLeft;
  const kind = kindOf(job.kind);
  const name = job.title === '' ? t(`kind.${kind}`) : job.title;
  return (
    <li className={styles.job}>
      <div className={styles.jobHead}>
        <div className={styles.jobWords}>
          <h3>{kind === 'build' ? <a href={hashOf('build', job.id)}>{name}</a> : name}</h3>
          <p className={styles.quiet}>
            {t(`kind.${kind}`)} · {format.ago(job.createdAt)}
            {job.stage !== null && isUnderWay(job) && ` · ${stageWords(job.stage, t)}`}
            {secondsLeft !== undefined && ` · ${t('left', { time: format.duration(secondsLeft) })}`}
          </p>
        </div>
        <Badge tone={tones[job.state]}>{t(`state.${job.state}`)}</Badge>
        <Actions job={job} jobs={jobs} name={name} />
      </div>
      {job.state === 'running' && <Progress thin label={t('progressOf', { title: name })} value={shareDone(job)} />}
      {job.error !== null && (
        <div className={styles.failure}>
          <ErrorLines words={wordsOf(job.error)} /> <code>{job.error.code}</code>
        </div>
      )}
    </li>
  );
}

function Actions({ job, jobs, name }: { readonly job: JobSummary; readonly jobs: JobList; readonly name: string }) {
  const { t } = useTranslation('activity');
  const { toasts } = useApp();
  if (isUnderWay(job)) {
    return (
      <>
        <IconButton
          icon={Pause}
          size="s"
          label={t('pause', { title: name })}
          onClick={() => void jobs.pause(job.id).catch(toasts.fail)}
        />
        <IconButton
          icon={X}
          size="s"
          label={t('cancel', { title: name })}
          onClick={() => void jobs.cancel(job.id).catch(toasts.fail)}
        />
      </>
    );
  }
  return (
    <>
      {job.state !== 'done' && (
        <Button size="s" icon={Play} onClick={() => jobs.resume(job.id)}>
          {t('resume')}
        </Button>
      )}
      <RemoveJob job={job} name={name}>
        {(remove) => <IconButton icon={Trash2} size="s" label={t('removeJob', { title: name })} onClick={remove} />}
      </RemoveJob>
    </>
  );
}

const kinds = [
  'import',
  'build',
  'train-skill',
  'benchmark',
  'download',
  'blend',
  'make-questions',
  'promotion',
] as const;

/** What a stage does; of a benchmark, the system that one gets ready is named. */
function stageWords(stage: string, t: ReturnType<typeof useTranslation<'activity'>>['t']): string {
  const system = /^prepare-(.+)$/.exec(stage)?.[1];
  if (system !== undefined) return t('prepares', { system });
  const known = stages.find((name) => name === stage);
  return known === undefined ? t('stage', { stage }) : t(`stages.${known}`);
}

const stages = [
  'model',
  'verify',
  'read',
  'study',
  'study-instructions',
  'study-soup',
  'instruct',
  'train',
  'blend',
  'index',
  'check',
  'bot',
  'gate',
  'gate-against',
  'gate-texts',
  'decision',
  'bench',
  'questions',
  'move',
] as const;

function kindOf(kind: string): (typeof kinds)[number] | 'other' {
  return kinds.find((known) => known === kind) ?? 'other';
}
