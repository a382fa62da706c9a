import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Field, Switch } from '../../components/field.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { Card, Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { perApp, useApp } from '../../state/use-app.ts';
import { AddModel } from './add-model.tsx';
import { ModelCard } from './model-card.tsx';
import { createModels } from './models.ts';
import styles from './models-page.module.css';

const useModels = perApp(createModels);

export function ModelsPage() {
  const { t } = useTranslation('models');
  const models = useModels();
  const { list, error } = useStore(models);
  const [adding, setAdding] = useState(false);
  const here = list?.filter(({ present }) => present) ?? [];
  const others = list?.filter(({ present }) => !present) ?? [];
  return (
    <Page
      title={t('title')}
      detail={t('detail')}
      width="wide"
      actions={
        <Button icon={Plus} onClick={() => setAdding(true)}>
          {t('add')}
        </Button>
      }
    >
      <StayOffline />
      {error !== null && <ErrorNotice error={error} onRetry={() => void models.load()} />}
      {list === null && error === null && <Spinner label={t('loading')} />}
      {list !== null && (
        <>
          <Section title={t('here')} {...(here.length === 0 ? { detail: t('noneHere') } : {})}>
            {here.length > 0 && (
              <ul className={styles.models}>
                {here.map((model) => (
                  <ModelCard key={model.id} model={model} models={models} />
                ))}
              </ul>
            )}
          </Section>
          {others.length > 0 && (
            <Section title={t('catalogue')} detail={t('catalogueDetail')}>
              <ul className={styles.models}>
                {others.map((model) => (
                  <ModelCard key={model.id} model={model} models={models} />
                ))}
              </ul>
            </Section>
          )}
        </>
      )}
      <AddModel open={adding} onClose={() => setAdding(false)} models={models} />
    </Page>
  );
}

function StayOffline() {
  const { t } = useTranslation('models');
  const { preferences, toasts } = useApp();
  const settings = useStore(preferences, (state) => state.settings);
  if (settings === null) return null;
  const change = (offline: boolean) => preferences.change({ offline }).catch(toasts.fail);
  return (
    <Card>
      <Field inline label={t('offline')} hint={t('offlineHint')}>
        {(control) => <Switch {...control} checked={settings.offline} onChange={(on) => void change(on)} />}
      </Field>
      {settings.offline && <Notice>{t('offlineOn')}</Notice>}
    </Card>
  );
}
