import { useTranslation } from 'react-i18next';
import type { BenchOptions } from '../../api.ts';
import { Checkbox } from '../../components/field.tsx';
import styles from './new-run.module.css';
import { type RunPlan, scorersOf } from './run-plan.ts';
import { scorerWords } from './words.ts';

/** How answers are scored: what each scorer looks at, what it needs, and why one can't be used. */
export function ScorerChoice({
  plan,
  options,
  onChange,
}: {
  readonly plan: RunPlan;
  readonly options: BenchOptions;
  readonly onChange: (scorers: ReadonlySet<string>) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const chosen = new Set(scorersOf(plan, options).map(({ name }) => name));
  return (
    <fieldset className={styles.group}>
      <legend>{t('newRun.scorers')}</legend>
      <div className={styles.choices}>
        {options.scorers.map(({ name, needs, usable, reason }) => (
          <Checkbox
            key={name}
            label={name}
            hint={
              reason ??
              [scorerWords(t, name), needs === 'nothing' ? undefined : t(`needs.${needs}`)].filter(Boolean).join(' ')
            }
            disabled={!usable}
            checked={chosen.has(name)}
            onChange={(event) => {
              const next = new Set(chosen);
              if (event.target.checked) next.add(name);
              else next.delete(name);
              onChange(next);
            }}
          />
        ))}
      </div>
    </fieldset>
  );
}
