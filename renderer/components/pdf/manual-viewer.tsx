import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManualPage, ManualSummary, Rectangle } from '../../api.ts';
import { useApp } from '../../state/use-app.ts';
import { IconButton } from '../button.tsx';
import { ErrorNotice } from '../notice.tsx';
import { Spinner } from '../progress.tsx';
import { BlockList } from './block-list.tsx';
import { markedBlocks, type TextPassage } from './marked-blocks.ts';
import styles from './pdf.module.css';
import { manualFileUrl } from './pdf-file.ts';
import { PdfViewer } from './pdf-viewer.tsx';

export interface ManualViewerProps {
  readonly manual: Pick<ManualSummary, 'id' | 'type' | 'pages'>;
  readonly page: number;
  /** Passages to mark, as citations and search give them. */
  readonly marks?: readonly Rectangle[];
  /** The same passages by their words, for a manual without places on its pages. */
  readonly passages?: readonly TextPassage[];
  /** Marked in passing, without going there. */
  readonly pointed?: readonly Rectangle[];
  /** Counts the times that the same page is asked for. */
  readonly visit?: number;
  readonly onPage?: (page: number) => void;
}

/** A manual as it looks: a PDF's own pages, or, for a text file, what was read. Fills its parent. */
export function ManualViewer({ manual, passages, ...rest }: ManualViewerProps) {
  if (manual.type === 'pdf') return <PdfViewer url={manualFileUrl(manual.id)} {...rest} />;
  return <TextPages manual={manual} passages={passages ?? []} {...rest} />;
}

function TextPages({
  manual,
  page,
  passages,
  onPage,
}: ManualViewerProps & { readonly passages: readonly TextPassage[] }) {
  const { service } = useApp();
  const { t } = useTranslation();
  const [at, setAt] = useState(page);
  const [read, setRead] = useState<ManualPage | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => setAt(page), [page]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read when the page changes
  useEffect(() => {
    let current = true;
    setError(null);
    service.call('manual.page', { manual: manual.id, page: at }).then(
      (got) => current && setRead(got),
      (thrown) => current && setError(thrown),
    );
    onPage?.(at);
    return () => {
      current = false;
    };
  }, [service, manual.id, at]);
  const marked = read === null ? none : markedBlocks(read.blocks, read.number, passages);
  return (
    <div className={styles.viewer}>
      <div className={styles.toolbar}>
        <IconButton
          icon={ChevronUp}
          size="s"
          label={t('pdf.previous')}
          disabled={at <= 1}
          onClick={() => setAt(at - 1)}
        />
        <IconButton
          icon={ChevronDown}
          size="s"
          label={t('pdf.next')}
          disabled={at >= manual.pages}
          onClick={() => setAt(at + 1)}
        />
        <span className={styles.number}>
          {at} {t('pdf.of', { pages: manual.pages })}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section className={styles.blocks} tabIndex={0} aria-label={t('pdf.page', { page: at })}>
        {error !== null ? (
          <ErrorNotice error={error} />
        ) : read === null ? (
          <Spinner label={t('loading')} />
        ) : (
          <>
            {marked.size > 0 && (
              <span className="visually-hidden" role="status">
                {t('pdf.highlighted', { page: read.number })}
              </span>
            )}
            <BlockList blocks={read.blocks} marked={marked} />
          </>
        )}
      </section>
    </div>
  );
}

const none: ReadonlySet<number> = new Set();
