import { FlaskConical, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RunSummary } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Badge, EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import { listedRuns, runToLookAt } from './bench-jobs.ts';
import styles from './benchmarks.module.css';
import { ChatRatings } from './chat-ratings.tsx';
import { NewRun } from './new-run.tsx';
import { RunningBenchmark } from './running-benchmark.tsx';
import { useBenchJobs, useRuns } from './use-runs.ts';

export function RunListPage() {
  const { t } = useTranslation('benchmarks');
  const { navigation } = useApp();
  const runs = useRuns();
  const { list, bots, error } = useStore(runs);
  const benchJobs = useBenchJobs();
  const jobs = useStore(benchJobs, (state) => state.jobs);
  const rows = list === null ? null : listedRuns(list, jobs);
  const [starting, setStarting] = useState(false);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [removing, setRemoving] = useState<RunSummary | null>(null);
  const [first, second] = chosen;
  const choose = (id: string, on: boolean) =>
    setChosen(on ? [...chosen.slice(-1), id] : chosen.filter((other) => other !== id));
  return (
    <Page
      title={t('title')}
      detail={t('detail')}
      width="wide"
      actions={
        <>
          <Button onClick={() => navigation.go('benchmarks', 'suites')}>{t('suites.title')}</Button>
          <Button onClick={() => navigation.go('benchmarks', 'kept')}>{t('kept.title')}</Button>
          <Button
            disabled={second === undefined}
            onClick={() => navigation.go('benchmarks', 'compare', { first: first ?? '', second: second ?? '' })}
          >
            {t('compare')}
          </Button>
          <Button tone="primary" icon={Play} disabled={bots.length === 0} onClick={() => setStarting(true)}>
            {t('run')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void runs.load()} />}
      {jobs.map((job) => (
        <RunningBenchmark key={job.id} job={job} run={runToLookAt(list ?? [], job.id)?.id} />
      ))}
      {list === null && error === null && <Spinner label={t('loading')} />}
      {rows?.length === 0 && jobs.length === 0 && (
        <EmptyState icon={FlaskConical} title={t('none')}>
          {bots.length === 0 ? t('noneNoBot') : t('noneHint')}
        </EmptyState>
      )}
      {rows !== null && rows.length > 0 && (
        <>
          <p className={styles.quiet}>{t('chooseTwo')}</p>
          <Table
            caption={t('history')}
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'suite',
                title: t('suite'),
                cell: (run) => (
                  <span className={styles.pick}>
                    <input
                      type="checkbox"
                      disabled={run.state !== 'done'}
                      aria-label={t('choose', { suite: run.suite, date: run.createdAt.slice(0, 16) })}
                      checked={chosen.includes(run.id)}
                      onChange={(event) => choose(run.id, event.target.checked)}
                    />
                    {run.answered ? <a href={hashOf('benchmarks', run.id)}>{run.suite}</a> : run.suite}
                  </span>
                ),
              },
              { id: 'bot', title: t('bot'), cell: ({ bot }) => bot ?? '–' },
              { id: 'systems', title: t('systems'), cell: ({ systems }) => systems.join(', ') || '–' },
              { id: 'state', title: t('state'), cell: ({ state }) => <RunState state={state} /> },
              { id: 'when', title: t('when'), cell: ({ createdAt }) => <When iso={createdAt} /> },
              {
                id: 'remove',
                title: <span className="visually-hidden">{t('remove')}</span>,
                cell: (run) => (
                  <span className={styles.pick}>
                    {run.job !== null && run.state === 'cancelled' && (
                      <IconButton
                        icon={Play}
                        size="s"
                        label={t('resumeRun', { suite: run.suite })}
                        onClick={() => benchJobs.resume(run.job!)}
                      />
                    )}
                    <IconButton
                      icon={Trash2}
                      size="s"
                      label={t('removeRun', { suite: run.suite })}
                      onClick={() => setRemoving(run)}
                    />
                  </span>
                ),
              },
            ]}
          />
        </>
      )}
      <ChatRatings />
      {starting && <NewRun bots={bots} runs={runs} onClose={() => setStarting(false)} />}
      <ConfirmRemoval run={removing} onClose={() => setRemoving(null)} />
    </Page>
  );
}

function ConfirmRemoval({ run, onClose }: { readonly run: RunSummary | null; readonly onClose: () => void }) {
  const { t } = useTranslation('benchmarks');
  const runs = useRuns();
  const { toasts } = useApp();
  return (
    <ConfirmDialog
      open={run !== null}
      onClose={onClose}
      title={t('removeRun', { suite: run?.suite ?? '' })}
      description={t('removeDetail')}
      action={t('remove')}
      danger
      onConfirm={() => run !== null && runs.remove(run.id).catch(toasts.fail)}
    />
  );
}

const tones = {
  queued: 'plain',
  running: 'accent',
  paused: 'warn',
  done: 'good',
  failed: 'bad',
  cancelled: 'plain',
} as const;

function RunState({ state }: { readonly state: RunSummary['state'] }) {
  const { t } = useTranslation('benchmarks');
  return <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>;
}

function When({ iso }: { readonly iso: string }) {
  return useFormat().date(iso);
}
