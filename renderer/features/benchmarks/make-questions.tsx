import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ModelSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useFormat } from '../../i18n/format.ts';
import { currentManuals } from '../../state/library.ts';
import { useApp } from '../../state/use-app.ts';
import { type DrawingName, drawingNames, firstMakePlan, type MakePlan, makeInput, usualNumber } from './make-plan.ts';
import styles from './new-run.module.css';
import type { Suites } from './suites.ts';

/** From which manual, by whom, how many, and into which suite. */
export function MakeQuestions({ suites, onClose }: { readonly suites: Suites; readonly onClose: () => void }) {
  const { t } = useTranslation('benchmarks');
  const { library } = useApp();
  const manuals = currentManuals(useStore(library, (state) => state.manuals) ?? []);
  const bots = useStore(library, (state) => state.bots) ?? [];
  const [chosen, setPlan] = useState(firstMakePlan);
  const plan = chosen.manual === '' ? { ...chosen, manual: manuals[0]?.id ?? '' } : chosen;
  const change = (part: Partial<MakePlan>) => setPlan((before) => ({ ...before, ...part }));
  const { manual, where, writer, endpoint, count, name } = plan;
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void suites.models().then(setModels, setError), [suites]);

  const input = makeInput(plan);
  const start = () => {
    if (input !== null) suites.make(input);
    onClose();
  };
  const writers = [
    { value: '', label: t('suites.defaultModel') },
    ...models.map(({ id, title }) => ({ value: id, label: title })),
    ...bots.map(({ id, name: bot }) => ({ value: id, label: t('suites.botWrites', { name: bot }) })),
  ];
  const field = (key: 'url' | 'model' | 'key', label: string, hint?: string) => (
    <Field label={label} {...(hint === undefined ? {} : { hint })}>
      {(control) => (
        <TextInput
          {...control}
          type={key === 'key' ? 'password' : 'text'}
          value={endpoint[key]}
          onChange={(event) => change({ endpoint: { ...endpoint, [key]: event.target.value } })}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('suites.make')}
      description={t('suites.makeDetail')}
      actions={
        <>
          <Button onClick={onClose}>{t('newRun.cancel')}</Button>
          <Button tone="primary" disabled={input === null} onClick={start}>
            {t('suites.start')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNotice error={error} />}
      {manuals.length === 0 && <Notice tone="warn">{t('suites.noManual')}</Notice>}
      <Field label={t('suites.manual')}>
        {(control) => (
          <Select
            {...control}
            value={manual}
            onChange={(id) => change({ manual: id })}
            options={manuals.map(({ id, title }) => ({ value: id, label: title }))}
          />
        )}
      </Field>
      <Segmented
        label={t('suites.writer')}
        value={where}
        onChange={(place) => change({ where: place })}
        options={[
          { value: 'here', label: t('suites.here') },
          { value: 'endpoint', label: t('suites.endpoint') },
        ]}
      />
      {where === 'here' ? (
        <Field label={t('suites.writer')} hint={t('suites.writerHint')}>
          {(control) => (
            <Select {...control} value={writer} onChange={(by) => change({ writer: by })} options={writers} />
          )}
        </Field>
      ) : (
        <>
          <Notice tone="warn">{t('suites.endpointWarning')}</Notice>
          {field('url', t('suites.url'), t('suites.urlHint'))}
          {field('model', t('suites.modelThere'))}
          {field('key', t('suites.key'), t('suites.keyHint'))}
        </>
      )}
      <Field label={t('suites.count')} hint={t('suites.countHint')}>
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            value={count}
            onChange={(event) => change({ count: event.target.value.replace(/\D/g, '') })}
          />
        )}
      </Field>
      <Field label={t('suites.name')} hint={t('suites.nameHint')}>
        {(control) => (
          <TextInput {...control} value={name} onChange={(event) => change({ name: event.target.value })} />
        )}
      </Field>
      <Drawing plan={plan} onChange={(numbers) => change({ numbers })} />
    </Dialog>
  );
}

/** How questions are drawn. */
function Drawing({
  plan,
  onChange,
}: {
  readonly plan: MakePlan;
  readonly onChange: (numbers: MakePlan['numbers']) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const usual = (name: DrawingName) => {
    const value = usualNumber(name, plan);
    return value === null ? {} : { placeholder: format.number(value) };
  };
  return (
    <details className={styles.advanced}>
      <summary>{t('newRun.advanced')}</summary>
      <p className={styles.quiet}>{t('suites.drawingDetail')}</p>
      <div className={styles.numbers}>
        {drawingNames.map((name) => (
          <Field key={name} label={t(`suites.drawing.${name}.title`)} hint={t(`suites.drawing.${name}.hint`)}>
            {(control) => (
              <TextInput
                {...control}
                {...usual(name)}
                inputMode="decimal"
                value={plan.numbers[name]}
                onChange={(event) => onChange({ ...plan.numbers, [name]: event.target.value.replace(/[^\d.,]/g, '') })}
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
