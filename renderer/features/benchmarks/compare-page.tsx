import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RunComparison } from '../../api.ts';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { IntervalChart } from './interval-chart.tsx';
import { useRuns } from './use-runs.ts';

/** Two runs on the same questions: the second minus the first, system by system, paired. */
export function ComparePage({ first, second }: { readonly first: string; readonly second: string }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const runs = useRuns();
  const list = useStore(runs, (state) => state.list);
  const [comparison, setComparison] = useState<RunComparison | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    runs.compare(first, second).then(setComparison, setError);
  }, [runs, first, second]);
  const nameOf = (id: string) => {
    const run = list?.find((each) => each.id === id);
    return run === undefined ? id : [run.bot, format.date(run.createdAt)].filter(Boolean).join(', ');
  };
  const scorers = [...new Set(comparison?.differences.map(({ scorer }) => scorer))];
  return (
    <Page
      title={t('compareTitle')}
      detail={t('compareDetail', { first: nameOf(first), second: nameOf(second) })}
      width="wide"
      back={{ href: hashOf('benchmarks'), label: t('title') }}
    >
      {error !== null && <ErrorNotice error={error} />}
      {comparison === null && error === null && <Spinner label={t('loading')} />}
      {comparison?.differences.length === 0 && <Notice tone="warn">{t('nothingShared')}</Notice>}
      {scorers.map((scorer) => {
        const rows = comparison?.differences.filter((each) => each.scorer === scorer) ?? [];
        return (
          <Section key={scorer} title={scorer}>
            <Table
              caption={scorer}
              rows={rows}
              rowKey={({ system }) => system}
              columns={[
                { id: 'system', title: t('system'), cell: ({ system }) => system },
                {
                  id: 'mean',
                  title: t('difference'),
                  number: true,
                  cell: ({ mean }) => (mean === null ? '–' : format.number(mean, 3)),
                },
                {
                  id: 'interval',
                  title: t('intervalTitle'),
                  number: true,
                  cell: ({ low, high }) =>
                    low === null || high === null ? '–' : `${format.number(low, 3)} … ${format.number(high, 3)}`,
                },
                {
                  id: 'wins',
                  title: t('winsLosses'),
                  number: true,
                  cell: ({ wins, losses, ties }) => `${wins} / ${losses} / ${ties}`,
                },
                { id: 'p', title: t('signTest'), number: true, cell: ({ p }) => format.number(p, 3) },
              ]}
            />
            <IntervalChart title={scorer} rows={rows.map((row) => ({ ...row, name: row.system }))} />
          </Section>
        );
      })}
    </Page>
  );
}
