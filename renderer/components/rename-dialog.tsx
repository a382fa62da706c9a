import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorShape } from '../api.ts';
import { useErrorWords } from '../i18n/error-words.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, TextInput } from './field.tsx';
import { ErrorLines } from './host-words.tsx';

export interface RenameDialogProps {
  readonly title: string;
  /** What its name is called. */
  readonly field: string;
  readonly name: string;
  readonly onRename: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

/** Asks for another name; stays when it can't be had, and says why. */
export function RenameDialog({ title, field, name, onRename, onClose }: RenameDialogProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name);
  const [error, setError] = useState<unknown>(null);
  const wordsOf = useErrorWords();
  const shape = error === null ? null : errorShape(error);
  const save = () => {
    if (typed.trim() !== '') onRename(typed.trim()).then(onClose, setError);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone="primary" disabled={typed.trim() === ''} onClick={save}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Field label={field} error={shape === null ? undefined : <ErrorLines words={wordsOf(shape)} />}>
        {(control) => (
          <TextInput
            {...control}
            value={typed}
            maxLength={200}
            onChange={(event) => setTyped(event.target.value)}
            onFocus={(event) => event.target.select()}
            onKeyDown={(event) => event.key === 'Enter' && save()}
          />
        )}
      </Field>
    </Dialog>
  );
}
