import { useTranslation } from 'react-i18next';
import type { RunSample } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';

/** A question, its reference, and every system's answer with its scores. */
export function SampleDialog({ sample, onClose }: { readonly sample: RunSample; readonly onClose: () => void }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const seeds = new Set(sample.answers.map(({ seed }) => seed)).size;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={sample.question}
      description={
        <p className={styles.pre}>
          <strong>{t('reference')}</strong> {sample.reference}
        </p>
      }
      actions={<Button onClick={onClose}>{t('close')}</Button>}
    >
      <ul className={styles.answers}>
        {sample.answers.map(({ system, seed, answer, scores }) => (
          <li key={`${system} ${seed}`} className={styles.answer}>
            <h3>{seeds > 1 ? t('systemSeed', { system, seed }) : system}</h3>
            <p className={styles.pre}>{answer === null || answer === '' ? t('noAnswer') : answer}</p>
            <p className={styles.quiet}>
              {Object.entries(scores)
                .map(([scorer, value]) => `${scorer} ${value === null ? t('unscored') : format.number(value, 3)}`)
                .join(' · ')}
            </p>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
