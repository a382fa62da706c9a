import { Tooltip } from 'radix-ui';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';
import { ToastRegion } from '../components/toast-region.tsx';
import { languageFor } from '../i18n/i18n.ts';
import { useApp, useRoute } from '../state/use-app.ts';
import styles from './app.module.css';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { features } from './features.ts';
import { keepFocus } from './keep-focus.ts';
import { shortcutOf } from './keys.ts';
import { ShortcutList } from './shortcut-list.tsx';
import { Sidebar } from './sidebar.tsx';
import { useTheme } from './use-theme.ts';

/** The window: sidebar, the shown feature's page, and what lies over both. */
export function App() {
  const app = useApp();
  const { t } = useTranslation('app');
  const route = useRoute();
  const overlay = useStore(app.overlay, (state) => state.open);
  const main = useRef<HTMLElement>(null);
  const settings = useStore(app.preferences, (state) => state.settings);
  const ready = useReady();
  useTheme(settings?.theme ?? 'system');
  useLanguage(settings?.language);
  useFirstPage();
  useEffect(() => keepFocus(document), []);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const shortcut = shortcutOf(event, app.preferences.getState());
      if (shortcut === null) return;
      event.preventDefault();
      if (shortcut === 'search' || shortcut === 'shortcuts') app.overlay.toggle(shortcut);
      if (shortcut === 'newChat') app.navigation.go('chats', 'new');
      if (shortcut === 'sidebar') app.preferences.toggleSidebar();
      if (shortcut === 'settings') app.navigation.go('settings');
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [app]);

  const shown = features.find(({ id }) => id === route.feature);
  const address = [route.feature, ...route.parts].join('/');
  // A new page begins at its top, and a screen reader is taken along.
  // biome-ignore lint/correctness/useExhaustiveDependencies: on each change of the address
  useEffect(() => {
    main.current?.scrollTo(0, 0);
    if (document.activeElement === document.body) main.current?.focus({ preventScroll: true });
  }, [address]);
  useEffect(() => {
    document.title = shown === undefined ? 'Stockpot' : `${t(`nav.${shown.id}`)} – Stockpot`;
  }, [shown, t]);

  return (
    <Tooltip.Provider delayDuration={400}>
      <div className={styles.window} data-app-state={ready ? 'ready' : 'starting'}>
        <button type="button" className={styles.skip} onClick={() => main.current?.focus()}>
          {t('skip')}
        </button>
        <Sidebar features={features} />
        <div className={styles.side}>
          <ConnectionBanner />
          <main ref={main} id="main" className={styles.main} tabIndex={-1}>
            <ErrorBoundary key={address}>
              {shown !== undefined && <shown.Page />}
              {shown === undefined && route.feature !== '' && (
                <Page title={t('notFound')}>
                  <Notice>{t('notFoundHint')}</Notice>
                </Page>
              )}
            </ErrorBoundary>
          </main>
        </div>
        {features.map(({ id, Always }) => Always && <Always key={id} />)}
        <CommandPalette open={overlay === 'search'} onClose={app.overlay.close} features={features} />
        <ShortcutList open={overlay === 'shortcuts'} onClose={app.overlay.close} />
        <ToastRegion toasts={app.toasts} />
      </div>
    </Tooltip.Provider>
  );
}

/** Ready: the host answered, and what is under way is known. */
function useReady(): boolean {
  const app = useApp();
  const known = useStore(app.home, (state) => state.known);
  const route = useRoute();
  return known && route.feature !== '';
}

/** An address that names no page goes to the welcome at the first start, else to the chats. */
function useFirstPage(): void {
  const app = useApp();
  const route = useRoute();
  const settings = useStore(app.preferences, (state) => state.settings);
  useEffect(() => {
    if (route.feature !== '' || settings === null) return;
    app.navigation.replace(settings.welcomed ? 'chats' : 'welcome');
  }, [app, route, settings]);
}

function useLanguage(chosen: Parameters<typeof languageFor>[0]): void {
  const { i18n } = useTranslation();
  useEffect(() => {
    const language = languageFor(chosen, navigator.languages);
    document.documentElement.lang = language;
    if (i18n.language !== language) void i18n.changeLanguage(language);
  }, [chosen, i18n]);
}
