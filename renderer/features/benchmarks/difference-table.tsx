import { useTranslation } from 'react-i18next';
import type { RunComparison } from '../../api.ts';
import { Section } from '../../components/page.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { IntervalChart } from './interval-chart.tsx';

/** Paired differences, a part for each scorer: interval, better and worse, sign test. */
export function DifferenceTables({ differences }: Pick<RunComparison, 'differences'>) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const scorers = [...new Set(differences.map(({ scorer }) => scorer))];
  return scorers.map((scorer) => {
    const rows = differences.filter((each) => each.scorer === scorer);
    return (
      <Section key={scorer} title={scorer}>
        <Table
          caption={scorer}
          rows={rows}
          rowKey={({ system }) => system}
          columns={[
            { id: 'system', title: t('system'), cell: ({ system }) => system },
            {
              id: 'mean',
              title: t('difference'),
              number: true,
              cell: ({ mean }) => (mean === null ? '–' : format.number(mean, 3)),
            },
            {
              id: 'interval',
              title: t('intervalTitle'),
              number: true,
              cell: ({ low, high }) =>
                low === null || high === null ? '–' : `${format.number(low, 3)} … ${format.number(high, 3)}`,
            },
            {
              id: 'wins',
              title: t('winsLosses'),
              number: true,
              cell: ({ wins, losses, ties }) => `${wins} / ${losses} / ${ties}`,
            },
            { id: 'p', title: t('signTest'), number: true, cell: ({ p }) => format.number(p, 3) },
          ]}
        />
        <IntervalChart title={scorer} rows={rows.map((row) => ({ ...row, name: row.system }))} zero />
      </Section>
    );
  });
}
