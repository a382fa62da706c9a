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
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={styles.mapScroll} tabIndex={0} aria-label={title}>
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
