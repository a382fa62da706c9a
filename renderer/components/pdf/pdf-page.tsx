import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rectangle } from '../../api.ts';
import styles from './pdf.module.css';
import type { PDFDocumentProxy } from './pdf-file.ts';

export interface PdfPageProps {
  readonly document: PDFDocumentProxy;
  /** From 1. */
  readonly page: number;
  /** Of the drawn page, in CSS pixels. */
  readonly width: number;
  /** Marked, in points from the top left; those of other pages are left out. */
  readonly marks?: readonly Rectangle[];
  /** Not drawn while so, unless it is drawn already: it only flies by. */
  readonly waits?: boolean;
  /** Height to stand in for the page until it is known, in CSS pixels. */
  readonly standInHeight?: number;
  readonly onHeight?: (height: number) => void;
}

/** One page as the document draws it, its text to select and read out, and passages marked on it. */
export function PdfPage({ document, page, width, marks = [], waits = false, standInHeight, onHeight }: PdfPageProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const [state, setState] = useState<'drawing' | 'drawn' | 'failed'>('drawing');
  const told = useRef(onHeight);
  told.current = onHeight;

  const begun = useRef(false);
  begun.current ||= !waits;
  const mayDraw = begun.current;
  useEffect(() => {
    if (!mayDraw) return;
    let current = true;
    let stop = () => {};
    setState('drawing');
    const draw = async () => {
      const proxy = await document.getPage(page);
      const natural = proxy.getViewport({ scale: 1 });
      if (!current || canvas.current === null || text.current === null) return;
      setSize({ width: natural.width, height: natural.height });
      told.current?.((width / natural.width) * natural.height);
      const viewport = proxy.getViewport({ scale: width / natural.width });
      const sharp = Math.min(3, window.devicePixelRatio || 1);
      const target = canvas.current;
      target.width = Math.round(viewport.width * sharp);
      target.height = Math.round(viewport.height * sharp);
      const task = proxy.render({ canvas: target, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
      stop = () => task.cancel();
      await task.promise;
      if (!current) return;
      setState('drawn');
      const { TextLayer } = await import('pdfjs-dist/legacy/build/pdf.mjs');
      const content = await proxy.getTextContent();
      if (!current) return;
      text.current.replaceChildren();
      const layer = new TextLayer({ textContentSource: content, container: text.current, viewport });
      stop = () => layer.cancel();
      await layer.render();
    };
    draw().catch((error: unknown) => {
      const cancelled = /cancel|abort/i.test((error as Error | null)?.name ?? '');
      if (current && !cancelled) setState('failed');
    });
    return () => {
      current = false;
      stop();
    };
  }, [document, page, width, mayDraw]);

  const here = size === null ? [] : marks.filter((mark) => mark.page === page);
  const height = size === null ? standInHeight : (width / size.width) * size.height;
  return (
    <section
      className={styles.page}
      style={{ width, height }}
      aria-label={t('pdf.page', { page })}
      data-page={page}
      data-state={state}
    >
      <canvas ref={canvas} className={styles.canvas} aria-hidden />
      {here.map((mark) => (
        <div
          key={`${mark.x} ${mark.y} ${mark.width} ${mark.height}`}
          className={styles.mark}
          data-mark
          style={{
            left: percent(mark.x, size!.width),
            top: percent(mark.y, size!.height),
            width: percent(mark.width, size!.width),
            height: percent(mark.height, size!.height),
          }}
        />
      ))}
      <div
        ref={text}
        className={styles.text}
        style={{ '--total-scale-factor': size === null ? 1 : width / size.width } as never}
      />
      {state === 'drawing' && <p className={styles.state}>{t('pdf.drawing', { page })}</p>}
      {state === 'failed' && (
        <p className={styles.state} role="alert">
          {t('pdf.failed')}
        </p>
      )}
      {here.length > 0 && <span className="visually-hidden">{t('pdf.highlighted', { page })}</span>}
    </section>
  );
}

function percent(part: number, whole: number): string {
  return `${(part / whole) * 100}%`;
}
