import { BookOpen, SlidersHorizontal, Soup } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ManualSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Field, Select, TextInput } from '../../components/field.tsx';
import { EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Card, Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { downloadOf } from '../../state/jobs.ts';
import { currentManuals } from '../../state/library.ts';
import { useApp, useHome, useRoute } from '../../state/use-app.ts';
import { BuildHistory } from './build-history.tsx';
import { Fetching, FetchingBar } from './fetching.tsx';
import { PlanFacts } from './plan-facts.tsx';
import { PresetChoice } from './preset-choice.tsx';
import { RecipeEditor } from './recipe-editor.tsx';
import styles from './setup-page.module.css';
import { SmallerNotice } from './smaller-notice.tsx';
import { useSetup } from './use-setup.ts';

export function SetupPage() {
  const { t } = useTranslation('build');
  const { library, navigation } = useApp();
  const all = useStore(library, (state) => state.manuals);
  if (all === null) {
    return (
      <Page title={t('title')}>
        <Spinner label={t('loading')} />
      </Page>
    );
  }
  const manuals = currentManuals(all);
  return (
    <Page title={t('title')} detail={t('detail')}>
      {manuals.length === 0 ? (
        <EmptyState
          icon={BookOpen}
          title={t('noManuals.title')}
          action={<Button onClick={() => navigation.go('manuals')}>{t('noManuals.action')}</Button>}
        >
          {t('noManuals.detail')}
        </EmptyState>
      ) : (
        <SetupForm manuals={manuals} />
      )}
      <BuildHistory />
    </Page>
  );
}

function SetupForm({ manuals }: { readonly manuals: readonly ManualSummary[] }) {
  const { t } = useTranslation('build');
  const { library, navigation, toasts } = useApp();
  const all = useStore(library, (state) => state.manuals);
  const { query } = useRoute();
  const setup = useSetup();
  const state = useStore(setup);
  const [advanced, setAdvanced] = useState(false);
  const wanted = query.manual ?? state.manual ?? manuals[0]?.id ?? null;
  const ready = state.recipe !== null;
  // Planned when the page opens, and when its manual changes.
  useEffect(() => {
    if (ready) setup.choose({ manual: wanted });
  }, [setup, wanted, ready]);
  const fetched = state.plan === null || state.plan.model.present ? null : state.plan.model.id;
  const download = useHome(({ jobs }) => (fetched === null ? undefined : downloadOf(jobs, fetched)));
  const start = () => setup.start().then((job) => navigation.go('build', job), toasts.fail);
  const blocked = (state.plan?.problems.length ?? 0) > 0;
  return (
    <>
      <Card className={styles.card}>
        <Field label={t('manual')}>
          {(control) => (
            <Select
              {...control}
              value={wanted ?? ''}
              onChange={(manual) => navigation.replace('build', { manual })}
              options={[
                ...manuals.map(({ id, title }) => ({ value: id, label: title })),
                // That of a build to repeat: a file, or a revision that another has replaced.
                ...(wanted === null || manuals.some(({ id }) => id === wanted)
                  ? []
                  : [{ value: wanted, label: all?.find(({ id }) => id === wanted)?.title ?? wanted }]),
              ]}
            />
          )}
        </Field>
        <PresetChoice setup={setup} />
        {state.before !== null && state.recipe !== null && (
          <SmallerNotice before={state.before} recipe={state.recipe} />
        )}
        {state.error !== null && <ErrorNotice error={state.error} onRetry={() => void setup.plan()} />}
        {state.plan === null && state.planning && <Spinner label={t('plan.running')} />}
        {state.plan !== null && <PlanFacts plan={state.plan} setup={setup} />}
        <div className={styles.go}>
          <Button
            tone="primary"
            size="l"
            icon={Soup}
            busy={state.starting !== null}
            disabled={state.plan === null || blocked}
            onClick={start}
          >
            {t('start')}
          </Button>
          <Button icon={SlidersHorizontal} tone="quiet" aria-expanded={advanced} onClick={() => setAdvanced(!advanced)}>
            {t('advanced.title')}
          </Button>
        </div>
        {download !== undefined && <Fetching job={download} onGoOn={blocked ? null : start} />}
        {download === undefined && state.starting !== null && <FetchingBar {...state.starting} />}
      </Card>
      {advanced && state.recipe !== null && (
        <>
          <Card className={styles.card}>
            <Field label={t('advanced.name')} hint={t('advanced.nameHint')}>
              {(control) => (
                <TextInput
                  {...control}
                  value={state.name}
                  maxLength={200}
                  onChange={(event) => setup.choose({ name: event.target.value })}
                />
              )}
            </Field>
            <Field label={t('advanced.model')} hint={t('advanced.modelHint')}>
              {(control) => (
                <Select
                  {...control}
                  value={state.model ?? ''}
                  onChange={(model) => setup.choose({ model: model === '' ? null : model })}
                  options={[
                    { value: '', label: t('advanced.modelBest') },
                    ...state.models.map(({ id, title, fits }) => ({
                      value: id,
                      label: fits?.train === false ? t('advanced.modelTooBig', { title }) : title,
                    })),
                  ]}
                />
              )}
            </Field>
          </Card>
          <RecipeEditor recipe={state.recipe} setup={setup} />
        </>
      )}
    </>
  );
}
