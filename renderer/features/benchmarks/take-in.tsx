import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Field, Select } from '../../components/field.tsx';
import type { PickedFile } from '../../state/files.ts';
import { currentManuals } from '../../state/library.ts';
import { useApp } from '../../state/use-app.ts';
import type { Suites } from './suites.ts';

/** Which manual the questions of a picked file ask about, before they are taken in. */
export function TakeIn({
  file,
  suites,
  onClose,
}: {
  readonly file: PickedFile;
  readonly suites: Suites;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('benchmarks');
  const { library, toasts } = useApp();
  const manuals = currentManuals(useStore(library, (state) => state.manuals) ?? []);
  const [manual, setManual] = useState('');
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={t('suites.import')}
      description={t('suites.importFile', { name: file.name })}
      action={t('suites.importStart')}
      onConfirm={async () => {
        try {
          await suites.importFile(await file.path(), manual);
        } catch (error) {
          toasts.fail(error);
        }
      }}
    >
      <Field label={t('suites.importOf')} hint={t('suites.importOfHint')}>
        {(control) => (
          <Select
            {...control}
            value={manual}
            onChange={setManual}
            options={[
              { value: '', label: t('suites.importOfNone') },
              ...manuals.map(({ id, title }) => ({ value: id, label: title })),
            ]}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
