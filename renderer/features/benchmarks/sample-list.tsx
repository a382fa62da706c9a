import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RunSample } from '../../api.ts';
import { TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { VirtualList } from '../../components/virtual-list.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';
import { SampleDialog } from './sample-dialog.tsx';
import { createSamples, type Samples } from './samples.ts';

/** Every question of a run; one that is opened shows what each system answered. */
export function SampleList({ run }: { readonly run: string }) {
  const { t } = useTranslation('benchmarks');
  const app = useApp();
  const format = useFormat();
  const samples = useMemo(() => createSamples(app, run), [app, run]);
  const { total, query, error } = useStore(samples);
  const [open, setOpen] = useState<RunSample | null>(null);
  const indices = useMemo(() => Array.from({ length: total }, (_, i) => i), [total]);
  return (
    <>
      <div className={styles.searchRow}>
        <TextInput
          type="search"
          aria-label={t('searchSamples')}
          placeholder={t('searchSamples')}
          value={query}
          onChange={(event) => samples.search(event.target.value)}
        />
        <span className={styles.quiet} role="status">
          {t('found', { count: total, number: format.number(total) })}
        </span>
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={() => samples.search(query)} />}
      <div className={styles.samples}>
        <VirtualList label={t('samples')} items={indices} itemKey={(index) => index} rowHeight={56}>
          {(index) => <SampleRow index={index} samples={samples} onOpen={setOpen} />}
        </VirtualList>
      </div>
      {open !== null && <SampleDialog sample={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function SampleRow({
  index,
  samples,
  onOpen,
}: {
  readonly index: number;
  readonly samples: Samples;
  readonly onOpen: (sample: RunSample) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const sample = useStore(samples, ({ items }) => items.get(index));
  if (sample === undefined) {
    samples.need(index);
    return <div className={styles.sample}>{t('loading')}</div>;
  }
  return (
    <button type="button" className={styles.sample} onClick={() => onOpen(sample)}>
      <span className={styles.question}>{sample.question}</span>
      <span className={styles.reference}>{sample.reference}</span>
    </button>
  );
}
