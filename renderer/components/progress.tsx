import { Progress as Radix } from 'radix-ui';
import styles from './progress.module.css';

/** How far something has come, 0 to 1; null when that is not known. */
export function Progress({
  label,
  value,
  thin = false,
}: {
  readonly label: string;
  readonly value: number | null;
  readonly thin?: boolean;
}) {
  const percent = value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Radix.Root className={styles.track} data-thin={thin || undefined} value={percent} aria-label={label}>
      <Radix.Indicator className={styles.bar} style={percent === null ? undefined : { width: `${percent}%` }} />
    </Radix.Root>
  );
}

/** Something is being fetched and how long it takes is not known; said to a screen reader as well. */
export function Spinner({ label }: { readonly label: string }) {
  return (
    <span className={styles.spinnerRow} role="status">
      <span className={styles.spinner} aria-hidden />
      {label}
    </span>
  );
}
