import { CircleCheck, Info, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type ErrorShape, errorShape } from '../api.ts';
import { useErrorWords } from '../i18n/error-words.ts';
import { Button } from './button.tsx';
import { classes } from './classes.ts';
import { HostDetail } from './host-words.tsx';
import styles from './notice.module.css';

const icons: Readonly<Record<Tone, LucideIcon>> = {
  plain: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  bad: OctagonAlert,
};

type Tone = 'plain' | 'good' | 'warn' | 'bad';

/** Something to read before going on. */
export function Notice({
  tone = 'plain',
  title,
  children,
  actions,
}: {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}) {
  const Icon = icons[tone];
  return (
    <div className={classes(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={18} aria-hidden />
      <div className={styles.words}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children !== undefined && <div>{children}</div>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}

/** What was tried, what was found, what to do; nothing when it was only cancelled. */
export function ErrorNotice({
  error,
  onRetry,
  actions,
}: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
}) {
  const { t } = useTranslation();
  const wordsOf = useErrorWords();
  const shape = isShape(error) ? error : errorShape(error);
  if (shape === null) return null;
  const { title, advice, detail } = wordsOf(shape);
  return (
    <Notice
      tone="bad"
      title={title}
      actions={
        (onRetry !== undefined || actions !== undefined) && (
          <>
            {onRetry !== undefined && (
              <Button size="s" onClick={onRetry}>
                {t('retry')}
              </Button>
            )}
            {actions}
          </>
        )
      }
    >
      {detail === undefined ? (
        advice
      ) : (
        <>
          {advice}
          <HostDetail>{detail}</HostDetail>
        </>
      )}
    </Notice>
  );
}

function isShape(error: unknown): error is ErrorShape {
  return (
    typeof error === 'object' && error !== null && !(error instanceof Error) && 'code' in error && 'message' in error
  );
}

/** What a page shows when there is nothing yet, and the one thing to do about it. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <Icon size={28} strokeWidth={1.5} aria-hidden />
      <h2>{title}</h2>
      {children !== undefined && <div className={styles.emptyText}>{children}</div>}
      {action}
    </div>
  );
}

/** A word about a thing: its state, its kind. */
export function Badge({ tone = 'plain', children }: { readonly tone?: Tone | 'accent'; readonly children: ReactNode }) {
  return <span className={classes(styles.badge, styles[tone])}>{children}</span>;
}
