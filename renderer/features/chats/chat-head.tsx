import {
  Columns2,
  Ellipsis,
  FileJson,
  FileText,
  PanelLeftClose,
  PanelLeftOpen,
  Pencil,
  Settings2,
  SquarePen,
  Trash2,
} from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useBotName } from '../../components/bot-name.ts';
import { IconButton } from '../../components/button.tsx';
import { Select } from '../../components/field.tsx';
import { Menu } from '../../components/menu.tsx';
import { useApp } from '../../state/use-app.ts';
import { BotSettingsDialog } from './bot-settings.tsx';
import { fresh } from './chat.ts';
import styles from './chat-head.module.css';
import type { DialogOf } from './conversation-dialogs.tsx';
import { useChat, useCompare, useConversations } from './use-chats.ts';

/** Which chat this is, with whom, and what can be done to it. */
export function ChatHead({
  bot,
  conversation,
  listShown,
  onList,
  onDialog,
}: {
  readonly bot: string | null;
  readonly conversation: string;
  readonly listShown: boolean;
  readonly onList: () => void;
  readonly onDialog: (dialog: DialogOf) => void;
}) {
  const { t } = useTranslation('chats');
  const { library, navigation, toasts } = useApp();
  const chat = useChat();
  const nameOf = useBotName();
  const conversations = useConversations();
  const compare = useCompare();
  const bots = useStore(library, (state) => state.bots) ?? [];
  const detail = useStore(chat, (state) => state.details.get(conversation));
  const other = useStore(compare, (state) => state.other);
  const [settings, setSettings] = useState(false);
  const toBot = (id: string) => {
    const draft = chat.getState().drafts.get(conversation);
    navigation.go('chats', 'new', { bot: id });
    if (conversation === fresh || draft === undefined) return;
    chat.write('');
    void chat.show(fresh).then(() => chat.write(draft));
  };
  const exportAs = (format: 'markdown' | 'json') => conversations.export(conversation, format).catch(toasts.fail);
  return (
    <header className={styles.head}>
      <IconButton
        icon={listShown ? PanelLeftClose : PanelLeftOpen}
        label={listShown ? t('list.hide') : t('list.show')}
        aria-expanded={listShown}
        onClick={onList}
      />
      <h1 className={styles.title} title={detail?.title}>
        <bdi>{conversation === fresh ? t('newChat') : detail?.title || t('untitled')}</bdi>
      </h1>
      {bot !== null && (
        <Select
          label={t('bot.choose')}
          value={bot}
          options={bots.map((one) => ({ value: one.id, label: nameOf(one) }))}
          onChange={toBot}
        />
      )}
      {bot !== null && (
        <>
          <IconButton
            icon={Columns2}
            label={t('compare.label')}
            aria-pressed={other !== null}
            className={other === null ? undefined : styles.on}
            onClick={() => compare.choose(other === null ? { kind: 'base' } : null)}
          />
          <IconButton icon={Settings2} label={t('bot.settings')} onClick={() => setSettings(true)} />
        </>
      )}
      {detail !== undefined && (
        <Menu
          trigger={<IconButton icon={Ellipsis} label={t('menu.label', { title: detail.title })} />}
          items={[
            { label: t('newChat'), icon: SquarePen, run: () => navigation.go('chats', 'new', { bot: detail.bot }) },
            { label: t('menu.rename'), icon: Pencil, run: () => onDialog({ kind: 'rename', conversation: detail }) },
            { label: t('menu.markdown'), icon: FileText, run: () => void exportAs('markdown') },
            { label: t('menu.json'), icon: FileJson, run: () => void exportAs('json') },
            {
              label: t('menu.remove'),
              icon: Trash2,
              danger: true,
              separated: true,
              run: () => onDialog({ kind: 'remove', conversation: detail }),
            },
          ]}
        />
      )}
      {settings && bot !== null && <BotSettingsDialog bot={bot} onClose={() => setSettings(false)} />}
    </header>
  );
}
