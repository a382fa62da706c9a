import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from './chat.ts';
import { spokenParts } from './spoken-parts.ts';

/**
 * The answer for a screen reader: each sentence is said once, when it is whole, without cutting off what is being said.
 * Answers that were there before are read in the thread.
 */
export function Spoken({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation('chats');
  const heard = useRef<string | null>(null);
  const last = rows.at(-1);
  if (last?.kind === 'answering') heard.current = last.key;
  const failed = last?.kind === 'answering' && last.run.error !== null;
  const text = last?.kind === 'answering' ? last.run.text : last?.kind === 'answer' ? last.placed.message.content : '';
  const said = heard.current === null || failed ? [] : spokenParts(text, last?.kind === 'answer');
  return (
    <div className="visually-hidden" aria-live="polite" aria-relevant="additions" data-spoken>
      {heard.current !== null && <p key={heard.current}>{t('thread.answering')}</p>}
      {said.map((part, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part that was said keeps its place
        <p key={`${heard.current} ${i}`}>{part}</p>
      ))}
    </div>
  );
}
