import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ModelSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, RadioGroup, Select, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import { DataField } from './data-field.tsx';
import { useSkills } from './use-skills.ts';

const presets = ['quick', 'best', 'paper'] as const;

/** An instruction skill is trained on a person's own data, by a job that goes on when this is closed. */
export function TrainDialog({ model: wanted, onClose }: { readonly model: string; readonly onClose: () => void }) {
  const { t } = useTranslation('skills');
  const { t: build } = useTranslation('build');
  const { service, toasts, navigation } = useApp();
  const format = useFormat();
  const skills = useSkills();
  const starting = useStore(skills, (state) => state.starting);
  const [models, setModels] = useState<readonly ModelSummary[]>([]);
  const [data, setData] = useState('');
  const [model, setModel] = useState(wanted);
  const [name, setName] = useState('');
  const [recipe, setRecipe] = useState<(typeof presets)[number]>('quick');
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    service.call('model.list', {}).then((list) => setModels(list.filter(({ kind }) => kind === 'base')), setError);
  }, [service]);
  const named = wanted === '' || models.some(({ id }) => id === wanted) ? [] : [{ value: wanted, label: wanted }];
  const start = async () => {
    setError(null);
    try {
      const { ended } = await skills.train({
        data: data.trim(),
        recipe,
        ...(model === '' ? {} : { model }),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      });
      onClose();
      ended.then(
        (skill) =>
          toasts.show({
            tone: 'good',
            text: t('train.done', { name: skill.name }),
            action: { label: t('train.open'), run: () => navigation.go('skills', skill.id) },
          }),
        // The job says why, on this page and under Activity.
        () => undefined,
      );
    } catch (reason) {
      setError(reason);
    }
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('train.title')}
      description={t('train.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" busy={starting !== null} disabled={data.trim() === ''} onClick={() => void start()}>
            {t('train.action')}
          </Button>
        </>
      }
    >
      <DataField label={t('train.data')} hint={t('train.dataHint')} path={data} onPath={setData} />
      <Field label={t('model')} hint={t('train.modelHint')}>
        {(control) => (
          <Select
            {...control}
            value={model}
            onChange={setModel}
            options={[
              { value: '', label: build('advanced.modelBest') },
              ...models.map(({ id, title }) => ({ value: id, label: title })),
              ...named,
            ]}
          />
        )}
      </Field>
      <Field label={t('name')} hint={t('train.nameHint')}>
        {(control) => (
          <TextInput {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <RadioGroup
        legend={build('preset.legend')}
        value={recipe}
        onChange={setRecipe}
        options={presets.map((value) => ({
          value,
          label: build(`preset.${value}.title`),
          hint: t(`train.${value}`),
        }))}
      />
      {starting !== null && starting.total > 0 && (
        <Progress
          label={build('fetching', { done: format.bytes(starting.done), total: format.bytes(starting.total) })}
          value={starting.done / starting.total}
        />
      )}
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
