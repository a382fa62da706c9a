import { Copy, RefreshCw, ThumbsDown, ThumbsUp } from 'lucide-react';
import { memo, type ReactNode, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Message } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Markdown } from '../../components/markdown.tsx';
import { ErrorNotice, Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './answer.module.css';
import { BranchSwitch } from './branch-switch.tsx';
import { Citations } from './citations.tsx';
import { detailsOf, type Placed } from './message-tree.ts';
import { type Run, rateOf } from './run.ts';
import { useBots, useChat } from './use-chats.ts';
import { useCopy } from './use-copy.ts';

/** A kept answer: what it says, what it rests on, and what can be done with it. */
export const Answer = memo(function Answer({ placed, bot }: { readonly placed: Placed; readonly bot: string | null }) {
  const { t } = useTranslation('chats');
  const chat = useChat();
  const copy = useCopy();
  const busy = useStore(chat, ({ runs, open }) => runs.get(open)?.error === null);
  const { message } = placed;
  const details = detailsOf(message);
  return (
    <AnswerFrame bot={bot}>
      {message.content.trim() === '' ? (
        <p className={styles.empty}>{t('thread.empty')}</p>
      ) : (
        <Markdown text={message.content} />
      )}
      {details.finish === 'cancelled' && <p className={styles.finish}>{t('thread.stopped')}</p>}
      {details.finish === 'length' && <p className={styles.finish}>{t('thread.cut')}</p>}
      <Citations citations={message.citations} read={details.read ?? 0} support={details.support} />
      <div className={styles.tools}>
        <BranchSwitch placed={placed} />
        <IconButton icon={Copy} size="s" label={t('thread.copy')} onClick={() => copy(message.content)} />
        <IconButton
          icon={RefreshCw}
          size="s"
          label={t('thread.regenerate')}
          disabled={busy || bot === null}
          onClick={() => bot !== null && void chat.regenerate(bot, message)}
        />
        <IconButton
          icon={ThumbsUp}
          size="s"
          label={t('thread.good')}
          aria-pressed={message.rating === 1}
          className={message.rating === 1 ? styles.rated : undefined}
          onClick={() => void chat.rate(message, 1)}
        />
        <IconButton
          icon={ThumbsDown}
          size="s"
          label={t('thread.bad')}
          aria-pressed={message.rating === -1}
          className={message.rating === -1 ? styles.rated : undefined}
          onClick={() => void chat.rate(message, -1)}
        />
        <Figures {...details} />
      </div>
    </AnswerFrame>
  );
});

/** An answer as it is written, or why it is not. */
export function Answering({ run, bot }: { readonly run: Run; readonly bot: string | null }) {
  const { t } = useTranslation('chats');
  const format = useFormat();
  const chat = useChat();
  const text = useDeferredValue(run.text);
  const rate = rateOf(run);
  return (
    <AnswerFrame bot={bot} busy={run.error === null}>
      {text !== '' && <Markdown text={text} />}
      {run.error !== null ? (
        <ErrorNotice
          error={run.error}
          onRetry={() => void chat.retry()}
          actions={
            <Button size="s" tone="quiet" onClick={chat.dismiss}>
              {t('thread.dismiss')}
            </Button>
          }
        />
      ) : (
        <p className={styles.writing}>
          <span className={styles.pulse} aria-hidden />
          {run.stopping ? t('thread.stopping') : run.text === '' ? t('thread.thinking') : null}
          {run.text !== '' && rate !== null && t('thread.rate', { rate: format.number(rate, 0) })}
        </p>
      )}
    </AnswerFrame>
  );
}

/** Kept without an answer: it may be written by the host still, or was lost with it. */
export function Unanswered({ question, bot }: { readonly question: Message; readonly bot: string | null }) {
  const { t } = useTranslation('chats');
  const chat = useChat();
  return (
    <AnswerFrame bot={bot}>
      <Notice
        title={t('thread.unanswered')}
        actions={
          <Button size="s" disabled={bot === null} onClick={() => bot !== null && void chat.regenerate(bot, question)}>
            {t('thread.again')}
          </Button>
        }
      >
        {t('thread.unansweredHint')}
      </Notice>
    </AnswerFrame>
  );
}

function AnswerFrame({
  bot,
  busy = false,
  children,
}: {
  readonly bot: string | null;
  readonly busy?: boolean;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('chats');
  const name = useStore(useBots(), (state) => (bot === null ? undefined : state.details.get(bot)?.name));
  return (
    <article className={styles.answer} aria-label={t('thread.answer')} aria-busy={busy || undefined}>
      <p className={styles.name}>
        <bdi>{name ?? ''}</bdi>
      </p>
      {children}
    </article>
  );
}

/** Speed, and what came before the first word. */
export function Figures({
  tokens,
  seconds,
  firstTokenSeconds,
}: {
  readonly tokens?: number;
  readonly seconds?: number;
  readonly firstTokenSeconds?: number | null;
}) {
  const { t } = useTranslation('chats');
  const format = useFormat();
  if (tokens === undefined || seconds === undefined || seconds <= 0) return null;
  const parts = [
    t('thread.rate', { rate: format.number(tokens / seconds, 0) }),
    ...(typeof firstTokenSeconds === 'number'
      ? [t('thread.first', { seconds: format.number(firstTokenSeconds, 1) })]
      : []),
  ];
  return <span className={styles.figures}>{parts.join(' · ')}</span>;
}
