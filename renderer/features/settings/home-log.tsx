import { Copy, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Card, Section } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useApp } from '../../state/use-app.ts';
import type { AboutHome } from './about-home.ts';
import styles from './settings.module.css';

/** The last lines of the home's log, the newest of them in sight. */
export function HomeLog({ about }: { readonly about: AboutHome }) {
  const { t } = useTranslation('settings');
  const { toasts } = useApp();
  const log = useStore(about, (state) => state.log);
  useEffect(() => void about.loadLog().catch(toasts.fail), [about, toasts]);
  const copy = async (lines: readonly string[]) => {
    await navigator.clipboard.writeText(`${lines.join('\n')}\n`);
    toasts.show({ tone: 'good', text: t('log.copied') });
  };
  return (
    <Section title={t('log.title')} detail={t('log.detail')}>
      <Card className={styles.fields}>
        {log === null && <Spinner label={t('loading')} />}
        {log?.length === 0 && <p>{t('log.empty')}</p>}
        {log !== null && log.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
          <section className={styles.log} tabIndex={0} aria-label={t('log.title')}>
            <pre>{log.join('\n')}</pre>
          </section>
        )}
        <p className={styles.buttons}>
          <Button
            icon={Copy}
            disabled={log === null || log.length === 0}
            onClick={() => void copy(log ?? []).catch(toasts.fail)}
          >
            {t('log.copy')}
          </Button>
          <Button icon={RefreshCw} tone="quiet" onClick={() => void about.loadLog().catch(toasts.fail)}>
            {t('log.again')}
          </Button>
        </p>
      </Card>
    </Section>
  );
}
