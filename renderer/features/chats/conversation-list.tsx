import { useVirtualizer } from '@tanstack/react-virtual';
import { Ellipsis, FileJson, FileText, Pencil, Search, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, memo, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ConversationSummary } from '../../api.ts';
import { IconButton } from '../../components/button.tsx';
import { classes } from '../../components/classes.ts';
import { TextInput } from '../../components/field.tsx';
import { Menu } from '../../components/menu.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp } from '../../state/use-app.ts';
import type { DialogOf } from './conversation-dialogs.tsx';
import styles from './conversation-list.module.css';
import { type ListRow, listRows } from './conversations.ts';
import { useChat, useConversations } from './use-chats.ts';

/** Every chat, the one touched last first: found by its words, opened, renamed, exported, removed. */
export function ConversationList({
  over,
  open,
  onDialog,
  onHide,
}: {
  /** Laid over the chat, where it does not fit beside it. */
  readonly over: boolean;
  readonly open: string;
  readonly onDialog: (dialog: DialogOf) => void;
  readonly onHide: () => void;
}) {
  const { t } = useTranslation('chats');
  const conversations = useConversations();
  const items = useStore(conversations, (state) => state.items);
  const query = useStore(conversations, (state) => state.query);
  const error = useStore(conversations, (state) => state.error);
  return (
    <nav
      className={classes(styles.panel, over && styles.over)}
      aria-label={t('list.label')}
      onKeyDown={(event) => {
        if (!over || event.key !== 'Escape') return;
        event.preventDefault();
        onHide();
      }}
    >
      <div className={styles.top}>
        <div className={styles.search}>
          <Search size={16} aria-hidden />
          <TextInput
            type="search"
            aria-label={t('list.search')}
            placeholder={t('list.search')}
            value={query}
            onChange={(event) => void conversations.search(event.target.value)}
          />
        </div>
        {over && <IconButton icon={X} label={t('list.hide')} onClick={onHide} />}
      </div>
      {error !== null && (
        <div className={styles.note}>
          <ErrorNotice error={error} onRetry={() => void conversations.load()} />
        </div>
      )}
      {items === null && error === null && (
        <div className={styles.note}>
          <Spinner label={t('loading')} />
        </div>
      )}
      {items?.length === 0 && (
        <p className={styles.note} role="status">
          {query.trim() === '' ? t('list.empty') : t('list.noneFound', { query })}
        </p>
      )}
      {items !== null && items.length > 0 && (
        <Rows items={items} open={open} onDialog={onDialog} onOpen={over ? onHide : undefined} />
      )}
    </nav>
  );
}

