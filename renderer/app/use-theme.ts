import { useEffect } from 'react';
import type { Settings } from '../api.ts';

/** The chosen theme on the document, and kept by the window, so that the next start begins with it. */
export function useTheme(theme: Settings['theme']): void {
  useEffect(() => {
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const apply = () => showTheme(theme, dark.matches);
    apply();
    window.localStorage.setItem('theme', theme);
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}

/** Before anything is drawn: the theme of the last time. */
export function showFirstTheme(): void {
  const theme = (window.localStorage.getItem('theme') ?? 'system') as Settings['theme'];
  showTheme(theme, window.matchMedia('(prefers-color-scheme: dark)').matches);
}

function showTheme(theme: Settings['theme'], systemIsDark: boolean): void {
  document.documentElement.dataset.theme = theme === 'dark' || (theme === 'system' && systemIsDark) ? 'dark' : 'light';
}
