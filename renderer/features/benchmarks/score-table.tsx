import { useTranslation } from 'react-i18next';
import type { BenchReport, Interval } from '../../api.ts';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';

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
          cell: ({ scores }: BenchReport['systems'][number]) => <Score score={scores[scorer]} />,
        })),
        { id: 'n', title: t('count'), number: true, cell: ({ n }) => format.number(n) },
        { id: 'seconds', title: t('time'), number: true, cell: ({ seconds }) => format.duration(seconds) },
      ]}
    />
  );
}

function Score({ score }: { readonly score: Interval | undefined }) {
  const format = useFormat();
  if (score === undefined || score.mean === null) return '–';
  return (
    <>
      {format.number(score.mean, 3)}
      {score.low !== null && score.high !== null && (
        <span className={styles.interval}>
          {format.number(score.low, 3)} … {format.number(score.high, 3)}
        </span>
      )}
    </>
  );
}
