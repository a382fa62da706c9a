import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useApp } from '../../state/use-app.ts';
import type { Models } from './models.ts';
import styles from './models-page.module.css';

/** Uses a model that is on disk already, where it lies. */
export function AddModel({
  open,
  onClose,
  models,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly models: Models;
}) {
  const { t } = useTranslation('models');
  const { files, toasts } = useApp();
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = async () => {
    setBusy(true);
    setError(null);
    try {
      const { title } = await models.add(path.trim(), name.trim());
      toasts.show({ tone: 'good', text: t('addForm.added', { title }) });
      setPath('');
      setName('');
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  const pickFolder = async () => setPath((await files.pickFolder()) ?? path);
  const pickFile = async () => {
    const [file] = await files.pick('model', false);
    if (file !== undefined) setPath(await file.path());
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('add')}
      description={t('addForm.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('addForm.cancel')}</Button>
          <Button tone="primary" busy={busy} disabled={path.trim() === ''} onClick={() => void add()}>
            {t('addForm.use')}
          </Button>
        </>
      }
    >
      <Field label={t('addForm.path')} hint={t('addForm.pathHint')}>
        {(control) => <TextInput {...control} value={path} onChange={(event) => setPath(event.target.value)} />}
      </Field>
      {files.native && (
        <div className={styles.buttonRow}>
          <Button size="s" onClick={() => void pickFolder()}>
            {t('addForm.pickFolder')}
          </Button>
          <Button size="s" onClick={() => void pickFile()}>
            {t('addForm.pickFile')}
          </Button>
        </div>
      )}
      <Field label={t('addForm.name')} hint={t('addForm.nameHint')}>
        {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
