import { Copy, Pencil } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button, IconButton } from '../../components/button.tsx';
import { TextArea } from '../../components/field.tsx';
import { BranchSwitch } from './branch-switch.tsx';
import { longestQuestion } from './composer.tsx';
import type { Placed } from './message-tree.ts';
import styles from './question.module.css';
import { useChat, useCompare } from './use-chats.ts';
import { useCopy } from './use-copy.ts';

/** What was asked: plain text, whatever it holds. Editing it begins a branch; the old one stays beside it. */
export function Question({
  placed,
  text,
  bot,
}: {
  readonly placed?: Placed;
  /** A question that is not kept yet. */
  readonly text?: string;
  readonly bot: string | null;
}) {
  const { t } = useTranslation('chats');
  const chat = useChat();
  const copy = useCopy();
  const [editing, setEditing] = useState(false);
  const busy = useStore(chat, ({ runs, open }) => runs.get(open)?.error === null);
  const content = placed?.message.content ?? text ?? '';
  if (editing && placed !== undefined && bot !== null) {
    return <Edit bot={bot} placed={placed} onClose={() => setEditing(false)} />;
  }
  return (
    <article className={styles.question} aria-label={t('thread.question')}>
      <p className={styles.words} dir="auto">
        {content}
      </p>
      {placed !== undefined && (
        <div className={styles.tools}>
          <BranchSwitch placed={placed} />
          <span className={styles.quiet}>
            <IconButton icon={Copy} size="s" label={t('thread.copyQuestion')} onClick={() => copy(content)} />
            <IconButton
              icon={Pencil}
              size="s"
              label={t('thread.edit')}
              disabled={busy || bot === null}
              onClick={() => setEditing(true)}
            />
          </span>
        </div>
      )}
    </article>
  );
}

function Edit({
  bot,
  placed,
  onClose,
}: {
  readonly bot: string;
  readonly placed: Placed;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('chats');
  const { t: common } = useTranslation();
  const chat = useChat();
  const compare = useCompare();
  const [text, setText] = useState(placed.message.content);
  const ready = text.trim() !== '' && text.length <= longestQuestion;
  const send = () => {
    if (!ready) return;
    onClose();
    void chat.send(bot, text, placed.message.parent);
    void compare.ask(bot, text.trim());
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && !event.shiftKey) send();
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.edit}>
      <TextArea
        autoFocus
        aria-label={t('thread.editField')}
        dir="auto"
        rows={3}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={press}
      />
      <div className={styles.editFoot}>
        <p className={styles.hint}>{t('thread.editHint')}</p>
        <Button size="s" onClick={onClose}>
          {common('cancel')}
        </Button>
        <Button size="s" tone="primary" disabled={!ready} onClick={send}>
          {t('thread.ask')}
        </Button>
      </div>
    </div>
  );
}
