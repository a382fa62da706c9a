import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Markdown } from '../../components/markdown.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import styles from './answer.module.css';
import { Figures } from './answer.tsx';
import { Citations } from './citations.tsx';
import { compareKey, type Other } from './compare.ts';
import { rateOf } from './run.ts';
import { useBots, useCompare } from './use-chats.ts';

/** The other one's answer to the same question. */
export function ComparedAnswer({
  bot,
  other,
  question,
}: {
  readonly bot: string;
  readonly other: Other;
  readonly question: string;
}) {
  const { t } = useTranslation('chats');
  const format = useFormat();
  const compare = useCompare();
  const answer = useStore(compare, (state) => state.answers.get(compareKey(bot, other, question)));
  const text = useDeferredValue(answer?.text ?? '');
  const name = useNameOf(bot, other);
  const rate = answer === undefined ? null : rateOf(answer);
  return (
    <article
      className={styles.answer}
      aria-label={t('compare.answer', { name })}
      aria-busy={answer?.state === 'asking' || undefined}
    >
      <p className={styles.name}>
        <bdi>{name}</bdi>
      </p>
      {answer === undefined && (
        <div>
          <Button size="s" disabled={question === ''} onClick={() => void compare.ask(bot, question)}>
            {t('compare.ask')}
          </Button>
        </div>
      )}
      {text !== '' && <Markdown text={text} />}
      {answer?.state === 'asking' && (
        <p className={styles.writing}>
          <span className={styles.pulse} aria-hidden />
          {answer.text === ''
            ? t('thread.thinking')
            : rate !== null && t('thread.rate', { rate: format.number(rate, 0) })}
        </p>
      )}
      {answer?.state === 'failed' && (
        <ErrorNotice error={answer.error} onRetry={() => void compare.ask(bot, question)} />
      )}
      {answer?.result && (
        <>
          {answer.text.trim() === '' && <p className={styles.empty}>{t('thread.empty')}</p>}
          {answer.result.finish === 'cancelled' && <p className={styles.finish}>{t('thread.stopped')}</p>}
          {answer.result.finish === 'length' && <p className={styles.finish}>{t('thread.cut')}</p>}
          <Citations citations={answer.result.citations} read={answer.result.read} support={answer.result.support} />
          <div className={styles.tools}>
            <Figures {...answer.result} />
          </div>
        </>
      )}
    </article>
  );
}

function useNameOf(bot: string, other: Other): string {
  const { t } = useTranslation('chats');
  const { library } = useApp();
  const all = useStore(library, (state) => state.bots) ?? [];
  const detail = useStore(useBots(), (state) => state.details.get(bot));
  switch (other.kind) {
    case 'base':
      return t('compare.base');
    case 'soup':
      return t('compare.soup');
    case 'skill':
      return t('compare.skill', { name: detail?.skills.find(({ skill }) => skill === other.skill)?.name ?? '' });
    case 'bot':
      return all.find(({ id }) => id === other.bot)?.name ?? '';
  }
}
