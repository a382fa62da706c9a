import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { DraftMakeInput, ModelSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { currentManuals } from '../../state/library.ts';
import { useApp } from '../../state/use-app.ts';
import type { Suites } from './suites.ts';

/** From which manual, by whom, how many, and into which suite. */
export function MakeQuestions({ suites, onClose }: { readonly suites: Suites; readonly onClose: () => void }) {
  const { t } = useTranslation('benchmarks');
  const { library } = useApp();
  const manuals = currentManuals(useStore(library, (state) => state.manuals) ?? []);
  const bots = useStore(library, (state) => state.bots) ?? [];
  const [chosen, setChosen] = useState('');
  const manual = chosen === '' ? (manuals[0]?.id ?? '') : chosen;
  const [where, setWhere] = useState<'here' | 'endpoint'>('here');
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [error, setError] = useState<unknown>(null);
  const [writer, setWriter] = useState('');
  const [endpoint, setEndpoint] = useState({ url: '', model: '', key: '' });
  const [count, setCount] = useState('50');
  const [name, setName] = useState('');
  useEffect(() => void suites.models().then(setModels, setError), [suites]);

  const asked = {
    url: endpoint.url.trim(),
    model: endpoint.model.trim(),
    ...(endpoint.key === '' ? {} : { key: endpoint.key }),
  };
  const ready = manual !== '' && Number(count) > 0 && (where === 'here' || (asked.url !== '' && asked.model !== ''));
  const start = () => {
    const by: Partial<DraftMakeInput> =
      where === 'endpoint' ? { endpoint: asked } : writer === '' ? {} : { model: writer };
    const into = name.trim() === '' ? {} : { suite: name.trim() };
    suites.make({ manual, count: Math.floor(Number(count)), ...by, ...into });
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
          onChange={(event) => setEndpoint({ ...endpoint, [key]: event.target.value })}
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
          <Button tone="primary" disabled={!ready} onClick={start}>
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
            onChange={setChosen}
            options={manuals.map(({ id, title }) => ({ value: id, label: title }))}
          />
        )}
      </Field>
      <Segmented
        label={t('suites.writer')}
        value={where}
        onChange={setWhere}
        options={[
          { value: 'here', label: t('suites.here') },
          { value: 'endpoint', label: t('suites.endpoint') },
        ]}
      />
      {where === 'here' ? (
        <Field label={t('suites.writer')} hint={t('suites.writerHint')}>
          {(control) => <Select {...control} value={writer} onChange={setWriter} options={writers} />}
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
            onChange={(event) => setCount(event.target.value.replace(/\D/g, ''))}
          />
        )}
      </Field>
      <Field label={t('suites.name')} hint={t('suites.nameHint')}>
        {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
    </Dialog>
  );
}
