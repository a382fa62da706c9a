import { Tooltip } from 'radix-ui';
import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { I18nextProvider } from 'react-i18next';
import { vi } from 'vitest';
import { createI18n } from '../../renderer/i18n/i18n.ts';
import type { AppState } from '../../renderer/state/app-state.ts';
import { AppContext } from '../../renderer/state/use-app.ts';

/** What a part of the window draws at first, in English: effects do not run, and stores are as they were made. */
export function markupOf(app: AppState, part: ReactNode): string {
  // Node before 21 has none.
  vi.stubGlobal('navigator', { languages: ['en'] });
  const inApp = createElement(AppContext.Provider, { value: app }, createElement(Tooltip.Provider, null, part));
  return renderToStaticMarkup(createElement(I18nextProvider, { i18n: createI18n('en') }, inApp));
}

/** The words of it, part by part. */
export function wordsOf(markup: string): readonly string[] {
  const parts = markup.split(/<[^>]*>/).map((part) => part.trim());
  return parts.filter((part) => part !== '');
}
