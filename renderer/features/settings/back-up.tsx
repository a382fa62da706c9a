import { Archive, ArchiveRestore } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { Card } from '../../components/page.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useApp } from '../../state/use-app.ts';
import type { AboutHome } from './about-home.ts';
import styles from './settings.module.css';

/** Everything but the models in one file; bringing it back never overwrites without a copy. */
export function BackUp({ about }: { readonly about: AboutHome }) {
  const { t } = useTranslation('settings');
  const { files, toasts } = useApp();
  const format = useFormat();
  const [asking, setAsking] = useState<'backUp' | 'restore' | null>(null);
  const backUp = async (path: string) => {
    const kept = await about.backUp(path);
    toasts.show({ tone: 'good', text: t('ask.backUp.done', { path: kept.path, size: format.bytes(kept.bytes) }) });
  };
  const restore = async (path: string) => {
    const previous = await about.restore(path);
    const text = previous === null ? t('ask.restore.done') : t('ask.restore.doneKept', { previous });
    toasts.show({ tone: 'good', text });
  };
  const begin = async () => {
    if (!files.native) return setAsking('backUp');
    const path = await files.pickSavePath(`stockpot-${new Date().toISOString().slice(0, 10)}.tar`);
    if (path !== null) await backUp(path);
  };
  return (
    <Card>
      <p className={styles.buttons}>
        <Button icon={Archive} onClick={() => void begin().catch(toasts.fail)}>
          {t('ask.backUp.title')}
        </Button>
        <Button icon={ArchiveRestore} onClick={() => setAsking('restore')}>
          {t('ask.restore.title')}
        </Button>
      </p>
      {asking !== null && (
        <AskPath
          key={asking}
          kind={asking}
          onClose={() => setAsking(null)}
          onPath={asking === 'backUp' ? backUp : restore}
        />
      )}
    </Card>
  );
}

function AskPath({
  kind,
  onClose,
  onPath,
}: {
  readonly kind: 'backUp' | 'restore';
  readonly onClose: () => void;
  readonly onPath: (path: string) => Promise<void>;
}) {
  const { t } = useTranslation('settings');
  const { files } = useApp();
  const [path, setPath] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await onPath(path.trim());
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  const pick = async () => {
    const [file] = await files.pick('backup', false);
    if (file !== undefined) setPath(await file.path());
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`ask.${kind}.title`)}
      description={t(`ask.${kind}.detail`)}
      actions={
        <>
          <Button onClick={onClose}>{t('move.close')}</Button>
          <Button tone="primary" busy={busy} disabled={path.trim() === ''} onClick={() => void go()}>
            {t(`ask.${kind}.action`)}
          </Button>
        </>
      }
    >
      <Field label={t(`ask.${kind}.path`)} hint={t('pathHint')}>
        {(control) => <TextInput {...control} value={path} onChange={(event) => setPath(event.target.value)} />}
      </Field>
      {kind === 'restore' && (
        <Button size="s" onClick={() => void pick().catch(setError)}>
          {t('ask.restore.pick')}
        </Button>
      )}
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
