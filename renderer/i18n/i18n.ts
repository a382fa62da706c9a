import i18next, { type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const languages = ['en', 'de', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Every text of the window: `i18n/<language>/<feature>.json`. */
const texts = import.meta.glob<Record<string, unknown>>('./{en,de,zh}/*.json', { eager: true, import: 'default' });

/** Begins with a language; `changeLanguage` switches all of the window. */
export function createI18n(language: Language): I18n {
  const resources: Record<string, Record<string, Record<string, unknown>>> = {};
  for (const [path, text] of Object.entries(texts)) {
    const [, of, namespace] = /\.\/(\w+)\/([\w-]+)\.json$/.exec(path)!;
    resources[of!] = { ...resources[of!], [namespace!]: text };
  }
  const i18n = i18next.createInstance();
  void i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: resources as never,
    interpolation: { escapeValue: false }, // React escapes
    initAsync: false,
    showSupportNotice: false,
  } as never);
  return i18n;
}

/** The language to show: the one that was chosen, or the first of the system's that there is. */
export function languageFor(chosen: Language | 'system' | undefined, system: readonly string[]): Language {
  if (chosen !== undefined && chosen !== 'system') return chosen;
  for (const tag of system) {
    const found = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}
