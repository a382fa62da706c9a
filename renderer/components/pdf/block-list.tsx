import { useEffect, useRef } from 'react';
import type { ManualBlock } from '../../api.ts';
import { classes } from '../classes.ts';
import styles from './block-list.module.css';

export interface BlockListProps {
  readonly blocks: readonly ManualBlock[];
  /** The places of blocks that a passage speaks from. */
  readonly marked?: ReadonlySet<number>;
  /** The block that is pointed at: shown on the page beside it. */
  readonly onPoint?: (block: ManualBlock | null) => void;
}

/** What was read on a page, in the order and kinds in which it was read. */
export function BlockList({ blocks, marked, onPoint }: BlockListProps) {
  const first = useRef<HTMLDivElement>(null);
  const firstMarked = Math.min(...(marked ?? []));
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is marked comes in sight when it or the page changes
  useEffect(() => void first.current?.scrollIntoView({ block: 'center' }), [blocks, firstMarked]);
  return (
    <div className={styles.blocks}>
      {blocks.map((block, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks have no name but their place
          key={i}
          ref={i === firstMarked ? first : undefined}
          className={classes(styles.block, styles[block.kind], marked?.has(i) && styles.marked)}
          data-mark={marked?.has(i) || undefined}
          onPointerEnter={() => onPoint?.(block)}
          onPointerLeave={() => onPoint?.(null)}
        >
          {block.kind === 'heading' ? (
            <p className={styles.headingText} data-level={block.level}>
              {block.text}
            </p>
          ) : block.kind === 'table' ? (
            <TableText text={block.text} />
          ) : (
            <p>{block.text}</p>
          )}
        </div>
      ))}
    </div>
  );
}

/** A table is kept as lines with bars between the cells. */
function TableText({ text }: { readonly text: string }) {
  const rows = text
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*\|/, '')
        .replace(/\|\s*$/, '')
        .split('|'),
    )
    .filter((cells) => !cells.every((cell) => /^\s*:?-*:?\s*$/.test(cell)));
  if (rows.every((cells) => cells.length < 2)) return <pre className={styles.pre}>{text}</pre>;
  return (
    <table className={styles.rows}>
      <tbody>
        {rows.map((cells, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
          <tr key={i}>
            {cells.map((cell, j) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: cells have no name but their place
              <td key={j}>{cell.trim()}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
