import { useTranslation } from 'react-i18next';
import type { RunSample } from '../../api.ts';
import styles from './sample-dialog.module.css';

/** What a judge wrote on every two answers to a question; nothing where none compared them. */
export function SampleVerdicts({ verdicts }: Pick<RunSample, 'verdicts'>) {
  const { t } = useTranslation('benchmarks');
  if (verdicts.length === 0) return null;
  const seeds = new Set(verdicts.map(({ seed }) => seed)).size;
  const named = (system: string, seed: number) => (seeds > 1 ? t('systemSeed', { system, seed }) : system);
  return (
    <details className={styles.verdicts}>
      <summary>{t('sample.verdicts', { count: verdicts.length })}</summary>
      <dl>
        {verdicts.map(({ first, second, seed, outcome, explanation }) => (
          <div key={`${first} ${second} ${seed}`}>
            <dt>
              {t(`sample.outcome.${wordOf(outcome)}`, { first: named(first, seed), second: named(second, seed) })}
            </dt>
            <dd className={styles.why}>{explanation}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function wordOf(outcome: RunSample['verdicts'][number]['outcome']): 'better' | 'worse' | 'same' | 'none' {
  if (outcome === null) return 'none';
  return outcome === 0.5 ? 'same' : outcome === 1 ? 'better' : 'worse';
}
