import { Copy, Keyboard } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Settings } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Field, Select, Switch } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Card, Facts, Page, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { devicesToChoose, RefusedDevices } from '../../components/refused-devices.tsx';
import { useFormat } from '../../i18n/format.ts';
import { perApp, useApp, useHome } from '../../state/use-app.ts';
import { createAboutHome } from './about-home.ts';
import { BackUp } from './back-up.tsx';
import { HomeLog } from './home-log.tsx';
import { MoveFolder } from './move-folder.tsx';
import { PreviousFolder } from './previous-folder.tsx';
import styles from './settings.module.css';

const useAboutHome = perApp(createAboutHome);

export function SettingsPage() {
  const { t } = useTranslation('settings');
  const { preferences } = useApp();
  const settings = useStore(preferences, (state) => state.settings);
  const about = useAboutHome();
  const { error } = useStore(about);
  return (
    <Page title={t('title')}>
      {error !== null && <ErrorNotice error={error} onRetry={() => void about.load()} />}
      {settings === null ? (
        <Spinner label={t('loading')} />
      ) : (
        <>
          <Looks settings={settings} />
          <Work settings={settings} />
        </>
      )}
      <Folders />
      <Section title={t('keep')} detail={t('keepDetail')}>
        <BackUp about={about} />
      </Section>
      <Help />
      <HomeLog about={about} />
    </Page>
  );
}

function useChange() {
  const { preferences, toasts } = useApp();
  return (change: Partial<Settings>) => void preferences.change(change).catch(toasts.fail);
}

function Looks({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('settings');
  const change = useChange();
  return (
    <Section title={t('looks')}>
      <Card className={styles.fields}>
        <Field inline label={t('theme.label')}>
          {(control) => (
            <Select
              {...control}
              value={settings.theme}
              onChange={(theme) => change({ theme })}
              options={(['system', 'light', 'dark'] as const).map((value) => ({ value, label: t(`theme.${value}`) }))}
            />
          )}
        </Field>
        <Field inline label={t('language.label')}>
          {(control) => (
            <Select
              {...control}
              value={settings.language}
              onChange={(language) => change({ language })}
              options={[
                { value: 'system', label: t('language.system') },
                { value: 'en', label: 'English' },
                { value: 'de', label: 'Deutsch' },
                { value: 'zh', label: '中文' },
              ]}
            />
          )}
        </Field>
      </Card>
    </Section>
  );
}

function Work({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { doctor, models } = useStore(useAboutHome());
  const devices = doctor?.devices ?? [];
  const refused = devices.filter(({ usable }) => !usable);
  return (
    <Section title={t('work')}>
      <Card className={styles.fields}>
        <Field
          inline
          label={t('device.label')}
          hint={refused.length === 0 ? t('device.hint') : <RefusedDevices devices={refused} />}
        >
          {(control) => (
            <Select
              {...control}
              value={settings.device}
              onChange={(device) => change({ device })}
              options={devicesToChoose.map((value) => ({
                value,
                label: t(`device.${value}`),
                disabled: devices.some(({ name, usable }) => name === value && !usable),
              }))}
            />
          )}
        </Field>
        <Field inline label={t('model.label')} hint={t('model.hint')}>
          {(control) => (
            <Select
              {...control}
              value={settings.model ?? ''}
              onChange={(model) => change({ model: model === '' ? null : model })}
              options={[
                { value: '', label: t('model.standard') },
                ...models.map(({ id, title, present }) => ({
                  value: id,
                  label: present ? title : t('model.absent', { title }),
                })),
              ]}
            />
          )}
        </Field>
        <Field inline label={t('resume.label')} hint={t('resume.hint')}>
          {(control) => (
            <Switch
              {...control}
              checked={settings.resumeAtStart}
              onChange={(resumeAtStart) => change({ resumeAtStart })}
            />
          )}
        </Field>
        <Field inline label={t('offline.label')} hint={t('offline.hint')}>
          {(control) => <Switch {...control} checked={settings.offline} onChange={(offline) => change({ offline })} />}
        </Field>
      </Card>
    </Section>
  );
}

function Folders() {
  const { t } = useTranslation('settings');
  const about = useAboutHome();
  const { doctor } = useStore(about);
  const { files } = useApp();
  if (doctor === null) return null;
  const { home = '', models, previous } = doctor.folders;
  return (
    <Section title={t('folders')} detail={t('foldersDetail')}>
      <Card className={styles.fields}>
        <Facts items={[[t('folder.home'), <code key="home">{home}</code>]]} />
        <p className={styles.buttons}>
          {files.native && (
            <Button size="s" onClick={() => void files.showInFolder(home)}>
              {t('folder.show')}
            </Button>
          )}
          <MoveFolder about={about} what="home" />
        </p>
        {previous !== undefined && <PreviousFolder about={about} home={home} previous={previous} />}
        <Facts items={[[t('folder.models'), <code key="models">{models}</code>]]} />
        <p className={styles.buttons}>
          <MoveFolder about={about} what="models" />
        </p>
      </Card>
    </Section>
  );
}

function Help() {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const about = useAboutHome();
  const { doctor } = useStore(about);
  const { overlay, preferences, toasts } = useApp();
  const singleKeys = useStore(preferences, (state) => state.singleKeys);
  const connection = useHome((state) => state.connection);
  const copy = async () => {
    await navigator.clipboard.writeText(await about.report());
    toasts.show({ tone: 'good', text: t('report.copied') });
  };
  return (
    <Section title={t('help')} detail={t('report.detail')}>
      <Card className={styles.fields}>
        {doctor !== null && (
          <Facts
            items={[
              [t('facts.version'), connection.kind === 'open' ? connection.version : '–'],
              [
                t('facts.machine'),
                `${doctor.machine.processor} · ${t('facts.cores', { count: doctor.machine.cores })}`,
              ],
              [
                t('facts.memory'),
                t('facts.memoryOf', {
                  free: format.bytes(doctor.machine.freeMemoryBytes),
                  all: format.bytes(doctor.machine.memoryBytes),
                }),
              ],
            ]}
          />
        )}
        <p className={styles.buttons}>
          <Button icon={Copy} onClick={() => void copy().catch(toasts.fail)}>
            {t('report.copy')}
          </Button>
          <Button icon={Keyboard} tone="quiet" onClick={() => overlay.show('shortcuts')}>
            {t('shortcuts')}
          </Button>
        </p>
        <Field inline label={t('singleKeys.label')} hint={t('singleKeys.hint')}>
          {(control) => <Switch {...control} checked={singleKeys} onChange={preferences.setSingleKeys} />}
        </Field>
      </Card>
    </Section>
  );
}
