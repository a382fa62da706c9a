import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog, Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
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
  if (dialog.kind === 'rename') return <RenameDialog key={id} conversation={dialog.conversation} onClose={onClose} />;
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

function RenameDialog({
  conversation,
  onClose,
}: {
  readonly conversation: ConversationSummary;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('chats');
  const { t: common } = useTranslation();
  const { toasts } = useApp();
  const chat = useChat();
  const conversations = useConversations();
  const [title, setTitle] = useState(conversation.title);
  const save = async () => {
    try {
      await conversations.rename(conversation.id, title.trim());
      if (chat.getState().open === conversation.id) await chat.show(conversation.id);
      onClose();
    } catch (error) {
      toasts.fail(error);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('rename.title')}
      actions={
        <>
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button tone="primary" disabled={title.trim() === ''} onClick={() => void save()}>
            {common('save')}
          </Button>
        </>
      }
    >
      <Field label={t('rename.field')}>
        {(control) => (
          <TextInput
            {...control}
            value={title}
            maxLength={200}
            onChange={(event) => setTitle(event.target.value)}
            onFocus={(event) => event.target.select()}
            onKeyDown={(event) => event.key === 'Enter' && title.trim() !== '' && void save()}
          />
        )}
      </Field>
    </Dialog>
  );
}
