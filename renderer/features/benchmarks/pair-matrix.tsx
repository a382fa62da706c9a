import { useTranslation } from 'react-i18next';
import type { PairTable } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';

/** Who won against whom: the row's share of the points, and of how many pairs. */
export function PairMatrix({ pairs }: { readonly pairs: PairTable }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { systems, shares, matches, unread } = pairs;
  return (
    <>
      <p className={styles.quiet}>{t('pairs.detail')}</p>
      {unread > 0 && <Notice tone="warn">{t('pairs.unread', { count: unread })}</Notice>}
      <Table
        caption={t('pairs.title')}
        rows={systems.map((name, row) => ({ name, row }))}
        rowKey={({ name }) => name}
        columns={[
          { id: 'system', title: t('system'), cell: ({ name }) => name },
          ...systems.map((other, column) => ({
            id: other,
            title: other,
            number: true,
            cell: ({ row }: { readonly row: number }) => {
              const share = shares[row]?.[column] ?? null;
              if (share === null) return '–';
              return (
                <>
                  {format.percent(share)}
                  <span className={styles.interval}>{t('pairs.of', { count: matches[row]?.[column] ?? 0 })}</span>
                </>
              );
            },
          })),
        ]}
      />
    </>
  );
}
