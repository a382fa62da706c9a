import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RunComparison } from '../../api.ts';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { DifferenceTables } from './difference-table.tsx';
import { useRuns } from './use-runs.ts';

/** Two runs on the same questions: the first minus the second, system by system, paired. */
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
      {comparison !== null && <DifferenceTables differences={comparison.differences} />}
    </Page>
  );
}
