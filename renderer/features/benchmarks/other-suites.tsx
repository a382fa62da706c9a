import { useTranslation } from 'react-i18next';
import { Checkbox } from '../../components/field.tsx';
import styles from './new-run.module.css';
import { scorersOf, taskOf } from './run-plan.ts';
import type { PlanProps } from './suite-fields.tsx';
import { taskWords } from './words.ts';

/** Questions that are put besides the first, each suite in a run of its own. */
export function OtherSuites({ plan, options, onChange }: PlanProps) {
  const { t } = useTranslation('benchmarks');
  const others = options.suites.filter(({ name }) => name !== plan.suite);
  if (others.length === 0) return null;
  const put = (name: string, on: boolean) =>
    onChange({
      ...plan,
      otherSuites: new Set(on ? [...plan.otherSuites, name] : [...plan.otherSuites].filter((one) => one !== name)),
    });
  const own = taskOf(plan, options)?.name;
  const scored = (suite: string) => scorersOf({ ...plan, suite, task: '', scorers: null }, options).length > 0;
  const hintOf = (suite: string, task: string) => {
    if (!scored(suite)) return { hint: t('newRun.otherUnscored') };
    return task === own ? {} : { hint: t('newRun.otherTask', { task: taskWords(t, task) }) };
  };
  return (
    <details className={styles.advanced}>
      <summary>{t('newRun.otherSuites')}</summary>
      <p className={styles.quiet}>{t('newRun.otherSuitesDetail')}</p>
      <div className={styles.choices}>
        {others.map(({ name, questions: count, fits, task }) => (
          <Checkbox
            key={name}
            label={fits ? t('newRun.suite', { name, count }) : t('newRun.suiteOther', { name, count })}
            checked={plan.otherSuites.has(name)}
            disabled={!scored(name)}
            onChange={(event) => put(name, event.target.checked)}
            {...hintOf(name, task)}
          />
        ))}
      </div>
    </details>
  );
}
