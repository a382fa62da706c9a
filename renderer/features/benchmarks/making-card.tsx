import { useTranslation } from 'react-i18next';
import type { BenchReport } from '../../api.ts';
import { CurveChart } from '../../charts/curve-chart.tsx';
import { Card, Facts } from '../../components/page.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';
import { readMaking, type SweepPoint } from './how-made.ts';
import { SweepChart } from './sweep-chart.tsx';
import { factName, systemWords } from './words.ts';

const SHOWN_POINTS = 10;

/** How a system was made: what was trained or searched for, its best point, its weights, and the whole sweep. */
export function MakingCard({ system }: { readonly system: BenchReport['systems'][number] }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { facts, sweep, heldOut } = readMaking(system.details);
  const write = (value: (typeof facts)[number][1]) => {
    if (typeof value === 'number') return format.number(value, 4);
    if (typeof value === 'boolean') return String(value);
    return typeof value === 'string' ? value : value.map((each) => format.number(each, 3)).join(', ');
  };
  return (
    <Card className={styles.making}>
      <h3>{system.name}</h3>
      <p className={styles.quiet}>{systemWords(t, system.name)}</p>
      {facts.length > 0 && <Facts items={facts.map(([name, value]) => [factName(t, name), write(value)])} />}
      {heldOut.length > 1 && (
        <CurveChart title={t('made.heldOut')} curves={[{ name: t('made.heldOut'), points: heldOut }]} height={120} />
      )}
      {sweep.length > 0 && <Sweep points={sweep} title={t('made.sweepOf', { system: system.name })} />}
    </Card>
  );
}

function Sweep({ points, title }: { readonly points: readonly SweepPoint[]; readonly title: string }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  return (
    <>
      <SweepChart points={points} title={title} />
      <details>
        <summary>{t('made.points', { count: points.length, shown: Math.min(SHOWN_POINTS, points.length) })}</summary>
        <Table
          caption={title}
          rows={points.slice(0, SHOWN_POINTS).map((point, place) => ({ ...point, place }))}
          rowKey={({ place }) => String(place)}
          columns={[
            {
              id: 'weights',
              title: t('made.weights'),
              cell: ({ weights }) => weights.map((weight) => format.number(weight, 2)).join(', '),
            },
            {
              id: 'density',
              title: t('made.density'),
              number: true,
              cell: ({ density }) => (density === null ? '–' : format.number(density, 2)),
            },
            { id: 'score', title: t('made.score'), number: true, cell: ({ score }) => format.number(score, 4) },
          ]}
        />
      </details>
    </>
  );
}
