import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';
import type { SweepPoint } from './how-made.ts';
import { scaleOf } from './scale.ts';

const WIDTH = 620;
const HEIGHT = 150;
const LEFT = 60;
const FOOT = 26;

/** Every measured point of a sweep by its score, over its density; without densities, in the order of the scores. The best stands out. */
export function SweepChart({ points, title }: { readonly points: readonly SweepPoint[]; readonly title: string }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const best = points[0];
  if (best === undefined) return null;
  const dense = points.every(({ density }) => density !== null);
  const places = points.map(({ density }, i) => (dense ? density! : i + 1));
  const across = scaleOf(places);
  const up = scaleOf(
    points.map(({ score }) => score),
    4,
  );
  const x = (value: number) => LEFT + across.at(value) * (WIDTH - LEFT - 20);
  const y = (value: number) => 8 + (1 - up.at(value)) * (HEIGHT - 16);
  const label = t('made.sweepBest', { title, score: format.number(best.score, 3) });
  return (
    <figure className={styles.chart}>
      <figcaption>{label}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={label}>
        {up.ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - 20} y1={y(tick)} y2={y(tick)} className={styles.grid} />
            <text x={LEFT - 10} y={y(tick) + 4} textAnchor="end" className={styles.tick}>
              {format.number(tick, 3)}
            </text>
          </g>
        ))}
        {across.ticks.map((tick) => (
          <text key={tick} x={x(tick)} y={HEIGHT + 16} textAnchor="middle" className={styles.tick}>
            {format.number(tick, 2)}
          </text>
        ))}
        {points.map((point, i) => (
          <circle
            key={`${point.density} ${point.weights.join(' ')}`}
            cx={x(places[i]!)}
            cy={y(point.score)}
            r={i === 0 ? 5 : 3}
            className={i === 0 ? styles.point : styles.faintPoint}
          />
        ))}
      </svg>
      <p className={styles.quiet}>{dense ? t('made.overDensity') : t('made.overPlace')}</p>
    </figure>
  );
}
