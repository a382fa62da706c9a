import { useTranslation } from 'react-i18next';
import type { BenchReport, Interval } from '../../api.ts';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';

type System = BenchReport['systems'][number];

/** Every system's scores with their intervals; over several seeds with how far those lie apart. */
export function ScoreTable({ report, scorers }: { readonly report: BenchReport; readonly scorers: readonly string[] }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  return (
    <Table
      caption={t('scores')}
      rows={report.systems}
      rowKey={({ name }) => name}
      columns={[
        { id: 'system', title: t('system'), cell: ({ name }) => name },
        ...scorers.map((scorer) => ({
          id: scorer,
          title: scorer,
          number: true,
          cell: (system: System) => <Score system={system} scorer={scorer} />,
        })),
        { id: 'n', title: t('count'), number: true, cell: ({ n }) => format.number(n) },
        { id: 'seconds', title: t('time'), number: true, cell: ({ seconds }) => format.duration(seconds) },
      ]}
    />
  );
}

function Score({ system, scorer }: { readonly system: System; readonly scorer: string }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const score: Interval | undefined = system.scores[scorer];
  if (score === undefined || score.mean === null) return '–';
  const sd = system.overSeeds?.[scorer]?.sd ?? null;
  const scored = system.scored?.[scorer];
  return (
    <>
      {format.number(score.mean, 3)}
      {score.low !== null && score.high !== null && (
        <span className={styles.interval}>
          {format.number(score.low, 3)} … {format.number(score.high, 3)}
        </span>
      )}
      {sd !== null && <span className={styles.interval}>{t('overSeeds', { sd: format.number(sd, 3) })}</span>}
      {scored !== undefined && (
        <span className={styles.interval}>
          {t('scoredOf', { n: format.number(scored.n), of: format.number(scored.of) })}
        </span>
      )}
    </>
  );
}
