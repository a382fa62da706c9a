import { SearchX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { FoundPassage, ManualSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { hashOf } from '../../state/navigation.ts';
import styles from './found-list.module.css';
import { snippetOf } from './snippet.ts';
import { useManuals } from './use-manuals.ts';

/** Passages that were found, each leading to its page with the passage marked. */
export function FoundList({ manuals }: { readonly manuals: readonly ManualSummary[] }) {
  const { t } = useTranslation('manuals');
  const store = useManuals();
  const { query, found, searching, error } = useStore(store);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void store.search(query)} />;
  if (found === null) return <Spinner label={t('search.running')} />;
  if (found.items.length === 0 && !searching)
    return <EmptyState icon={SearchX} title={t('search.nothing', { query })} />;
  const titles = new Map(manuals.map(({ id, title }) => [id, title]));
  return (
    <div>
      <p className={styles.count} role="status">
        {t('search.found', { count: found.total })}
      </p>
      <ul className={styles.list}>
        {found.items.map((passage, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one answer's passages keep their places
          <li key={i}>
            <Found passage={passage} title={titles.get(passage.manual) ?? ''} query={query} />
          </li>
        ))}
      </ul>
      {found.items.length < found.total && (
        <Button size="s" busy={searching} onClick={() => void store.more()}>
          {t('search.more', { count: found.total - found.items.length })}
        </Button>
      )}
    </div>
  );
}

function Found({
  passage,
  title,
  query,
}: {
  readonly passage: FoundPassage;
  readonly title: string;
  readonly query: string;
}) {
  const { t } = useTranslation('manuals');
  return (
    <a className={styles.found} href={hashOf('manuals', passage.manual, { page: `${passage.page}`, find: query })}>
      <span className={styles.where}>
        {[title, ...passage.headings.slice(-2)].join(' › ')}
        <span className={styles.page}>{t('page', { page: passage.page })}</span>
      </span>
      <span>
        {snippetOf(passage.text, query).map(({ text, hit }, i) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
          hit ? <mark key={i}>{text}</mark> : <span key={i}>{text}</span>,
        )}
      </span>
    </a>
  );
}
