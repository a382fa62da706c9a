import { Flag } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { BenchReport } from '../../api.ts';
import { Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';
import { SampleDialog } from './sample-dialog.tsx';
import { createSamples, type Samples } from './samples.ts';

const shows = ['all', 'differing', 'judge-and-person', 'marked'] as const;

/** Every question of a run; one that is opened shows what each system answered. Read anew with the report. */
export function SampleList({
  report,
  scorers,
  onRated,
}: {
  readonly report: BenchReport;
  readonly scorers: readonly string[];
  /** Called when a sample is closed: ratings may have changed the scores. */
  readonly onRated: () => void;
}) {
  const { t } = useTranslation('benchmarks');
  const app = useApp();
  const format = useFormat();
  const { run } = report;
  // The report is another object after each rating: the list is not made anew for that.
  const [asScored] = useState(scorers);
  const samples = useMemo(() => createSamples(app, run, asScored), [app, run, asScored]);
  const { total, query, show, scorer, error } = useStore(samples);
  const readWith = useRef(report);
  useEffect(() => {
    if (readWith.current !== report) void samples.reread();
    readWith.current = report;
  }, [samples, report]);
  const [open, setOpen] = useState<number | null>(null);
  const indices = useMemo(() => Array.from({ length: total }, (_, i) => i), [total]);
  const judged = scorers.includes('judge');
  return (
    <>
      <Agreement samples={samples} />
      <div className={styles.searchRow}>
        <TextInput
          type="search"
          aria-label={t('searchSamples')}
          placeholder={t('searchSamples')}
          value={query}
          onChange={(event) => samples.search({ query: event.target.value })}
        />
        <Select
          label={t('show.label')}
          value={show}
          onChange={(next) => samples.search({ show: next })}
          options={shows
            .filter((each) => judged || each !== 'judge-and-person')
            .map((value) => ({ value, label: t(`show.${value}`) }))}
        />
        {show === 'differing' && (
          <Select
            label={t('show.scorer')}
            value={scorer}
            onChange={(next) => samples.search({ scorer: next })}
            options={scorers.map((value) => ({ value, label: value }))}
          />
        )}
        <span className={styles.quiet} role="status">
          {t('found', { count: total, number: format.number(total) })}
        </span>
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={() => samples.search({})} />}
      <div className={styles.samples}>
        <VirtualList label={t('samples')} items={indices} itemKey={(index) => index} rowHeight={56}>
          {(index) => <SampleRow index={index} samples={samples} onOpen={setOpen} />}
        </VirtualList>
      </div>
      {open !== null && (
        <SampleDialog
          samples={samples}
          first={open}
          onClose={() => {
            setOpen(null);
            onRated();
          }}
        />
      )}
    </>
  );
}

/** How far the judge can be trusted, as far as a person has rated the same answers. */
function Agreement({ samples }: { readonly samples: Samples }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const agreement = useStore(samples, (state) => state.agreement);
  if (agreement === null) return null;
  const { n, same, kappa, quadraticKappa } = agreement;
  const number = (value: number | null) => (value === null ? '–' : format.number(value, 2));
  return (
    <p className={styles.quiet} role="status">
      {n === 0 || same === null
        ? t('agreement.none')
        : t('agreement.found', {
            count: n,
            share: format.percent(same),
            kappa: number(kappa),
            quadratic: number(quadraticKappa),
          })}
    </p>
  );
}

function SampleRow({
  index,
  samples,
  onOpen,
}: {
  readonly index: number;
  readonly samples: Samples;
  readonly onOpen: (index: number) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const sample = useStore(samples, ({ items }) => items.get(index));
  if (sample === undefined) {
    samples.need(index);
    return <div className={styles.sample}>{t('loading')}</div>;
  }
  return (
    <button type="button" className={styles.sample} onClick={() => onOpen(index)}>
      <span className={styles.question}>
        {sample.mark !== null && <Flag size={14} role="img" aria-label={t('sample.marked')} />} {sample.question}
      </span>
      <span className={styles.reference}>{sample.reference}</span>
    </button>
  );
}
