import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchReport } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import { IntervalChart } from './interval-chart.tsx';
import { SampleList } from './sample-list.tsx';
import { ScoreTable } from './score-table.tsx';
import { useRuns } from './use-runs.ts';

/** One run: every system's scores with their intervals, and every sample. */
export function RunPage({ run }: { readonly run: string }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const runs = useRuns();
  const { files } = useApp();
  const [report, setReport] = useState<BenchReport | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    runs.report(run).then(setReport, setError);
  }, [run, runs]);
  const scorers = report === null ? [] : scorersOf(report);
  return (
    <Page
      title={report?.suite ?? t('title')}
      {...(report === null
        ? {}
        : { detail: [report.bot, report.model, format.date(report.createdAt)].filter(Boolean).join(' · ') })}
      width="wide"
      back={{ href: hashOf('benchmarks'), label: t('title') }}
      actions={
        report !== null && (
          <Button
            icon={Download}
            onClick={() => files.saveText(`${report.suite}-${report.run}.json`, JSON.stringify(report, null, 2))}
          >
            {t('save')}
          </Button>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {report === null && error === null && <Spinner label={t('loading')} />}
      {report !== null && (
        <>
          <Section title={t('scores')} detail={t('scoresDetail')}>
            <ScoreTable report={report} scorers={scorers} />
            {scorers.map((scorer) => (
              <IntervalChart
                key={scorer}
                title={scorer}
                rows={report.systems.flatMap(({ name, scores }) => {
                  const score = scores[scorer];
                  return score === undefined ? [] : [{ name, ...score }];
                })}
              />
            ))}
          </Section>
          <Section title={t('samples')} detail={t('samplesDetail')}>
            <SampleList run={run} />
          </Section>
        </>
      )}
    </Page>
  );
}

export function scorersOf({ systems }: BenchReport): readonly string[] {
  return [...new Set(systems.flatMap(({ scores }) => Object.keys(scores)))];
}
