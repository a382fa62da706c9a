import { FileText, TriangleAlert } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Citation, Support } from '../../api.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './citations.module.css';
import { useChat } from './use-chats.ts';

/** What an answer rests on: the passages that the model read, pages about the same, or that nothing supports it. */
export function Citations({
  citations,
  read,
  support,
}: {
  readonly citations: readonly Citation[];
  readonly read: number;
  readonly support: Support | undefined;
}) {
  const { t } = useTranslation('chats');
  if (support === 'unsupported' || (support !== undefined && citations.length === 0)) {
    return (
      <p className={styles.unsupported}>
        <TriangleAlert size={16} aria-hidden />
        {t('citations.unsupported')}
      </p>
    );
  }
  const used = support === 'context' ? citations.slice(0, read) : [];
  const related = citations.slice(used.length);
  return (
    <>
      {used.length > 0 && <List title={t('citations.used')} citations={used} />}
      {related.length > 0 && <List title={t('citations.related')} citations={related} short={used.length > 0} />}
    </>
  );
}

function List({
  title,
  citations,
  short = false,
}: {
  readonly title: string;
  readonly citations: readonly Citation[];
  /** The pages alone. */
  readonly short?: boolean;
}) {
  const id = useId();
  return (
    <section className={styles.list} aria-labelledby={id} data-short={short || undefined}>
      <h2 id={id} className={styles.title}>
        {title}
      </h2>
      <ul className={styles.items}>
        {citations.map((citation) => (
          <li key={`${citation.manual} ${citation.page} ${citation.text.slice(0, 80)}`}>
            <CitationButton citation={citation} short={short} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CitationButton({ citation, short }: { readonly citation: Citation; readonly short: boolean }) {
  const { t } = useTranslation('chats');
  const { library } = useApp();
  const chat = useChat();
  const shown = useStore(chat, (state) => state.source === citation);
  const manuals = useStore(library, (state) => state.manuals);
  const title = manuals?.find(({ id }) => id === citation.manual)?.title;
  const { page, lastPage } = citation;
  const pages = lastPage > page ? t('citations.pages', { from: page, to: lastPage }) : t('citations.page', { page });
  return (
    <button
      type="button"
      className={styles.citation}
      aria-pressed={shown}
      title={short ? citation.text.slice(0, 300) : undefined}
      onClick={() => chat.showSource(shown ? null : citation)}
    >
      <span className={styles.place}>
        <FileText size={14} aria-hidden />
        {title !== undefined && <bdi className={styles.manual}>{title}</bdi>}
        <span className={styles.page}>{pages}</span>
      </span>
      {!short && (
        <span className={styles.text} dir="auto">
          {citation.text.replace(/\s+/g, ' ')}
        </span>
      )}
    </button>
  );
}
