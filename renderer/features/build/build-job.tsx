import { CirclePause, CirclePlay, Trash2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorShape, type JobDetail } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { RemoveJob } from '../../components/remove-job.tsx';
import { StandingNotice } from '../../components/standing-notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { isUnderWay } from '../../state/jobs.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useHome } from '../../state/use-app.ts';
import styles from './build-job.module.css';
import { BuildLog } from './build-log.tsx';
import { LearningCurves } from './learning-curves.tsx';
import { ResultCard } from './result-card.tsx';
import { smallerSetting, type Want, wantOf } from './smaller-setting.ts';
import { StageList } from './stage-list.tsx';
import { begunWith, buildResult, curveStage, isShown, type ShownStage } from './stages.ts';
import { useJob } from './use-job.ts';
import { useSetup } from './use-setup.ts';

const none = {};

/** One build, as far as it is: the same in every window, and after a reload. */
export function BuildJob({ id }: { readonly id: string }) {
  const { t } = useTranslation('build');
  const { navigation, toasts } = useApp();
  const { job, error } = useJob(id);
  const gone = job === null && errorShape(error)?.code === 'jobs/not-found';
  useEffect(() => {
    if (!gone) return;
    toasts.show({ tone: 'plain', text: t('gone') });
    navigation.replace('build');
  }, [gone, navigation, toasts, t]);
  const back = { href: hashOf('build'), label: t('title') };
  if (job === null) {
    return (
      <Page title={t('title')} back={back}>
        {error === null || gone ? <Spinner label={t('loading')} /> : <ErrorNotice error={error} />}
      </Page>
    );
  }
  return <Shown job={job} back={back} />;
}

function Shown({
  job,
  back,
}: {
  readonly job: JobDetail;
  readonly back: { readonly href: string; readonly label: string };
}) {
  const { t } = useTranslation('build');
  const format = useFormat();
  const { home } = useApp();
  const curves = useHome((state) => state.curves.get(job.id)) ?? none;
  const [chosen, setChosen] = useState<ShownStage | null>(null);
  const result = buildResult(job);
  const { model, recipe } = begunWith(job);
  const facts = [model, recipe?.preset, format.date(job.createdAt)].filter((fact) => typeof fact === 'string');
  useEffect(() => {
    home.loadCurves(job.id).catch(() => undefined);
  }, [home, job.id]);
  const stage = chosen ?? curveStage(job, curves);
  return (
    <Page
      title={result?.name ?? job.title}
      detail={facts.join(' · ')}
      back={back}
      width="wide"
      actions={<Actions job={job} />}
    >
      <p className="visually-hidden" role="status">
        {t(`state.${job.state}`)}
        {job.state === 'running' && job.stage !== null && isShown(job.stage) ? `: ${t(`stage.${job.stage}.name`)}` : ''}
      </p>
      {job.state === 'paused' && <Notice title={t('paused.title')}>{t(`paused.${pausedWhy(job)}`)}</Notice>}
      {job.state === 'queued' && <Notice>{t('queued')}</Notice>}
      {job.state === 'cancelled' && <Notice>{t('cancelled')}</Notice>}
      {job.state === 'failed' && <Failure job={job} />}
      {result !== null && <StandingNotice bot={result.bot} />}
      {result !== null && <ResultCard result={result} />}
      <div className={styles.columns}>
        <StageList job={job} chosen={stage} onChoose={setChosen} />
        <div className={styles.work}>
          {job.state === 'running' && <Numbers job={job} />}
          {job.state === 'running' && stage === null && <p className={styles.soon}>{t('curve.soon')}</p>}
          <LearningCurves curves={curves} stage={stage} />
          <BuildLog job={job} />
        </div>
      </div>
    </Page>
  );
}

function pausedWhy({ reason }: JobDetail): 'asked' | 'closed' | 'interrupted' {
  return reason === 'closed' || reason === 'interrupted' ? reason : 'asked';
}

