import { ExternalLink, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Citation } from '../../api.ts';
import { IconButton } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { Notice } from '../../components/notice.tsx';
import { ManualViewer } from '../../components/pdf/manual-viewer.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './source-panel.module.css';
import { useChat } from './use-chats.ts';

/** The manual at the page of a passage, the passage marked, beside the chat. */
export function SourcePanel({ source, over }: { readonly source: Citation; readonly over: boolean }) {
  const { t } = useTranslation('chats');
  const { library, navigation } = useApp();
  const chat = useChat();
  const manuals = useStore(library, (state) => state.manuals);
  const manual = manuals?.find(({ id }) => id === source.manual);
  const [page, setPage] = useState(source.page);
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (over) close.current?.focus();
  }, [over]);
  return (
    <aside className={classes(styles.panel, over && styles.over)} aria-label={t('source.label')}>
      <header className={styles.head}>
        <h2 className={styles.title} title={manual?.title}>
          <bdi>{manual?.title ?? t('source.label')}</bdi>
        </h2>
        {manual !== undefined && (
          <IconButton
            icon={ExternalLink}
            size="s"
            label={t('source.open')}
            onClick={() => navigation.go('manuals', manual.id, { page: `${page}` })}
          />
        )}
        <IconButton ref={close} icon={X} size="s" label={t('source.close')} onClick={() => chat.showSource(null)} />
      </header>
      {manual?.replacedBy != null && <p className={styles.note}>{t('source.replaced')}</p>}
      <div className={styles.view}>
        {manual !== undefined ? (
          <ManualViewer
            manual={manual}
            page={source.page}
            marks={source.rectangles}
            passages={[source]}
            onPage={setPage}
          />
        ) : manuals === null ? (
          <Spinner label={t('loading')} />
        ) : (
          <div className={styles.gone}>
            <Notice tone="warn" title={t('source.gone')} />
            <blockquote dir="auto">{source.text}</blockquote>
          </div>
        )}
      </div>
    </aside>
  );
}
