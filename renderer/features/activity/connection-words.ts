import type { TFunction } from 'i18next';

/** What a connection was for, as the host wrote it down in English: which of its kinds that is, and of what. */
export function purposeOf(purpose: string): { readonly kind: PurposeKind; readonly of: string } | undefined {
  for (const [kind, form] of forms) {
    const found = form.exec(purpose);
    if (found !== null) return { kind, of: found[1] ?? '' };
  }
  return undefined;
}

type PurposeKind = 'fetch' | 'lookUp' | 'size' | 'judge' | 'questions';

const forms: readonly (readonly [PurposeKind, RegExp])[] = [
  ['fetch', /^fetch (.+)$/],
  ['lookUp', /^look up (.+)$/],
  ['size', /^ask size and checksum$/],
  ['judge', /^judge answers with (.+)$/],
  ['questions', /^make questions with (.+)$/],
];

/** The same in the shown language; in the host's own words where they are none of these. */
export function purposeWords(purpose: string, t: TFunction<'activity'>): string {
  const known = purposeOf(purpose);
  return known === undefined ? purpose : t(`purposes.${known.kind}`, { of: known.of });
}

/** What came of it: the status, the network's own word for a failure, the proxy it went through. */
export function outcomeWords(message: string, t: TFunction<'activity'>): string {
  if (message === 'offline') return t('outcomeOffline');
  if (message === 'by pip') return t('outcomeByPip');
  const [, what, proxy] = /^(.*), through the proxy (\S+)$/s.exec(message) ?? [];
  return what === undefined ? message : t('outcomeThrough', { what, proxy });
}
