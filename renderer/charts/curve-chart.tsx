import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import { useFormat } from '../i18n/format.ts';
import styles from './curve-chart.module.css';
import { alignedCurves, type Curve } from './curves.ts';

export interface CurveChartProps {
  /** What it shows, in a word or two. */
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Pixels. */
  readonly height?: number;
  /** How a value is written; plain numbers when not given. */
  readonly format?: (value: number) => string;
}

/** Live curves over steps. Drag to zoom in, double click to see all; the latest values stand in words beside it. */
export function CurveChart({ title, curves, height = 180, format }: CurveChartProps) {
  const { t } = useTranslation();
  const numbers = useFormat();
  const write = format ?? ((value: number) => numbers.number(value, 3));
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const data = alignedCurves(curves);
  const latest = useRef({ data, write });
  latest.current = { data, write };
  const shape = curves.map(({ name, colour, faint }) => `${name} ${colour ?? ''} ${faint ?? ''}`).join('|');
  const step = t('chart.step');

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when the set of curves changes; points are put in below
  useEffect(() => {
    const element = place.current!;
    const draw = () => {
      chart.current?.destroy();
      const colours = getComputedStyle(document.documentElement);
      const colour = (name: string) => colours.getPropertyValue(name).trim();
      const axis = {
        stroke: colour('--ink-faint'),
        font: `11px ${colour('--font')}`,
        grid: { stroke: colour('--line-soft'), width: 1 },
        ticks: { show: false },
      };
      chart.current = new uPlot(
        {
          width: element.clientWidth,
          height,
          legend: { show: false },
          cursor: { y: false, points: { size: 7 } },
          scales: { x: { time: false, range: rangeOf }, y: { range: rangeOf } },
          axes: [
            { ...axis, size: 28, grid: { show: false }, incrs: wholeSteps },
            { ...axis, size: 52, values: (_, splits) => splits.map((value) => latest.current.write(value)) },
          ],
          series: [
            { label: step },
            ...curves.map(({ name, colour: which = 1, faint }) => ({
              label: name,
              stroke: `${colour(`--curve-${which}`)}${faint ? '55' : ''}`,
              width: faint ? 1 : 2,
              spanGaps: true,
              // A few points alone make no line to see.
              points: { show: (plot: uPlot) => plot.data[0].length < 12 },
            })),
          ],
          hooks: { setCursor: [(plot) => showValues(plot, element, (value) => latest.current.write(value))] },
        },
        latest.current.data as never,
        element,
      );
    };
    draw();
    const sizes = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      sizes.disconnect();
      theme.disconnect();
      chart.current?.destroy();
      chart.current = null;
    };
  }, [shape, height, step]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the points are the data's own
  useEffect(() => chart.current?.setData(data as never), [curves]);

  const spoken = curves
    .filter(({ faint }) => faint !== true)
    .flatMap(({ name, points }) => {
      const last = points.at(-1);
      return last === undefined ? [] : [`${name} ${write(last.value)}`];
    });
  const words = spoken.length === 0 ? t('chart.empty') : t('chart.lastValues', { values: spoken.join(', ') });
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span className={styles.title}>{title}</span>
        <span className={styles.now}>{words}</span>
      </figcaption>
      <div
        ref={place}
        className={styles.place}
        role="img"
        aria-label={`${title}. ${words}`}
        style={{ minHeight: height }}
      />
    </figure>
  );
}

/** The values with a little room; one value alone stands in the middle. */
const rangeOf: uPlot.Range.Function = (_, low, high, scale) => {
  if (low === null || high === null) return [0, 1];
  if (low === high)
    return scale === 'x'
      ? [low - 1, high + 1]
      : low === 0
        ? [0, 1]
        : [low - Math.abs(low) / 4, high + Math.abs(high) / 4];
  const room = scale === 'x' ? 0 : (high - low) / 12;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
};

/** Steps are counted in whole numbers. */
const wholeSteps = [1, 10, 100, 1000, 10_000, 100_000].flatMap((ten) => [ten, 2 * ten, 5 * ten]);

function showValues(plot: uPlot, element: HTMLElement, write: (value: number) => string): void {
  const at = plot.cursor.idx;
  if (at === null || at === undefined) {
    element.removeAttribute('title');
    return;
  }
  const values = plot.series.slice(1).flatMap((series, i) => {
    const value = plot.data[i + 1]?.[at];
    return value === null || value === undefined ? [] : [`${String(series.label)} ${write(value)}`];
  });
  element.title = [`${String(plot.series[0]!.label)} ${plot.data[0][at]}`, ...values].join('\n');
}
