import { useTranslation } from 'react-i18next';
import type { BenchReport } from '../../api.ts';
import { ErrorNotice } from '../../components/notice.tsx';
import { Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useRoute } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';
import { Differences } from './differences.tsx';
import { ExportMenu } from './export-menu.tsx';
import { IntervalChart } from './interval-chart.tsx';
import { MakingCard } from './making-card.tsx';
import { OverTime } from './over-time.tsx';
import { PairMatrix } from './pair-matrix.tsx';
import { SampleList } from './sample-list.tsx';
import { ScoreTable } from './score-table.tsx';
import { SkillsTogether } from './skills-together.tsx';
import { UnfinishedRun } from './unfinished-run.tsx';
import { useReport } from './use-report.ts';
import { settingsText } from './words.ts';

/** One run: every system's scores with their intervals, how they differ, how they were made, and every sample; as far as it goes. */
export function RunPage({ run }: { readonly run: string }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { report, error, job, reread } = useReport(run);
  return (
    <Page
      title={report?.suite ?? t('title')}
      {...(report === null
        ? {}
        : {
            detail: [report.bot, report.model, format.date(report.createdAt), settingsText(t, report)]
              .filter(Boolean)
              .join(' · '),
          })}
      width="wide"
      back={{ href: hashOf('benchmarks'), label: t('title') }}
      actions={report !== null && report.unfinished === undefined && <ExportMenu run={run} />}
    >
      {error !== null && <ErrorNotice error={error} />}
      {report === null && error === null && <Spinner label={t('loading')} />}
      {report !== null && (
        <>
          <UnfinishedRun report={report} job={job} />
          <Views report={report} />
          <Section title={t('samples')} detail={t('samplesDetail')}>
            <SampleList
              key={String(scorersOf(report).length > 0)}
              report={report}
              scorers={scorersOf(report).filter((scorer) => scorer !== 'elo' && scorer !== 'pairwise')}
              onRated={() => void reread()}
            />
          </Section>
        </>
      )}
    </Page>
  );
}

function Views({ report }: { readonly report: BenchReport }) {
  const { t } = useTranslation('benchmarks');
  const { navigation } = useApp();
  const { query } = useRoute();
  const scorers = scorersOf(report);
  // What compares says nothing of half a run.
  const whole = report.unfinished === undefined;
  const tabs = [
    { value: 'scores', label: t('scores'), content: <Scores report={report} scorers={scorers} /> },
    ...(whole && report.systems.length > 1
      ? [{ value: 'differences', label: t('differences'), content: <Differences report={report} /> }]
      : []),
    ...(report.pairs === undefined
      ? []
      : [{ value: 'pairs', label: t('pairs.title'), content: <PairMatrix pairs={report.pairs} /> }]),
    ...(report.skills === undefined
      ? []
      : [{ value: 'together', label: t('together.title'), content: <SkillsTogether skills={report.skills} /> }]),
    ...(whole
      ? [
          { value: 'made', label: t('made.title'), content: <Makings report={report} /> },
          { value: 'over', label: t('over.title'), content: <OverTime report={report} scorers={scorers} /> },
        ]
      : []),
  ];
  const shown = tabs.some(({ value }) => value === query.tab) ? query.tab! : 'scores';
  return (
    <Tabs
      label={t('views')}
      value={shown}
      onChange={(tab) => navigation.go('benchmarks', report.run, { tab })}
      tabs={tabs.map((tab) => ({ ...tab, content: <div className={styles.view}>{tab.content}</div> }))}
    />
  );
}

function Makings({ report }: { readonly report: BenchReport }) {
  return (
    <div className={styles.makings}>
      {report.systems.map((system) => (
        <MakingCard key={system.name} system={system} />
      ))}
    </div>
  );
}

function Scores({ report, scorers }: { readonly report: BenchReport; readonly scorers: readonly string[] }) {
  const { t } = useTranslation('benchmarks');
  return (
    <>
      <p className={styles.quiet}>{t('scoresDetail')}</p>
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
    </>
  );
}

export function scorersOf({ systems }: BenchReport): readonly string[] {
  return [...new Set(systems.flatMap(({ scores }) => Object.keys(scores)))];
}
