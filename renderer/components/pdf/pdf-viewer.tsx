import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown, ChevronUp, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rectangle } from '../../api.ts';
import { IconButton } from '../button.tsx';
import { ErrorNotice } from '../notice.tsx';
import { Spinner } from '../progress.tsx';
import styles from './pdf.module.css';
import type { PDFDocumentProxy } from './pdf-file.ts';
import { PdfPage } from './pdf-page.tsx';
import { useFlying } from './use-flying.ts';
import { usePdf } from './use-pdf.ts';

export interface PdfViewerProps {
  readonly url: string;
  /** The page to show, from 1: gone to whenever it changes, or `marks` do. */
  readonly page: number;
  readonly marks?: readonly Rectangle[];
  /** Marked in passing, without going there. */
  readonly pointed?: readonly Rectangle[];
  /** Counts the times that the same page is asked for: gone to again when it grows. */
  readonly visit?: number;
  readonly onPage?: (page: number) => void;
  /** Beside the page buttons. */
  readonly tools?: ReactNode;
}

/** A whole document to scroll in: only the pages in sight are drawn, be there five thousand. Fills its parent. */
export function PdfViewer({ url, ...rest }: PdfViewerProps) {
  const { t } = useTranslation();
  const pdf = usePdf(url);
  if (pdf.kind === 'failed') return <ErrorNotice error={pdf.error} />;
  if (pdf.kind === 'opening') return <Spinner label={t('loading')} />;
  return <Pages key={url} document={pdf.document} {...rest} />;
}

const gap = 16;
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

