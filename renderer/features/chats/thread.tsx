import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button, IconButton } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useApp } from '../../state/use-app.ts';
import { Answer, Answering, Unanswered } from './answer.tsx';
import { Beginning } from './beginning.tsx';
import { fresh, type Row, rowsOf } from './chat.ts';
import { ComparedAnswer } from './compared-answer.tsx';
import { Question } from './question.tsx';
import { Spoken } from './spoken.tsx';
import styles from './thread.module.css';
import { useChat, useCompare } from './use-chats.ts';

/** The shown branch of a conversation, be it ten thousand messages: only those in sight are there. */
export function Thread({ bot, conversation }: { readonly bot: string | null; readonly conversation: string }) {
  const { t } = useTranslation('chats');
  const { navigation } = useApp();
  const chat = useChat();
  const state = useStore(chat);
  const rows = useMemo(() => (state.open === conversation ? rowsOf(state) : []), [state, conversation]);
  const known = conversation === fresh || state.details.has(conversation) || state.runs.has(conversation);
  if (!known) {
    return (
      <div className={styles.place}>
        <div className={styles.note}>
          {state.error === null ? (
            <Spinner label={t('loading')} />
          ) : (
            <ErrorNotice
              error={state.error}
              onRetry={() => void chat.show(conversation)}
              actions={
                <Button size="s" onClick={() => navigation.go('chats', 'new')}>
                  {t('newChat')}
                </Button>
              }
            />
          )}
        </div>
      </div>
    );
  }
  if (rows.length === 0) return <div className={styles.place}>{bot !== null && <Beginning bot={bot} />}</div>;
  return <Rows key={conversation} rows={rows} bot={bot} />;
}

function Rows({ rows, bot }: { readonly rows: readonly Row[]; readonly bot: string | null }) {
  const { t } = useTranslation('chats');
  const other = useStore(useCompare(), (state) => state.other);
  const scroller = useRef<HTMLDivElement>(null);
  /** Whether the end is followed while it grows. */
  const follows = useRef(true);
  const [away, setAway] = useState(false);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'question' ? 72 : 260),
    getItemKey: (index) => rows[index]!.key,
    overscan: 4,
    paddingStart: 24,
    paddingEnd: 24,
  });
  const toEnd = () => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };
  useLayoutEffect(() => {
    if (follows.current) toEnd();
  });
  const runs = rows.findLast((row) => row.kind === 'answering')?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that begins is followed
  useEffect(() => {
    if (runs === undefined) return;
    follows.current = true;
    toEnd();
  }, [runs]);
  return (
    <div className={styles.place}>
      <section
        ref={scroller}
        className={styles.scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label={t('thread.label')}
        onWheel={(event) => {
          if (event.deltaY < 0) follows.current = false;
        }}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          const left = scrollHeight - scrollTop - clientHeight;
          if (left < 8) follows.current = true;
          else if (left > 120) follows.current = false;
          setAway(left > 240);
        }}
      >
        <ol className={styles.all} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className={classes(styles.row, other !== null && styles.wide)}
              data-kind={rows[index]!.kind}
              style={{ transform: `translate(-50%, ${start}px)` }}
            >
              <RowOf row={rows[index]!} bot={bot} />
            </li>
          ))}
        </ol>
      </section>
      <Spoken rows={rows} />
      {away && (
        <IconButton
          icon={ArrowDown}
          label={t('thread.end')}
          className={styles.end}
          onClick={() => {
            follows.current = true;
            toEnd();
          }}
        />
      )}
    </div>
  );
}

function RowOf({ row, bot }: { readonly row: Row; readonly bot: string | null }) {
  const other = useStore(useCompare(), (state) => state.other);
  if (row.kind === 'question') return <Question placed={row.placed} bot={bot} />;
  if (row.kind === 'asking') return <Question text={row.text} bot={bot} />;
  const answer =
    row.kind === 'answer' ? (
      <Answer placed={row.placed} bot={bot} />
    ) : row.kind === 'answering' ? (
      <Answering run={row.run} bot={bot} />
    ) : (
      <Unanswered question={row.question} bot={bot} />
    );
  if (other === null || bot === null) return answer;
  const question = row.kind === 'answering' ? row.question : (row.question?.content ?? '');
  return (
    <div className={styles.beside}>
      {answer}
      <ComparedAnswer bot={bot} other={other} question={question} />
    </div>
  );
}
