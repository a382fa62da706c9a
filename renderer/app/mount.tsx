import '../design/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import type { ServiceClient } from '../api.ts';
import { createI18n, languageFor } from '../i18n/i18n.ts';
import { createAppState } from '../state/app-state.ts';
import { AppContext } from '../state/use-app.ts';
import { App } from './app.tsx';
import { showFirstTheme } from './use-theme.ts';

/** Draws the window into `root`, over a service. */
export function mount(root: HTMLElement, service: ServiceClient): void {
  showFirstTheme();
  const app = createAppState(service, window);
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={createI18n(languageFor('system', navigator.languages))}>
        <AppContext value={app}>
          <App />
        </AppContext>
      </I18nextProvider>
    </StrictMode>,
  );
}
