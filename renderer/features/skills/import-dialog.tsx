import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { useApp } from '../../state/use-app.ts';
import { DataField } from './data-field.tsx';
import { type DroppedFolder, droppedFolder } from './dropped-folder.ts';
import styles from './skills.module.css';
import { useSkills } from './use-skills.ts';

/** A PEFT folder: dropped, chosen, or named by its path. What can't be blended is refused with the reason. */
export function ImportDialog({
  dropped = null,
  onClose,
}: {
  /** The folder that it was opened with. */
  readonly dropped?: Promise<DroppedFolder> | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('skills');
  const { files, toasts, navigation } = useApp();
  const skills = useSkills();
  const [folder, setFolder] = useState('');
  const [name, setName] = useState('');
  const [data, setData] = useState('');
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  const take = (coming: Promise<DroppedFolder>) =>
    run(async () => {
      const { name: found, files: inside } = await coming;
      const [first] = inside;
      if (first === undefined) return;
      setFolder(files.native ? (await files.pathOf(first)).replace(/[\\/][^\\/]*$/, '') : await files.folderOf(inside));
      setName((typed) => (typed === '' ? found : typed));
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: taken once, when the dialog opens with it
  useEffect(() => {
    if (dropped !== null) void take(dropped);
  }, [dropped]);
  const importIt = () =>
    run(async () => {
      const skill = await skills.importFolder({
        folder: folder.trim(),
        ...(data.trim() === '' ? {} : { data: data.trim() }),
        ...(name.trim() === '' ? {} : { name: name.trim() }),
      });
      toasts.show({ tone: 'good', text: t('import.done', { name: skill.name }) });
      onClose();
      navigation.go('skills', skill.id);
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('import.title')}
      description={t('import.detail')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" busy={busy} disabled={folder.trim() === ''} onClick={() => void importIt()}>
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
          void take(droppedFolder(event.dataTransfer));
        }}
      >
        {t('import.drop')}
      </div>
      <Field label={t('import.folder')} hint={t('import.folderHint')}>
        {(control) => <TextInput {...control} value={folder} onChange={(event) => setFolder(event.target.value)} />}
      </Field>
      {files.native && (
        <div>
          <Button size="s" onClick={() => void files.pickFolder().then((picked) => setFolder(picked ?? folder))}>
            {t('import.pick')}
          </Button>
        </div>
      )}
      <Field label={t('name')} hint={t('import.nameHint')}>
        {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <DataField label={t('import.data')} hint={t('import.dataHint')} path={data} onPath={setData} />
      {error !== null && <ErrorNotice error={error} />}
    </Dialog>
  );
}