function Pages({
  document,
  page,
  marks = [],
  pointed = [],
  visit = 0,
  onPage,
  tools,
}: Omit<PdfViewerProps, 'url'> & { readonly document: PDFDocumentProxy }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [zoom, setZoom] = useState(1);
  const [shape, setShape] = useState<number | null>(null);
  const heights = useRef(new Map<number, number>());
  const width = Math.max(120, Math.round((room - 2 * gap) * zoom));

  useLayoutEffect(() => {
    const element = scroller.current!;
    const observer = new ResizeObserver(() => setRoom(element.clientWidth));
    observer.observe(element);
    setRoom(element.clientWidth);
    return () => observer.disconnect();
  }, []);
  // The page that is asked for tells the shape that the others are taken to have until they are drawn.
  useEffect(() => {
    let current = true;
    void document.getPage(Math.min(page, document.numPages)).then((proxy) => {
      const { width: w, height: h } = proxy.getViewport({ scale: 1 });
      if (current) setShape((known) => known ?? h / w);
    });
    return () => {
      current = false;
    };
  }, [document, page]);

  const rows = useVirtualizer({
    count: shape === null || room === 0 ? 0 : document.numPages,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (heights.current.get(index) ?? shape ?? 1.4) * width + gap,
    overscan: 1,
    paddingStart: gap,
  });
  // Where one reads, as a page and a share of it: kept when the width changes.
  const anchor = useRef({ index: page - 1, share: 0, width: 0 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: sizes are estimated anew for the new width
  useLayoutEffect(() => {
    rows.measure();
    const { index, share, width: before } = anchor.current;
    const start = rows.getOffsetForIndex(index, 'start')?.[0];
    if (before === 0 || before === width || start === undefined || scroller.current === null) return;
    scroller.current.scrollTop = start + share * (heights.current.get(index) ?? shape ?? 1.4) * width;
  }, [width, shape]);

  const first = marks.find((mark) => mark.page === page);
  const target = `${page} ${visit} ${first?.y ?? ''}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: gone to when the target changes, not when a page is measured
  useEffect(() => {
    if (shape === null || room === 0) return;
    rows.scrollToIndex(page - 1, { align: 'start' });
    if (first === undefined) return;
    // The passage a quarter below the top, once its page stands where it will stay.
    const frame = requestAnimationFrame(() => {
      const element = scroller.current;
      const start = rows.getOffsetForIndex(page - 1, 'start')?.[0];
      if (element === null || start === undefined) return;
      document.getPage(page).then((proxy) => {
        const scale = width / proxy.getViewport({ scale: 1 }).width;
        element.scrollTop = Math.max(0, start + first.y * scale - element.clientHeight / 4);
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [target, shape, room === 0]);

  const shown = rows.getVirtualItems();
  const { flying, onScroll } = useFlying();
  const remember = () => {
    const top = scroller.current?.scrollTop ?? 0;
    onScroll(top);
    // By the measured offsets: the rows that are drawn may still be those of before the scroll.
    const row = rows.getVirtualItemForOffset(top);
    if (row !== undefined) anchor.current = { index: row.index, share: (top - row.start) / row.size, width };
  };
  const middle = (scroller.current?.scrollTop ?? 0) + (scroller.current?.clientHeight ?? 0) / 3;
  const now = (shown.find((row) => row.end > middle) ?? shown[0])?.index ?? page - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the page changes that is being read
  useEffect(() => {
    if (shown.length > 0 && !flying) onPage?.(now + 1);
  }, [now, shown.length > 0, flying]);
  const goTo = (to: number) => rows.scrollToIndex(Math.min(document.numPages, Math.max(1, to)) - 1, { align: 'start' });
  const step = (by: 1 | -1) => {
    const next = by === 1 ? zooms.find((z) => z > zoom) : zooms.findLast((z) => z < zoom);
    if (next !== undefined) setZoom(next);
  };

  return (
    <div className={styles.viewer}>
      <div className={styles.toolbar} role="toolbar" aria-label={t('pdf.tools')}>
        <IconButton
          icon={ChevronUp}
          size="s"
          label={t('pdf.previous')}
          disabled={now === 0}
          onClick={() => goTo(now)}
        />
        <IconButton
          icon={ChevronDown}
          size="s"
          label={t('pdf.next')}
          disabled={now + 1 >= document.numPages}
          onClick={() => goTo(now + 2)}
        />
        <PageNumber page={now + 1} pages={document.numPages} onGo={goTo} />
        <span className={styles.push} />
        <IconButton
          icon={ZoomOut}
          size="s"
          label={t('pdf.zoomOut')}
          disabled={zoom <= zooms[0]!}
          onClick={() => step(-1)}
        />
        <IconButton
          icon={ZoomIn}
          size="s"
          label={t('pdf.zoomIn')}
          disabled={zoom >= zooms.at(-1)!}
          onClick={() => step(1)}
        />
        <IconButton
          icon={Maximize2}
          size="s"
          label={t('pdf.fitWidth')}
          disabled={zoom === 1}
          onClick={() => setZoom(1)}
        />
        {tools}
      </div>
      <section
        ref={scroller}
        onScroll={remember}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label={t('pdf.pages')}
      >
        <div className={styles.all} style={{ height: rows.getTotalSize(), minWidth: width + 2 * gap }}>
          {shown.map((row) => (
            <div key={row.key} className={styles.row} style={{ transform: `translateY(${row.start}px)` }}>
              <PdfPage
                document={document}
                page={row.index + 1}
                width={width}
                marks={pointed.length > 0 ? pointed : marks}
                waits={flying}
                standInHeight={row.size - gap}
                onHeight={(height) => {
                  if (Math.abs(height - (row.size - gap)) < 1) return;
                  heights.current.set(row.index, height / width);
                  rows.resizeItem(row.index, height + gap);
                }}
              />
            </div>
          ))}
        </div>
      </section>
    </div>
  );
}

function PageNumber({
  page,
  pages,
  onGo,
}: {
  readonly page: number;
  readonly pages: number;
  readonly onGo: (page: number) => void;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    const wanted = Number(typed);
    if (typed !== null && Number.isInteger(wanted) && wanted > 0) onGo(wanted);
    setTyped(null);
  };
  return (
    <label className={styles.number}>
      <input
        aria-label={t('pdf.goTo')}
        inputMode="numeric"
        value={typed ?? page}
        onChange={(event) => setTyped(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={go}
        onKeyDown={(event) => event.key === 'Enter' && go()}
      />
      {t('pdf.of', { pages })}
    </label>
  );
}
