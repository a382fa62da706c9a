import 'katex/dist/katex.min.css';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkGfm from 'remark-gfm';
import remarkMath from 'remark-math';
import { useApp } from '../state/use-app.ts';
import { classes } from './classes.ts';
import { ConfirmDialog } from './dialog.tsx';
import styles from './markdown.module.css';

const remark = [remarkGfm, remarkMath];
const rehype: [[typeof rehypeKatex, object]] = [
  [rehypeKatex, { throwOnError: false, trust: false, maxExpand: 200, maxSize: 20 }],
];

/**
 * Text that a model or a document wrote. Raw HTML stays text; pictures are never fetched; a link opens only in the
 * person's own browser, only for http and https, and only after asking.
 */
export const Markdown = memo(function Markdown({
  text,
  className,
}: {
  readonly text: string;
  readonly className?: string;
}) {
  const { t } = useTranslation();
  const app = useApp();
  const [asked, setAsked] = useState<string | null>(null);
  const components: Components = {
    a: ({ href, children }) =>
      href === undefined || !opensOutside(href) ? (
        <span>{children}</span>
      ) : (
        <button type="button" className={styles.link} title={href} onClick={() => setAsked(href)}>
          {children}
        </button>
      ),
    img: ({ alt, src }) => <span className={styles.image}>{t('imageLeftOut', { name: alt || src || '' })}</span>,
    table: ({ children }) => (
      <div className={styles.tableScroll}>
        <table>{children}</table>
      </div>
    ),
    input: ({ checked }) => <input type="checkbox" checked={checked ?? false} disabled readOnly />,
  };
  return (
    <div className={classes(styles.markdown, className)}>
      <ReactMarkdown remarkPlugins={remark} rehypePlugins={rehype} components={components} urlTransform={safeUrl}>
        {text}
      </ReactMarkdown>
      <ConfirmDialog
        open={asked !== null}
        onClose={() => setAsked(null)}
        title={t('openLink')}
        description={t('openLinkDetail')}
        action={t('open')}
        onConfirm={() => app.files.openExternal(asked!)}
      >
        <code className={styles.url}>{asked}</code>
      </ConfirmDialog>
    </div>
  );
});

/** Whether a link of the text may lead out at all. */
export function opensOutside(href: string): boolean {
  return safeUrl(href) !== '';
}

function safeUrl(url: string): string {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol) ? url : '';
  } catch {
    return '';
  }
}
