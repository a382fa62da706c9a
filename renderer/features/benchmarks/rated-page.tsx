import { ThumbsUp, Trash2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { RatedAnswer } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Badge, EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './benchmarks.module.css';
import { useRated } from './use-runs.ts';

/** The answers of one bot that persons rated in chats, the one rated last first. */
export function RatedPage({ bot }: { readonly bot: string }) {
  const { t } = useTranslation('benchmarks');
  const { toasts } = useApp();
  const rated = useRated();
  const { bots, answers } = useStore(rated);
  const [error, setError] = useState<unknown>(null);
  const [removing, setRemoving] = useState<RatedAnswer | null>(null);
  useEffect(() => {
    setError(null);
    rated.show(bot).catch(setError);
  }, [rated, bot]);
  const slice = answers.get(bot);
  const counts = bots?.find((one) => one.bot === bot);
  return (
    <Page
      title={counts === undefined ? t('rated.title') : t('rated.of', { name: counts.botName })}
      {...(counts === undefined ? {} : { detail: t('rated.counts', { good: counts.good, bad: counts.bad }) })}
      width="wide"
      back={{ href: hashOf('benchmarks'), label: t('title') }}
    >
      {error !== null && <ErrorNotice error={error} />}
      {slice === undefined && error === null && <Spinner label={t('loading')} />}
      {slice?.total === 0 && <EmptyState icon={ThumbsUp} title={t('rated.none')} />}
      {slice !== undefined && slice.items.length > 0 && <Answers items={slice.items} onRemove={setRemoving} />}
      {slice !== undefined && slice.items.length < slice.total && (
        <Button onClick={() => void rated.more(bot).catch(toasts.fail)}>{t('rated.more')}</Button>
      )}
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={t('rated.remove')}
        description={t('rated.removeDetail')}
        action={t('remove')}
        danger
        onConfirm={() => removing !== null && rated.remove(removing.message).catch(toasts.fail)}
      />
    </Page>
  );
}

function Answers({
  items,
  onRemove,
}: {
  readonly items: readonly RatedAnswer[];
  readonly onRemove: (answer: RatedAnswer) => void;
}) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  return (
    <Table
      caption={t('rated.title')}
      rows={items}
      rowKey={({ message }) => message}
      columns={[
        { id: 'question', title: t('rated.question'), cell: ({ question }) => <Words text={question} /> },
        { id: 'answer', title: t('rated.answer'), cell: ({ answer }) => <Words text={answer} /> },
        {
          id: 'rating',
          title: t('rated.rating'),
          cell: ({ rating }) => (
            <Badge tone={rating === 1 ? 'good' : 'bad'}>{rating === 1 ? t('rated.good') : t('rated.bad')}</Badge>
          ),
        },
        { id: 'when', title: t('when'), cell: ({ ratedAt }) => format.date(ratedAt) },
        {
          id: 'remove',
          title: <span className="visually-hidden">{t('remove')}</span>,
          cell: (answer) => (
            <IconButton icon={Trash2} size="s" label={t('rated.remove')} onClick={() => onRemove(answer)} />
          ),
        },
      ]}
    />
  );
}

function Words({ text }: { readonly text: string }) {
  return (
    <span className={styles.ratedWords} dir="auto">
      {text}
    </span>
  );
}
