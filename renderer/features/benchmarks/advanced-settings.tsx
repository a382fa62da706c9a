import { useTranslation } from 'react-i18next';
import type { TaskChoice } from '../../api.ts';
import { Field, TextInput } from '../../components/field.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './new-run.module.css';
import { type RunPlan, type SettingName, settingNames } from './run-plan.ts';

/** How questions are put and answers drawn; empty is as the task has it. */
export function AdvancedSettings({
  task,
  numbers,
  onChange,
}: {
  readonly task: TaskChoice;
  readonly numbers: RunPlan['numbers'];
  readonly onChange: (numbers: RunPlan['numbers']) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const hintOf = (name: SettingName) => {
    if (name !== 'shots') return t(`settings.${name}.hint`);
    return task.ownExamples === null ? t('settings.shots.hint') : t('settings.shots.own', { count: task.ownExamples });
  };
  return (
    <details className={styles.advanced}>
      <summary>{t('newRun.advanced')}</summary>
      <p className={styles.quiet}>{t('newRun.advancedDetail')}</p>
      <div className={styles.numbers}>
        {settingNames.map((name) => (
          <Field key={name} label={t(`settings.${name}.title`)} hint={hintOf(name)}>
            {(control) => (
              <TextInput
                {...control}
                inputMode="decimal"
                placeholder={format.number(task[name])}
                value={numbers[name]}
                onChange={(event) => onChange({ ...numbers, [name]: event.target.value.replace(/[^\d.,]/g, '') })}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
