import { Archive, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { PreparedSummary } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import { usePrepared } from './use-runs.ts';
import { preparedKind } from './words.ts';

/** What systems were trained or tuned for once: it is used again by later runs, and cleared here by hand. */
export function PreparedPage() {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const { toasts } = useApp();
  const prepared = usePrepared();
  const { list, error } = useStore(prepared);
  const [removing, setRemoving] = useState<readonly PreparedSummary[]>([]);
  const bytes = (some: readonly PreparedSummary[]) => format.bytes(some.reduce((sum, each) => sum + each.bytes, 0));
  return (
    <Page
      title={t('kept.title')}
      detail={t('kept.detail')}
      width="wide"
      back={{ href: hashOf('benchmarks'), label: t('title') }}
      actions={
        list !== null &&
        list.length > 0 && (
          <Button icon={Trash2} onClick={() => setRemoving(list)}>
            {t('kept.clearAll')}
          </Button>
        )
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void prepared.load()} />}
      {list === null && error === null && <Spinner label={t('loading')} />}
      {list?.length === 0 && (
        <EmptyState icon={Archive} title={t('kept.none')}>
          {t('kept.noneHint')}
        </EmptyState>
      )}
      {list !== null && list.length > 0 && (
        <>
          <p>{t('kept.total', { count: list.length, size: bytes(list) })}</p>
          <Table
            caption={t('kept.title')}
            rows={list}
            rowKey={({ key }) => key}
            columns={[
              { id: 'title', title: t('kept.what'), cell: ({ title }) => title },
              { id: 'kind', title: t('kept.kind'), cell: ({ kind }) => preparedKind(t, kind) },
              { id: 'size', title: t('kept.size'), number: true, cell: (each) => format.bytes(each.bytes) },
              { id: 'made', title: t('kept.made'), cell: ({ createdAt }) => format.date(createdAt) },
              { id: 'used', title: t('kept.used'), cell: ({ usedAt }) => format.ago(usedAt) },
              {
                id: 'clear',
                title: <span className="visually-hidden">{t('kept.clear')}</span>,
                cell: (each) => (
                  <IconButton
                    icon={Trash2}
                    size="s"
                    label={t('kept.clearOne', { title: each.title })}
                    onClick={() => setRemoving([each])}
                  />
                ),
              },
            ]}
          />
        </>
      )}
      <ConfirmDialog
        open={removing.length > 0}
        onClose={() => setRemoving([])}
        title={
          removing.length === 1
            ? t('kept.clearOne', { title: removing[0]!.title })
            : t('kept.clearMany', { count: removing.length })
        }
        description={t('kept.clearDetail', { size: bytes(removing) })}
        action={t('kept.clear')}
        danger
        onConfirm={() => prepared.remove(removing.map(({ key }) => key)).catch(toasts.fail)}
      />
    </Page>
  );
}
