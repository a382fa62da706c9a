import { Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { BenchReport } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { RunningBenchmark } from './running-benchmark.tsx';
import { useBenchJobs } from './use-runs.ts';

/** That a run is not whole: how its job is, which can go on or stop here, and how many questions each system has answered. */
export function UnfinishedRun({
  report: { unfinished, systems },
  job,
}: {
  readonly report: BenchReport;
  readonly job: string | null;
}) {
  const { t } = useTranslation('benchmarks');
  const { t: common } = useTranslation();
  const format = useFormat();
  const benchJobs = useBenchJobs();
  const shown = useStore(benchJobs, ({ jobs }) => jobs.find(({ id }) => id === job));
  if (unfinished === undefined) return null;
  const answered = format.list(systems.map(({ name, n }) => t('unfinished.of', { system: name, count: n })));
  return (
    <>
      {shown !== undefined && <RunningBenchmark job={shown} />}
      <Notice
        tone="warn"
        title={t(`unfinished.title.${unfinished}`)}
        actions={
          unfinished === 'cancelled' && job !== null ? (
            <Button size="s" icon={Play} onClick={() => benchJobs.resume(job)}>
              {common('job.goOn')}
            </Button>
          ) : undefined
        }
      >
        <p>{t('unfinished.answered', { systems: answered })}</p>
        <p>{t('unfinished.detail')}</p>
      </Notice>
    </>
  );
}
