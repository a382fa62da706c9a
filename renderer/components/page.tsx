import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './page.module.css';

export interface PageProps {
  readonly title: ReactNode;
  /** A line below the title. */
  readonly detail?: ReactNode;
  /** Buttons at the right of the title. */
  readonly actions?: ReactNode;
  /** Where the page was come from. */
  readonly back?: { readonly href: string; readonly label: string };
  /** `text` for reading and forms, `wide` for tables, `full` for what fills the window itself. */
  readonly width?: 'text' | 'wide' | 'full';
  readonly children: ReactNode;
}

/** A feature's page: its title is the window's `h1`. */
export function Page({ title, detail, actions, back, width = 'text', children }: PageProps) {
  return (
    <div className={classes(styles.page, styles[width])}>
      <header className={styles.head}>
        {back && (
          <a className={styles.back} href={back.href}>
            <ChevronLeft size={16} aria-hidden />
            {back.label}
          </a>
        )}
        <div className={styles.titleRow}>
          <div className={styles.titles}>
            <h1>{title}</h1>
            {detail !== undefined && <p className={styles.detail}>{detail}</p>}
          </div>
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </div>
      </header>
      <div className={styles.body}>{children}</div>
    </div>
  );
}

/** A part of a page under a heading of its own. */
export function Section({
  title,
  detail,
  actions,
  children,
}: {
  readonly title: string;
  readonly detail?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <div className={styles.titleRow}>
        <div className={styles.titles}>
          <h2>{title}</h2>
          {detail !== undefined && <p className={styles.detail}>{detail}</p>}
        </div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

/** A quiet box around what belongs together. */
export function Card({
  children,
  className,
}: {
  readonly children: ReactNode;
  readonly className?: string | undefined;
}) {
  return <div className={classes(styles.card, className)}>{children}</div>;
}

/** Names and values, one below the other. */
export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
