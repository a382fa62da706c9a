import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BenchReport, RunDifferences } from '../../api.ts';
import { Field, Select } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { DifferenceTables } from './difference-table.tsx';
import { useRuns } from './use-runs.ts';

/** Every other system of a run minus the one that is chosen, question by question. */
export function Differences({ report }: { readonly report: BenchReport }) {
  const { t } = useTranslation('benchmarks');
  const runs = useRuns();
  const [against, setAgainst] = useState(report.systems[0]?.name ?? '');
  const [found, setFound] = useState<RunDifferences | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let current = true;
    setFound(null);
    setError(null);
    runs.against(report.run, against).then(
      (differences) => current && setFound(differences),
      (reason) => current && setError(reason),
    );
    return () => {
      current = false;
    };
  }, [runs, report, against]);
  return (
    <>
      <Field label={t('against.label')} hint={t('against.hint')} inline>
        {(control) => (
          <Select
            {...control}
            value={against}
            onChange={setAgainst}
            options={report.systems.map(({ name }) => ({ value: name, label: name }))}
          />
        )}
      </Field>
      {error !== null && <ErrorNotice error={error} />}
      {found === null && error === null && <Spinner label={t('loading')} />}
      {found?.differences.length === 0 && <Notice>{t('against.none')}</Notice>}
      {found !== null && <DifferenceTables differences={found.differences} />}
    </>
  );
}
