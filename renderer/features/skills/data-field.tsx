import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Field, TextInput } from '../../components/field.tsx';
import { useApp } from '../../state/use-app.ts';

/** A file of instructions, chosen or named by its path. */
export function DataField({
  label,
  hint,
  path,
  onPath,
}: {
  readonly label: string;
  readonly hint: string;
  readonly path: string;
  readonly onPath: (path: string) => void;
}) {
  const { t } = useTranslation('skills');
  const { files, toasts } = useApp();
  const [busy, setBusy] = useState(false);
  const pick = async () => {
    const [file] = await files.pick('data', false);
    if (file === undefined) return;
    setBusy(true);
    await file.path().then(onPath, toasts.fail);
    setBusy(false);
  };
  return (
    <>
      <Field label={label} hint={hint}>
        {(control) => <TextInput {...control} value={path} onChange={(event) => onPath(event.target.value)} />}
      </Field>
      <div>
        <Button size="s" busy={busy} onClick={() => void pick()}>
          {t('data.pick')}
        </Button>
      </div>
    </>
  );
}
