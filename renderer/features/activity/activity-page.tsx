import { Activity as ActivityIcon, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Badge, EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useFormat } from '../../i18n/format.ts';
import { isUnderWay } from '../../state/jobs.ts';
import { perApp, useApp, useHome, useRoute } from '../../state/use-app.ts';
import styles from './activity-page.module.css';
import { outcomeWords, purposeWords } from './connection-words.ts';
import { createConnections } from './connections.ts';
import { createJobList, liveJobs } from './job-list.ts';
import { JobRow } from './job-row.tsx';

const useJobList = perApp(createJobList);
const useConnections = perApp(createConnections);

export function ActivityPage() {
  const { t } = useTranslation('activity');
  const { navigation } = useApp();
  const { query } = useRoute();
  return (
    <Page title={t('title')} detail={t('detail')} width="wide">
      <Tabs
        label={t('title')}
        value={query.tab === 'network' ? 'network' : 'jobs'}
        onChange={(tab) => navigation.replace('activity', { tab })}
        tabs={[
          { value: 'jobs', label: t('jobs'), content: <Jobs /> },
          { value: 'network', label: t('network'), content: <Network /> },
        ]}
      />
    </Page>
  );
}

function Jobs() {
  const { t } = useTranslation('activity');
  const jobs = useJobList();
  const { list, error } = useStore(jobs);
  const live = useHome((state) => state.jobs);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void jobs.load()} />;
  if (list === null) return <Spinner label={t('loading')} />;
  const all = liveJobs(list, live);
  const parts = [
    { title: t('underWay'), rows: all.filter(isUnderWay) },
    { title: t('ended'), rows: all.filter((job) => !isUnderWay(job)) },
  ].filter(({ rows }) => rows.length > 0);
  if (parts.length === 0) {
    return (
      <EmptyState icon={ActivityIcon} title={t('noJobs')}>
        {t('noJobsHint')}
      </EmptyState>
    );
  }
  return parts.map(({ title, rows }) => (
    <Section key={title} title={title}>
      <ul className={styles.jobs}>
        {rows.map((job) => (
          <JobRow key={job.id} job={job} jobs={jobs} />
        ))}
      </ul>
    </Section>
  ));
}

function Network() {
  const { t } = useTranslation('activity');
  const format = useFormat();
  const connections = useConnections();
  const { items, total, error } = useStore(connections);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void connections.load()} />;
  if (items === null) return <Spinner label={t('loading')} />;
  if (items.length === 0) {
    return (
      <EmptyState icon={WifiOff} title={t('noConnections')}>
        {t('noConnectionsHint')}
      </EmptyState>
    );
  }
  const tones = { done: 'good', failed: 'bad', refused: 'warn' } as const;
  return (
    <>
      <p className={styles.quiet}>{t('ledger')}</p>
      <Table
        caption={t('network')}
        rows={items}
        rowKey={({ id }) => String(id)}
        columns={[
          { id: 'purpose', title: t('purpose'), cell: ({ purpose }) => purposeWords(purpose, t) },
          { id: 'url', title: t('address'), cell: ({ url }) => <code className={styles.address}>{url}</code> },
          {
            id: 'outcome',
            title: t('outcome'),
            cell: ({ outcome, message }) => (
              <>
                <Badge tone={tones[outcome]}>{t(`outcomes.${outcome}`)}</Badge>
                {message !== null && <span className={styles.message}>{outcomeWords(message, t)}</span>}
              </>
            ),
          },
          { id: 'at', title: t('time'), cell: ({ at }) => format.date(at) },
        ]}
      />
      {items.length < total && (
        <div>
          <Button size="s" onClick={() => void connections.more()}>
            {t('older', { number: format.number(total - items.length) })}
          </Button>
        </div>
      )}
    </>
  );
}
