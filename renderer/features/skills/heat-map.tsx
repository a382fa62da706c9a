import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SoupDetail } from '../../api.ts';
import { useFormat } from '../../i18n/format.ts';
import styles from './skills.module.css';
import { gridOf } from './soup-editor.ts';

/** One skill's coefficients, a row a layer and a column a kind of module. The number stands in each cell: colour only helps. */
export function HeatMap({
  title,
  soup,
  values,
  chosen,
  onChoose,
}: {
  readonly title: string;
  readonly soup: SoupDetail;
  readonly values: readonly number[];
  readonly chosen: number | null;
  readonly onChoose: (module: number) => void;
}) {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const { layers, targets, cells } = gridOf(soup);
  const top = Math.max(1, ...values.map(Math.abs));
  const [reached, setReached] = useState(0);
  /** Hundreds of cells are one stop for Tab; in them, the arrows go. */
  const press = (event: KeyboardEvent<HTMLElement>) => {
    const way = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const here = event.target as HTMLElement;
    if (way === undefined || here.dataset.cell === undefined) return;
    const [row, column] = here.dataset.cell.split(' ').map(Number) as [number, number];
    const to = `${row + way[0]!} ${column + way[1]!}`;
    event.preventDefault();
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${to}"]`)?.focus();
  };
  return (
    <section className={styles.mapScroll} aria-label={title} onKeyDown={press}>
      <table className={styles.map}>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t('layer')}</th>
            {targets.map((target) => (
              <th key={target} scope="col">
                {target.replace('_proj', '')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {layers.map((layer, row) => (
            <tr key={layer}>
              <th scope="row">{layer}</th>
              {targets.map((target, column) => {
                const module = cells[row]?.[column] ?? null;
                if (module === null) return <td key={target} />;
                const value = values[module] ?? 0;
                const share = Math.min(1, Math.abs(value) / top);
                return (
                  <td key={target} data-negative={value < 0 || undefined}>
                    <button
                      type="button"
                      aria-label={t('cell', { layer, target, value: format.number(value, 3) })}
                      aria-pressed={chosen === module}
                      data-cell={`${row} ${column}`}
                      tabIndex={module === (chosen ?? reached) ? 0 : -1}
                      onFocus={() => setReached(module)}
                      style={{ '--share': `${Math.round(share * 100)}%` } as React.CSSProperties}
                      data-strong={share > 0.55 || undefined}
                      onClick={() => onChoose(module)}
                    >
                      {value.toFixed(2)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
