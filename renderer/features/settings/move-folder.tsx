import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Progress } from '../../components/progress.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import type { AboutHome, MovedFolder } from './about-home.ts';

/** Moves the data folder or the models folder, showing how far it is; it can be stopped until it is done. */
export function MoveFolder({ about, what }: { readonly about: AboutHome; readonly what: MovedFolder }) {
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
      await about.move(what, to.trim());
      toasts.show({ tone: 'good', text: t(`move.${what}.done`) });
      setOpen(false);
    } catch (reason) {
      setError(reason);
    }
  };
  const progress = move?.progress ?? null;
  return (
    <>
      <Button size="s" onClick={() => setOpen(true)}>
        {t(`move.${what}.title`)}
      </Button>
      <Dialog
        open={open}
        onClose={() => (move === null ? setOpen(false) : move.abort.abort())}
        title={t(`move.${what}.title`)}
        description={t(`move.${what}.detail`)}
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
            <Progress
              label={t(`move.${what}.progress`)}
              value={progress === null ? null : progress.done / progress.total}
            />
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
