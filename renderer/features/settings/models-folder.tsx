import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Facts } from '../../components/page.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import type { AboutHome } from './about-home.ts';

/** Where models lie, and moving them elsewhere. */
export function ModelsFolder({ about, folder }: { readonly about: AboutHome; readonly folder: string }) {
  const { t } = useTranslation('settings');
  const { toasts, files } = useApp();
  const { move } = useStore(about);
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const [to, setTo] = useState('');
  const [error, setError] = useState<unknown>(null);
  const start = async () => {
    setError(null);
    try {
      await about.moveModels(to.trim());
      toasts.show({ tone: 'good', text: t('move.done') });
      setOpen(false);
    } catch (reason) {
      setError(reason);
    }
  };
  const progress = move?.progress ?? null;
  return (
    <>
      <Facts items={[[t('folder.models'), <code key="models">{folder}</code>]]} />
      <Button size="s" onClick={() => setOpen(true)}>
        {t('move.title')}
      </Button>
      <Dialog
        open={open}
        onClose={() => (move === null ? setOpen(false) : move.abort.abort())}
        title={t('move.title')}
        description={t('move.detail')}
        actions={
          move === null ? (
            <>
              <Button onClick={() => setOpen(false)}>{t('move.close')}</Button>
              <Button tone="primary" disabled={to.trim() === ''} onClick={() => void start()}>
                {t('move.start')}
              </Button>
            </>
          ) : (
            <Button onClick={() => move.abort.abort()}>{t('move.stop')}</Button>
          )
        }
      >
        <Field label={t('move.to')} hint={t('move.toHint')}>
          {(control) => (
            <TextInput
              {...control}
              value={to}
              disabled={move !== null}
              onChange={(event) => setTo(event.target.value)}
            />
          )}
        </Field>
        {files.native && (
          <Button size="s" onClick={() => void files.pickFolder().then((picked) => setTo(picked ?? to))}>
            {t('move.pick')}
          </Button>
        )}
        {move !== null && (
          <>
            <Progress label={t('move.progress')} value={progress === null ? null : progress.done / progress.total} />
            {progress !== null && (
              <p>{t('move.of', { done: format.bytes(progress.done), total: format.bytes(progress.total) })}</p>
            )}
          </>
        )}
        {error !== null && <ErrorNotice error={error} />}
      </Dialog>
    </>
  );
}
