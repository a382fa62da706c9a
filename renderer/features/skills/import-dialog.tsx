import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './skills.module.css';
import { useSkills } from './use-skills.ts';

/** A PEFT folder: dropped, chosen, or named by its path. What can't be blended is refused with the reason. */
export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('skills');
  const { files, toasts, navigation } = useApp();
  const skills = useSkills();
  const [folder, setFolder] = useState('');
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (path: () => Promise<string | null>) => {
    setBusy(true);
    setError(null);
    try {
      const found = await path();
      if (found === null || found === '') return;
      const skill = await skills.importFolder({ folder: found, ...(name.trim() === '' ? {} : { name: name.trim() }) });
      toasts.show({ tone: 'good', text: t('import.done', { name: skill.name }) });
      onClose();
      navigation.go('skills', skill.id);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('import.title')}
      description={t('import.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            tone="primary"
            busy={busy}
            disabled={folder.trim() === ''}
            onClick={() => void run(async () => folder.trim())}
          >
            {t('import.action')}
          </Button>
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the fields below are the others */}
      <div
        className={styles.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          event.stopPropagation();
          setOver(false);
          const dropped = event.dataTransfer;
          void run(async () => {
            const found = await filesIn(dropped);
            if (!files.native) return files.folderOf(found);
            const first = found[0];
            if (first === undefined) return null;
            const path = await files.pathOf(first);
            return path.replace(/[\\/][^\\/]*$/, '');
          });
        }}
      >
        {t('import.drop')}
      </div>
      <Field label={t('import.folder')} hint={t('import.folderHint')}>
        {(control) => <TextInput {...control} value={folder} onChange={(event) => setFolder(event.target.value)} />}
      </Field>
      {files.native && (
        <Button size="s" onClick={() => void files.pickFolder().then((picked) => setFolder(picked ?? folder))}>
          {t('import.pick')}
        </Button>
      )}
      <Field label={t('name')} hint={t('import.nameHint')}>
        {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}

/** The files of what was dropped: of a folder, those that lie in it. */
async function filesIn(dropped: DataTransfer): Promise<readonly File[]> {
  const entries = [...dropped.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const folder = entries.find((entry) => entry.isDirectory) as FileSystemDirectoryEntry | undefined;
  if (folder === undefined) return [...dropped.files];
  const inside = await new Promise<FileSystemEntry[]>((resolve, reject) =>
    folder.createReader().readEntries(resolve, reject),
  );
  const fileEntries = inside.filter((entry) => entry.isFile) as FileSystemFileEntry[];
  return Promise.all(fileEntries.map((entry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject))));
}