function Rows({
  items,
  open,
  onDialog,
  onOpen,
}: {
  readonly items: readonly ConversationSummary[];
  readonly open: string;
  readonly onDialog: (dialog: DialogOf) => void;
  readonly onOpen: (() => void) | undefined;
}) {
  const { t } = useTranslation('chats');
  const conversations = useConversations();
  const total = useStore(conversations, (state) => state.total);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => listRows(items, new Date()), [items]);
  const [at, setAt] = useState<number | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'age' ? 36 : 54),
    getItemKey: (index) => keyOfRow(rows[index]!),
    initialOffset: conversations.getState().scrolled,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 20) void conversations.more();
  }, [conversations, last, rows.length]);

  const isChat = (index: number) => rows[index]?.kind === 'conversation';
  const opened = rows.findIndex((row) => row.kind === 'conversation' && row.conversation.id === open);
  const wanted = at ?? opened;
  const inSight = shown.some(({ index }) => index === wanted) && isChat(wanted);
  /** The one row that Tab comes to. */
  const stop = inSight ? wanted : shown.find(({ index }) => isChat(index))?.index;
  const focus = (index: number) => {
    setAt(index);
    virtual.scrollToIndex(index, { align: 'auto' });
    const find = () => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`);
    if (find()) find()?.focus({ preventScroll: true });
    else requestAnimationFrame(() => find()?.focus({ preventScroll: true }));
  };
  const press = (event: KeyboardEvent) => {
    const from = Number((event.target as HTMLElement).closest('[data-index]')?.getAttribute('data-index') ?? -1);
    const row = rows[from];
    if (row?.kind !== 'conversation') return;
    const step = (by: 1 | -1) => {
      for (let index = from + by; index >= 0 && index < rows.length; index += by) if (isChat(index)) return index;
      return from;
    };
    const to = { ArrowDown: step(1), ArrowUp: step(-1), Home: isChat(0) ? 0 : 1, End: rows.length - 1 }[event.key];
    if (to !== undefined) focus(to);
    else if (event.key === 'F2') onDialog({ kind: 'rename', conversation: row.conversation });
    else if (event.key === 'Delete') onDialog({ kind: 'remove', conversation: row.conversation });
    else return;
    event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the links in it take the keys; here they are told apart
    <div
      ref={scroller}
      className={styles.scroller}
      onKeyDown={press}
      onScroll={(event) => conversations.scrollTo(event.currentTarget.scrollTop)}
    >
      <ul className={styles.all} style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, key, start }) => {
          const row = rows[index]!;
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={styles.row}
              style={{ transform: `translateY(${start}px)` }}
              {...(row.kind === 'conversation'
                ? { 'aria-setsize': total, 'aria-posinset': items.indexOf(row.conversation) + 1 }
                : {})}
            >
              {row.kind === 'age' ? (
                <p className={styles.age}>{t(`list.age.${row.age}`)}</p>
              ) : (
                <ConversationRow
                  conversation={row.conversation}
                  current={row.conversation.id === open}
                  reached={index === stop}
                  onDialog={onDialog}
                  onOpen={onOpen}
                />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Drawn again when something of it changes, not with every row that comes into sight. */
const ConversationRow = memo(function ConversationRow({
  conversation,
  current,
  reached,
  onDialog,
  onOpen,
}: {
  readonly conversation: ConversationSummary;
  readonly current: boolean;
  readonly reached: boolean;
  readonly onDialog: (dialog: DialogOf) => void;
  readonly onOpen: (() => void) | undefined;
}) {
  const { t } = useTranslation('chats');
  const format = useFormat();
  const { toasts } = useApp();
  const conversations = useConversations();
  const { id, title, botName, updatedAt } = conversation;
  const answering = useStore(useChat(), (state) => state.runs.get(id)?.error === null);
  const tabIndex = reached ? 0 : -1;
  const exportAs = (as: 'markdown' | 'json') => conversations.export(id, as).catch(toasts.fail);
  return (
    <div className={styles.item} data-current={current || undefined}>
      <a
        href={hashOf('chats', id)}
        className={styles.link}
        aria-current={current ? 'page' : undefined}
        tabIndex={tabIndex}
        onClick={onOpen}
      >
        <bdi className={styles.name}>{title || t('untitled')}</bdi>
        <span className={styles.detail}>
          <bdi>{botName}</bdi> · {answering ? t('list.answering') : format.ago(updatedAt)}
        </span>
      </a>
      <Menu
        trigger={
          <IconButton
            icon={Ellipsis}
            size="s"
            className={styles.more}
            tabIndex={tabIndex}
            label={t('menu.label', { title })}
          />
        }
        items={[
          { label: t('menu.rename'), icon: Pencil, run: () => onDialog({ kind: 'rename', conversation }) },
          { label: t('menu.markdown'), icon: FileText, run: () => void exportAs('markdown') },
          { label: t('menu.json'), icon: FileJson, run: () => void exportAs('json') },
          {
            label: t('menu.remove'),
            icon: Trash2,
            danger: true,
            separated: true,
            run: () => onDialog({ kind: 'remove', conversation }),
          },
        ]}
      />
    </div>
  );
});

function keyOfRow(row: ListRow): string {
  return row.kind === 'age' ? row.age : row.conversation.id;
}
