import { useTranslation } from 'react-i18next';
import type { BenchOptions } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { useApp } from '../../state/use-app.ts';
import { LetterFields } from './letter-fields.tsx';
import styles from './new-run.module.css';
import { countedLetters, ownFile, type RunPlan, taskOf } from './run-plan.ts';
import { taskWords } from './words.ts';

export interface PlanProps {
  readonly plan: RunPlan;
  readonly options: BenchOptions;
  readonly onChange: (plan: RunPlan) => void;
}

/** Which questions, and what is done with them. */
export function SuiteFields({ plan, options, onChange }: PlanProps) {
  const { t } = useTranslation('benchmarks');
  const { files, toasts } = useApp();
  const own = taskOf({ ...plan, task: '' }, options)?.name ?? '';
  const pick = async () => {
    const [picked] = await files.pick('data', false);
    if (picked !== undefined) onChange({ ...plan, file: await picked.path() });
  };
  return (
    <>
      <Field label={t('newRun.questions')} hint={t('newRun.questionsHint')}>
        {(control) => (
          <Select
            {...control}
            value={plan.suite}
            onChange={(suite) => onChange({ ...plan, suite, task: '', scorers: null })}
            options={[
              ...options.suites.map(({ name, questions: count, fits }) => ({
                value: name,
                label: fits ? t('newRun.suite', { name, count }) : t('newRun.suiteOther', { name, count }),
              })),
              ...(options.letters.length === 0 ? [] : [{ value: countedLetters, label: t('newRun.letters') }]),
              { value: ownFile, label: t('newRun.ownFile') },
            ]}
          />
        )}
      </Field>
      {plan.suite === ownFile && (
        <Field label={t('newRun.file')} hint={t('newRun.fileHint')}>
          {(control) => (
            <div className={styles.fileRow}>
              <TextInput
                {...control}
                value={plan.file}
                onChange={(event) => onChange({ ...plan, file: event.target.value })}
              />
              <Button onClick={() => void pick().catch(toasts.fail)}>{t('newRun.pick')}</Button>
            </div>
          )}
        </Field>
      )}
      {plan.suite === countedLetters && (
        <LetterFields
          formats={options.letters}
          letters={plan.letters}
          onChange={(letters) => onChange({ ...plan, letters })}
        />
      )}
      <Field label={t('newRun.task')} hint={t('newRun.taskHint')}>
        {(control) => (
          <Select
            {...control}
            value={plan.task}
            onChange={(task) => onChange({ ...plan, task, scorers: null })}
            options={[
              {
                value: '',
                label:
                  plan.suite === ownFile
                    ? t('newRun.taskOfFile')
                    : t('newRun.taskOfSuite', { task: taskWords(t, own) }),
              },
              ...options.tasks.map(({ name }) => ({ value: name, label: taskWords(t, name) })),
            ]}
          />
        )}
      </Field>
    </>
  );
}
