import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import { classes } from './classes.ts';
import styles from './virtual-list.module.css';

export interface VirtualListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly itemKey: (item: Item, index: number) => string | number;
  /** Height of a row before it was measured, in pixels. */
  readonly rowHeight: number;
  /** Scrolled to when it changes: the row that matters now. */
  readonly shown?: number;
  readonly children: (item: Item, index: number) => ReactNode;
  readonly className?: string | undefined;
}

/** A list of any length: only the rows in sight are there. Fills its parent's height and scrolls. */
export function VirtualList<Item>({
  label,
  items,
  itemKey,
  rowHeight,
  shown,
  children,
  className,
}: VirtualListProps<Item>) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => itemKey(items[index]!, index),
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another row matters, not when rows are measured
  useEffect(() => {
    if (shown !== undefined && shown >= 0) rows.scrollToIndex(shown, { align: 'auto' });
  }, [shown]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section ref={scroller} className={classes(styles.scroller, className)} tabIndex={0} aria-label={label}>
      <ul className={styles.all} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <li
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            aria-setsize={items.length}
            aria-posinset={row.index + 1}
            className={styles.row}
            style={{ transform: `translateY(${row.start}px)` }}
          >
            {children(items[row.index]!, row.index)}
          </li>
        ))}
      </ul>
    </section>
  );
}
