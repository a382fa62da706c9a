import { BookOpen, Cpu, FileText, HardDrive, Sparkles } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Welcome } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Progress, Spinner } from '../../components/progress.tsx';
import { RefusedDevices } from '../../components/refused-devices.tsx';
import { useFormat } from '../../i18n/format.ts';
import { perApp, useApp } from '../../state/use-app.ts';
import { createFirstStart } from './welcome.ts';
import styles from './welcome-page.module.css';

const useFirstStart = perApp(createFirstStart);

/** The first start: what Stockpot does, what this machine can do, and one button that goes on. */
export function WelcomePage() {
  const { t } = useTranslation('welcome');
  const { navigation, toasts, preferences } = useApp();
  const format = useFormat();
  const first = useFirstStart();
  const { welcome, model, seconds, error, reading } = useStore(first);
  const settings = useStore(preferences, (state) => state.settings);
  useEffect(() => void first.load(), [first]);
  const goOn = async () => {
    try {
      const manual = await first.takeSample();
      await first.done();
      navigation.go('build', { manual });
    } catch (thrown) {
      toasts.fail(thrown);
    }
  };
  const ownManual = () => {
    first.done().then(() => navigation.go('manuals'), toasts.fail);
  };
  return (
    <div className={styles.page}>
      <header className={styles.hero}>
        <img src="/icon.svg" width="52" height="52" alt="" />
        <h1>{t('title')}</h1>
        <p>{t('lead')}</p>
      </header>
      {error !== null && <ErrorNotice error={error} onRetry={() => void first.load()} />}
      {welcome === null && error === null && <Spinner label={t('looking')} />}
      {welcome !== null && (
        <>
          <ul className={styles.facts}>
            <Fact
              icon={<Cpu size={20} aria-hidden />}
              title={t('machine')}
              below={
                <div className={styles.why}>
                  <RefusedDevices devices={refused(welcome)} />
                </div>
              }
            >
              {t('machineDetail', {
                processor: welcome.machine.processor,
                cores: welcome.machine.cores,
                memory: format.bytes(welcome.machine.memoryBytes),
              })}{' '}
              {t(`device.${deviceKind(welcome)}`)}
            </Fact>
            <Fact icon={<Sparkles size={20} aria-hidden />} title={t('model')}>
              {model?.title ?? welcome.model}
              {'. '}
              {model === null || model.present
                ? t('modelPresent')
                : model.downloadBytes === null
                  ? t('modelDownload')
                  : t('modelDownloadSize', { size: format.bytes(model.downloadBytes) })}
            </Fact>
            <Fact icon={<FileText size={20} aria-hidden />} title={t('sample')}>
              {t('sampleDetail', { title: welcome.sample.title, count: welcome.sample.pages })}
              {seconds !== null && ` ${t('sampleTime', { time: format.duration(roughly(seconds)) })}`}
            </Fact>
            <Fact icon={<HardDrive size={20} aria-hidden />} title={t('private')}>
              {settings?.offline === true ? t('privateOffline') : t('privateDetail')}
            </Fact>
          </ul>
          <div className={styles.actions}>
            <Button tone="primary" size="l" busy={reading !== null} onClick={() => void goOn()}>
              {t('goOn')}
            </Button>
            <Button size="l" tone="quiet" icon={BookOpen} onClick={ownManual}>
              {t('own')}
            </Button>
          </div>
          {reading !== null && (
            <div role="status" className={styles.reading}>
              <p>{t('reading', { done: reading.done, total: reading.total })}</p>
              <Progress thin label={t('sample')} value={reading.total === 0 ? null : reading.done / reading.total} />
            </div>
          )}
        </>
      )}
    </div>
  );
}

function Fact({
  icon,
  title,
  below,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly below?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <li className={styles.fact}>
      {icon}
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
        {below}
      </div>
    </li>
  );
}

/** An estimate says no more than it knows: whole minutes. */
function roughly(seconds: number): number {
  return Math.max(60, Math.round(seconds / 60) * 60);
}

/** Where a graphics card would help and can't be used; nothing once one can. */
function refused({ devices }: Welcome): Welcome['devices'] {
  const cards = devices.filter(({ name }) => name !== 'cpu');
  return cards.some(({ usable }) => usable) ? [] : cards.filter(({ reason }) => reason !== 'other-system');
}

/** Whether a graphics card helps. */
function deviceKind({ devices }: Welcome): 'card' | 'processor' {
  return devices.some(({ name, usable }) => usable && name !== 'cpu') ? 'card' : 'processor';
}
