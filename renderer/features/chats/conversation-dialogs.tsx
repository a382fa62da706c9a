import { useTranslation } from 'react-i18next';
import type { ConversationSummary } from '../../api.ts';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { useApp } from '../../state/use-app.ts';
import { useChat, useConversations } from './use-chats.ts';

export interface DialogOf {
  readonly kind: 'rename' | 'remove';
  readonly conversation: ConversationSummary;
}

/** What is asked before a conversation gets another title, or goes. */
export function ConversationDialogs({
  dialog,
  open,
  onClose,
}: {
  readonly dialog: DialogOf | null;
  /** The conversation on show. */
  readonly open: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('chats');
  const { navigation, toasts } = useApp();
  const conversations = useConversations();
  const chat = useChat();
  if (dialog === null) return null;
  const { id, title, bot } = dialog.conversation;
  if (dialog.kind === 'rename') {
    return (
      <RenameDialog
        key={id}
        title={t('rename.title')}
        field={t('rename.field')}
        name={title}
        onRename={async (name) => {
          await conversations.rename(id, name);
          if (chat.getState().open === id) await chat.show(id);
        }}
        onClose={onClose}
      />
    );
  }
  const remove = async () => {
    try {
      await conversations.remove(id);
      chat.forget(id);
      if (open === id) navigation.replace('chats', 'new', { bot });
    } catch (error) {
      toasts.fail(error);
    }
  };
  return (
    <ConfirmDialog
      open
      danger
      onClose={onClose}
      title={t('remove.title', { title })}
      description={t('remove.detail')}
      action={t('remove.action')}
      onConfirm={remove}
    />
  );
}
