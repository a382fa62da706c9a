import { Download, FileQuestion, Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SuiteSummary } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Badge, EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import type { PickedFile } from '../../state/files.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useHome } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';
import { MakeQuestions } from './make-questions.tsx';
import { RunningMaking } from './running-making.tsx';
import { TakeIn } from './take-in.tsx';
import { useSuites } from './use-runs.ts';

/** Every set of questions; those of one's own are made here, reviewed, taken in from a file, and saved as one. */
export function SuiteListPage() {
  const { t } = useTranslation('benchmarks');
  const { files, toasts } = useApp();
  const suites = useSuites();
  const { list, error } = useStore(suites);
  const jobs = useHome((state) => state.jobs);
  const making = [...jobs.values()].filter(
    ({ kind, state }) => kind === 'make-questions' && ['queued', 'running', 'paused'].includes(state),
  );
  const [starting, setStarting] = useState(false);
  const [removing, setRemoving] = useState<SuiteSummary | null>(null);
  const [taking, setTaking] = useState<PickedFile | null>(null);
  const takeIn = async () => {
    const [picked] = await files.pick('data', false);
    if (picked !== undefined) setTaking(picked);
  };
  return (
    <Page
      title={t('suites.title')}
      detail={t('suites.detail')}
      width="wide"
      back={{ href: hashOf('benchmarks'), label: t('title') }}
      actions={
        <>
          <Button onClick={() => void takeIn().catch(toasts.fail)}>{t('suites.import')}</Button>
          <Button tone="primary" icon={Plus} onClick={() => setStarting(true)}>
            {t('suites.make')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void suites.load()} />}
      {making.map((job) => (
        <RunningMaking key={job.id} job={job} />
      ))}
      {list === null && error === null && <Spinner label={t('loading')} />}
      {list !== null && <SuiteTable list={list} onRemove={setRemoving} />}
      {list?.every(({ kind }) => kind === 'built-in') === true && (
        <EmptyState icon={FileQuestion} title={t('suites.none')}>
          {t('suites.noneHint')}
        </EmptyState>
      )}
      {starting && <MakeQuestions suites={suites} onClose={() => setStarting(false)} />}
      {taking !== null && <TakeIn file={taking} suites={suites} onClose={() => setTaking(null)} />}
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('suites.remove', { name: removing?.name ?? '' })}
        description={t('suites.removeDetail')}
        action={t('remove')}
        danger
        onConfirm={() => removing !== null && suites.remove(removing.name).catch(toasts.fail)}
      />
    </Page>
  );
}

function SuiteTable({
  list,
  onRemove,
}: {
  readonly list: readonly SuiteSummary[];
  readonly onRemove: (suite: SuiteSummary) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { toasts } = useApp();
  const suites = useSuites();
  return (
    <Table
      caption={t('suites.title')}
      rows={list}
      rowKey={({ kind, name }) => `${kind} ${name}`}
      columns={[
        {
          id: 'name',
          title: t('suite'),
          cell: ({ kind, name }) => (kind === 'own' ? <a href={hashOf('benchmarks', 'suites', name)}>{name}</a> : name),
        },
        {
          id: 'whose',
          title: t('suites.whose'),
          cell: ({ kind }) => (kind === 'own' ? t('suites.own') : t('suites.builtIn')),
        },
        { id: 'count', title: t('suites.counting'), number: true, cell: ({ questions }) => format.number(questions) },
        {
          id: 'waiting',
          title: t('suites.waiting'),
          cell: ({ name, waiting }) =>
            waiting === 0 ? (
              '–'
            ) : (
              <a href={hashOf('benchmarks', 'suites', name)}>
                <Badge tone="accent">{t('suites.waitingCount', { count: waiting })}</Badge>
              </a>
            ),
        },
        { id: 'when', title: t('when'), cell: ({ createdAt }) => (createdAt === null ? '–' : format.date(createdAt)) },
        {
          id: 'actions',
          title: <span className="visually-hidden">{t('remove')}</span>,
          cell: (suite) => (
            <span className={styles.pick}>
              <IconButton
                icon={Download}
                size="s"
                label={t('suites.save', { name: suite.name })}
                disabled={suite.questions === 0}
                onClick={() => void suites.save(suite.name).catch(toasts.fail)}
              />
              {suite.kind === 'own' && (
                <IconButton
                  icon={Trash2}
                  size="s"
                  label={t('suites.remove', { name: suite.name })}
                  onClick={() => onRemove(suite)}
                />
              )}
            </span>
          ),
        },
      ]}
    />
  );
}
