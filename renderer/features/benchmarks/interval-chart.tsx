import { useTranslation } from 'react-i18next';
import type { Interval } from '../../api.ts';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';
import { scaleOf } from './scale.ts';

const ROW = 28;
const NAME = 150;
/** As many as surely fit; a longer name is whole where it is pointed at, and in the table. */
const NAME_LETTERS = 20;
const PLOT = 470;
const FOOT = 26;

/** Means as points with their 95 % intervals, one row a system; the table beside it says the same in numbers. */
export function IntervalChart({
  title,
  rows,
  zero = false,
}: {
  readonly title: string;
  /** `key` where names may repeat. */
  readonly rows: readonly (Interval & { readonly name: string; readonly key?: string })[];
  /** With a line at zero: for differences. */
  readonly zero?: boolean;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const shown = rows.flatMap(({ name, key = name, mean, low, high }) =>
    mean === null ? [] : [{ name, key, mean, low: low ?? mean, high: high ?? mean }],
  );
  if (shown.length === 0) return null;
  const { at, ticks } = scaleOf([...shown.flatMap(({ low, high }) => [low, high]), ...(zero ? [0] : [])]);
  const x = (value: number) => NAME + at(value) * PLOT;
  const height = shown.length * ROW;
  return (
    <figure className={styles.chart}>
      <figcaption>{t('chart', { scorer: title })}</figcaption>
      <svg viewBox={`0 0 ${NAME + PLOT + 30} ${height + FOOT}`} role="img" aria-label={t('chart', { scorer: title })}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={x(tick)} x2={x(tick)} y1={0} y2={height} className={styles.grid} />
            <text x={x(tick)} y={height + 18} textAnchor="middle" className={styles.tick}>
              {format.number(tick, 3)}
            </text>
          </g>
        ))}
        {zero && <line x1={x(0)} x2={x(0)} y1={0} y2={height} className={styles.zero} />}
        {shown.map(({ name, key, mean, low, high }, i) => {
          const y = i * ROW + ROW / 2;
          return (
            <g key={key}>
              <text x={NAME - 12} y={y + 4} textAnchor="end" className={styles.rowName}>
                <title>{name}</title>
                {name.length > NAME_LETTERS ? `${name.slice(0, NAME_LETTERS - 1)}…` : name}
              </text>
              <line x1={x(low)} x2={x(high)} y1={y} y2={y} className={styles.bar} />
              <line x1={x(low)} x2={x(low)} y1={y - 5} y2={y + 5} className={styles.bar} />
              <line x1={x(high)} x2={x(high)} y1={y - 5} y2={y + 5} className={styles.bar} />
              <circle cx={x(mean)} cy={y} r={4.5} className={styles.point} />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
