import { useTranslation } from 'react-i18next';
import type { LetterFormatChoice } from '../../api.ts';
import { Checkbox, Field, Select, TextInput } from '../../components/field.tsx';
import styles from './new-run.module.css';
import type { LetterPlan } from './run-plan.ts';

/** In which format letters are counted, with what it looks like, how often, and from which seed. */
export function LetterFields({
  formats,
  letters,
  onChange,
}: {
  readonly formats: readonly LetterFormatChoice[];
  readonly letters: LetterPlan;
  readonly onChange: (letters: LetterPlan) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const shown = formats.find(({ number }) => String(number) === letters.format);
  const number = (key: 'count' | 'seed', digits: number) => (
    <Field label={t(`newRun.letterFields.${key}`)} hint={t(`newRun.letterFields.${key}Hint`)}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="numeric"
          maxLength={digits}
          value={letters[key]}
          onChange={(event) => onChange({ ...letters, [key]: event.target.value.replace(/\D/g, '') })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label={t('newRun.letterFields.format')} hint={t('newRun.letterFields.formatHint')}>
        {(control) => (
          <Select
            {...control}
            value={letters.format}
            onChange={(format) => onChange({ ...letters, format })}
            options={formats.map((one) => ({
              value: String(one.number),
              label: t('newRun.letterFields.formatOption', { number: one.number }),
            }))}
          />
        )}
      </Field>
      <pre className={styles.example}>{letters.choices ? shown?.withChoices : shown?.example}</pre>
      <Checkbox
        label={t('newRun.letterFields.choices')}
        checked={letters.choices}
        onChange={(event) => onChange({ ...letters, choices: event.target.checked })}
      />
      <div className={styles.numbers}>
        {number('count', 6)}
        {number('seed', 9)}
      </div>
    </>
  );
}
