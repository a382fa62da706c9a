import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/page.tsx';
import { useApp } from '../../state/use-app.ts';
import type { AboutHome } from './about-home.ts';
import styles from './settings.module.css';

export interface PreviousFolderProps {
  readonly about: AboutHome;
  readonly home: string;
  readonly previous: string;
}

/** What a move left in the old data folder: to go back to, or to delete. */
export function PreviousFolder({ about, home, previous }: PreviousFolderProps) {
  const { t } = useTranslation('settings');
  const { toasts } = useApp();
  const [asking, setAsking] = useState<'back' | 'remove' | null>(null);
  const moveBack = async () => {
    const left = await about.moveBack();
    toasts.show({ tone: 'good', text: t('previous.back.done', { left }) });
  };
  const remove = async () => {
    await about.removePrevious();
    toasts.show({ tone: 'good', text: t('previous.remove.done') });
  };
  return (
    <>
      <Facts items={[[t('previous.label'), <code key="previous">{previous}</code>]]} />
      <p className={styles.buttons}>
        <Button size="s" onClick={() => setAsking('back')}>
          {t('previous.back.title')}
        </Button>
        <Button size="s" onClick={() => setAsking('remove')}>
          {t('previous.remove.title')}
        </Button>
      </p>
      <ConfirmDialog
        open={asking === 'back'}
        onClose={() => setAsking(null)}
        title={t('previous.back.title')}
        description={t('previous.back.detail', { previous, home })}
        action={t('previous.back.action')}
        onConfirm={() => moveBack().catch(toasts.fail)}
      />
      <ConfirmDialog
        open={asking === 'remove'}
        onClose={() => setAsking(null)}
        title={t('previous.remove.title')}
        description={t('previous.remove.detail', { folder: previous })}
        action={t('previous.remove.action')}
        danger
        onConfirm={() => remove().catch(toasts.fail)}
      />
    </>
  );
}
