import type { i18n as I18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ErrorShape } from '../api.ts';

/** What a person reads of a failure. */
export interface ErrorWords {
  /** What happened. */
  readonly title: string;
  /** What to do about it. */
  readonly advice?: string;
  /** The host's own words, in English and with its values; left out where the title is these. */
  readonly detail?: string;
}

/**
 * Words for a failure by its code. The host speaks English: an English window gives its words as they are, another one gives
 * its own and the host's beneath. A hint that names a command is never shown.
 */
export function errorWords({ code, message, hint, command }: ErrorShape, i18n: I18n): ErrorWords {
  const known = i18n.exists(`errors:codes.${code}.title`);
  const t = i18n.getFixedT(null, 'errors') as (key: string) => string;
  const title = known ? t(`codes.${code}.title`) : i18n.t('error', { ns: 'common' });
  const own = known ? { advice: t(`codes.${code}.advice`) } : {};
  const open = command === true ? undefined : hint;
  // Of a defect the host gives a stack; its first line is enough to tell it from another.
  const said = code === 'internal/defect' ? message.split('\n')[0]! : message;
  if (said === '') return { title, ...own };
  if (i18n.language !== 'en' || code === 'internal/defect') {
    return { title, ...own, detail: [said, open].filter(Boolean).join(' ') };
  }
  if (open !== undefined) return { title: said, advice: open };
  return { title: said, ...(command === true ? own : {}) };
}

/** {@link errorWords} in the shown language. */
export function useErrorWords(): (error: ErrorShape) => ErrorWords {
  const { i18n } = useTranslation();
  return useMemo(() => (error: ErrorShape) => errorWords(error, i18n), [i18n, i18n.language]);
}