function Actions({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('build');
  const { service, toasts } = useApp();
  const resume = useResume(job);
  const going = isUnderWay(job);
  return (
    <>
      {going && (
        <Button icon={CirclePause} onClick={() => service.call('job.pause', { job: job.id }).catch(toasts.fail)}>
          {t('pause')}
        </Button>
      )}
      {going && <Cancel job={job} />}
      {(job.state === 'paused' || job.state === 'failed' || job.state === 'cancelled') && (
        <>
          <Button tone={job.state === 'paused' ? 'primary' : 'plain'} icon={CirclePlay} onClick={() => resume()}>
            {t('resume')}
          </Button>
          <RemoveJob job={job}>
            {(remove) => (
              <Button tone="quiet" icon={Trash2} onClick={remove}>
                {t('remove')}
              </Button>
            )}
          </RemoveJob>
        </>
      )}
    </>
  );
}

/** Of one that runs or waits: the question goes when that ends meanwhile. */
function Cancel({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('build');
  const { service, toasts } = useApp();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button tone="quiet" icon={X} onClick={() => setAsking(true)}>
        {t('cancel')}
      </Button>
      <ConfirmDialog
        open={asking}
        danger
        onClose={() => setAsking(false)}
        title={t('cancelAsk.title')}
        description={t('cancelAsk.detail')}
        action={t('cancelAsk.action')}
        onConfirm={() => service.call('job.cancel', { job: job.id }).catch(toasts.fail)}
      />
    </>
  );
}

/** Goes on with a job; `low`: in the mode that takes less memory. */
function useResume({ id }: JobDetail): (memory?: 'low') => void {
  const { service, toasts } = useApp();
  return (memory) => {
    // It ends with the job, which the home tells of; a connection that is lost meanwhile takes nothing from it.
    service.call('job.resume', { job: id, ...(memory === undefined ? {} : { memory }) }).catch((error) => {
      if (errorShape(error)?.code !== 'service/host-gone') toasts.fail(error);
    });
  };
}

/** Why it failed, what was kept, and what to try. */
function Failure({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('build');
  const { navigation } = useApp();
  const setup = useSetup();
  const resume = useResume(job);
  const { recipe, memory } = begunWith(job);
  const code = job.error?.code;
  const want = wantOf(code);
  const disk = want === 'disk' || code === 'store/disk-failed' || code === 'store/not-writable';
  const canBeSmaller = want !== null && recipe !== undefined && smallerSetting(recipe, want) !== null;
  const kept = job.stages.some(({ state }) => state === 'done');
  const again = (want: Want) => {
    setup.again(job, want);
    navigation.go('build');
  };
  return (
    <>
      <ErrorNotice
        error={job.error ?? { code: 'internal/defect', message: '' }}
        actions={
          want !== null && (
            <>
              {want === 'memory' && memory !== 'low' && (
                <Button size="s" onClick={() => resume('low')}>
                  {t('lessMemory')}
                </Button>
              )}
              {canBeSmaller && (
                <Button size="s" onClick={() => again(want)}>
                  {t('smaller.action')}
                </Button>
              )}
            </>
          )
        }
      />
      {(want === 'memory' || disk) && (
        <Notice>
          {kept ? t('failed.kept') : t('failed.nothing')} {disk ? t('failed.disk') : t('failed.memory')}{' '}
          {canBeSmaller && t('failed.smaller')}
        </Notice>
      )}
    </>
  );
}

function Numbers({ job }: { readonly job: JobDetail }) {
  const { t } = useTranslation('build');
  const format = useFormat();
  const { progress } = job;
  if (progress === null) return null;
  const facts = [
    progress.total > 0 && [
      t('numbers.step'),
      t('numbers.steps', { done: format.number(progress.done), total: format.number(progress.total) }),
    ],
    progress.tokensPerSecond !== undefined && [
      t('numbers.speed'),
      t('numbers.tokens', { count: Math.round(progress.tokensPerSecond) }),
    ],
    progress.secondsLeft !== undefined && [t('numbers.left'), format.duration(progress.secondsLeft)],
    progress.jobSecondsLeft !== undefined && [t('numbers.leftInAll'), format.duration(progress.jobSecondsLeft)],
    progress.loss !== undefined && [t('numbers.loss'), format.number(progress.loss, 3)],
    progress.memoryBytes !== undefined && [t('numbers.memory'), format.bytes(progress.memoryBytes)],
    progress.cardMemoryBytes !== undefined && [t('numbers.card'), format.bytes(progress.cardMemoryBytes)],
  ].filter((fact) => fact !== false);
  return (
    <dl className={styles.numbers}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
