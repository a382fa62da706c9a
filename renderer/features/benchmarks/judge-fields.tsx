import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ModelSummary } from '../../api.ts';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { JudgePlan } from './run-plan.ts';
import { useSuites } from './use-runs.ts';

/** Who judges: a model of this machine, or one at an address. */
export function JudgeFields({
  judge,
  onChange,
}: {
  readonly judge: JudgePlan;
  readonly onChange: (judge: JudgePlan) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const suites = useSuites();
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void suites.models().then(setModels, setError), [suites]);
  const text = (key: 'url' | 'model' | 'key', label: string, hint?: string) => (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <TextInput
          {...control}
          type={key === 'key' ? 'password' : 'text'}
          value={judge[key]}
          onChange={(event) => onChange({ ...judge, [key]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {error !== null && <ErrorNotice error={error} />}
      <Segmented
        label={t('judge.who')}
        value={judge.where}
        onChange={(where) => onChange({ ...judge, where })}
        options={[
          { value: 'here', label: t('judge.here') },
          { value: 'endpoint', label: t('judge.endpoint') },
        ]}
      />
      {judge.where === 'here' ? (
        <Field label={t('judge.model')} hint={t('judge.modelHint')}>
          {(control) => (
            <Select
              {...control}
              value={judge.local}
              onChange={(local) => onChange({ ...judge, local })}
              options={[
                { value: '', label: t('judge.choose') },
                ...models.map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          )}
        </Field>
      ) : (
        <>
          <Notice tone="warn">{t('judge.warning')}</Notice>
          {text('url', t('suites.url'), t('suites.urlHint'))}
          {text('model', t('suites.modelThere'))}
          {text('key', t('suites.key'), t('suites.keyHint'))}
        </>
      )}
    </>
  );
}
