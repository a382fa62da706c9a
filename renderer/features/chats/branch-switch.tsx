import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { IconButton } from '../../components/button.tsx';
import styles from './branch-switch.module.css';
import type { Placed } from './message-tree.ts';
import { useChat } from './use-chats.ts';

/** Goes between what was asked or answered at the same place. Nothing where there is one alone. */
export function BranchSwitch({ placed: { message, siblings } }: { readonly placed: Placed }) {
  const { t } = useTranslation('chats');
  const chat = useChat();
  const busy = useStore(chat, ({ runs, open }) => runs.get(open)?.error === null);
  if (siblings.length < 2) return null;
  const at = siblings.indexOf(message.id);
  const go = (to: number) => chat.choose(message.parent, siblings[to]!);
  return (
    // biome-ignore lint/a11y/useSemanticElements: no form field is in it
    <span className={styles.switch} role="group" aria-label={t(`branch.${message.role}`)}>
      <IconButton
        icon={ChevronLeft}
        size="s"
        label={t('branch.previous')}
        disabled={busy || at === 0}
        onClick={() => go(at - 1)}
      />
      <span className={styles.place}>{t('branch.place', { at: at + 1, of: siblings.length })}</span>
      <IconButton
        icon={ChevronRight}
        size="s"
        label={t('branch.next')}
        disabled={busy || at === siblings.length - 1}
        onClick={() => go(at + 1)}
      />
    </span>
  );
}
