import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { BenchReport } from '../../api.ts';
import { Select } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';
import { type HistoryBy, historyOf, scoresOver } from './history.ts';
import { IntervalChart } from './interval-chart.tsx';
import { useRuns } from './use-runs.ts';

/** One system's score in every run of this bot or manual on the same questions, or on each of its suites. */
export function OverTime({ report, scorers }: { readonly report: BenchReport; readonly scorers: readonly string[] }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const runs = useRuns();
  const { list, reports } = useStore(runs);
  const [by, setBy] = useState<HistoryBy>('bot');
  const [system, setSystem] = useState(report.systems.at(-1)?.name ?? '');
  const [scorer, setScorer] = useState(scorers[0] ?? '');
  const [error, setError] = useState<unknown>(null);
  const run = list?.find(({ id }) => id === report.run);
  const history = useMemo(() => (list == null || run === undefined ? null : historyOf(list, run, by)), [list, run, by]);
  useEffect(() => {
    for (const { id } of history?.runs ?? []) runs.report(id).catch(setError);
  }, [history, runs]);
  if (history === null || run === undefined) return null;
  const scores = scoresOver(history.runs, reports, system, scorer);
  return (
    <>
      <div className={styles.searchRow}>
        <Segmented
          label={t('over.by')}
          value={by}
          onChange={setBy}
          options={[
            { value: 'bot', label: t('over.bot') },
            ...(run.manual === null ? [] : [{ value: 'manual' as const, label: t('over.manual') }]),
            { value: 'suites', label: t('over.suites') },
          ]}
        />
        <Select
          label={t('system')}
          value={system}
          onChange={setSystem}
          options={report.systems.map(({ name }) => ({ value: name, label: name }))}
        />
        <Select
          label={t('show.scorer')}
          value={scorer}
          onChange={setScorer}
          options={scorers.map((value) => ({ value, label: value }))}
        />
      </div>
      {error !== null && <ErrorNotice error={error} />}
      {history.otherQuestions > 0 && <Notice>{t('over.otherQuestions', { count: history.otherQuestions })}</Notice>}
      <IntervalChart
        title={scorer}
        rows={scores.map(({ run: each, ...score }) => ({
          ...score,
          key: each.id,
          name: by === 'suites' ? each.suite : format.date(each.createdAt),
        }))}
      />
      {scores.length < 2 && <p className={styles.quiet}>{t('over.few')}</p>}
    </>
  );
}
