import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { ErrorNotice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useRated } from './use-runs.ts';

/** How often answers in chats were rated good and bad, bot by bot; nothing while none was. */
export function ChatRatings() {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const rated = useRated();
  const { bots, error } = useStore(rated);
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void rated.load()} />;
  if (bots === null || bots.length === 0) return null;
  return (
    <Section title={t('rated.title')} detail={t('rated.detail')}>
      <Table
        caption={t('rated.title')}
        rows={bots}
        rowKey={({ bot }) => bot}
        columns={[
          {
            id: 'bot',
            title: t('bot'),
            cell: ({ bot, botName, there }) => (
              <a href={hashOf('benchmarks', 'rated', bot)}>{there ? botName : t('rated.gone', { name: botName })}</a>
            ),
          },
          { id: 'good', title: t('rated.good'), number: true, cell: ({ good }) => format.number(good) },
          { id: 'bad', title: t('rated.bad'), number: true, cell: ({ bad }) => format.number(bad) },
        ]}
      />
    </Section>
  );
}
