import { Ellipsis, FileUp, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManualDetail, ManualSummary } from '../../api.ts';
import { IconButton } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/dialog.tsx';
import { Menu } from '../../components/menu.tsx';
import { Notice } from '../../components/notice.tsx';
import { RenameDialog } from '../../components/rename-dialog.tsx';
import { useApp } from '../../state/use-app.ts';
import styles from './manual-menu.module.css';
import { useImports, useManuals } from './use-manuals.ts';

type Open = { readonly kind: 'rename' } | { readonly kind: 'remove'; readonly detail: ManualDetail } | null;

/** What can be done to a manual, beside reading it and building on it. */
export function ManualMenu({ manual }: { readonly manual: ManualSummary }) {
  const { t } = useTranslation('manuals');
  const { service, files, toasts, navigation } = useApp();
  const imports = useImports();
  const manuals = useManuals();
  const [open, setOpen] = useState<Open>(null);
  const replace = async () => {
    const [file] = await files.pick('manual', false);
    if (file === undefined) return;
    imports.add([file], manual.id);
    navigation.go('manuals');
  };
  const askRemove = async () =>
    setOpen({ kind: 'remove', detail: await service.call('manual.show', { manual: manual.id }) });
  return (
    <>
      <Menu
        trigger={<IconButton icon={Ellipsis} size="s" label={t('menu.label', { title: manual.title })} />}
        items={[
          { label: t('menu.rename'), icon: Pencil, run: () => setOpen({ kind: 'rename' }) },
          { label: t('menu.replace'), icon: FileUp, run: () => void replace().catch(toasts.fail) },
          {
            label: t('menu.remove'),
            icon: Trash2,
            danger: true,
            separated: true,
            run: () => void askRemove().catch(toasts.fail),
          },
        ]}
      />
      {open?.kind === 'rename' && (
        <RenameDialog
          title={t('rename.title')}
          field={t('rename.field')}
          name={manual.title}
          onRename={(title) => manuals.rename(manual.id, title)}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.kind === 'remove' && <RemoveDialog detail={open.detail} onClose={() => setOpen(null)} />}
    </>
  );
}

function RemoveDialog({ detail, onClose }: { readonly detail: ManualDetail; readonly onClose: () => void }) {
  const { t } = useTranslation('manuals');
  const { toasts, navigation } = useApp();
  const manuals = useManuals();
  const { bots, skills } = detail.dependants;
  const remove = async () => {
    try {
      await manuals.remove(detail.id);
      navigation.go('manuals');
    } catch (error) {
      toasts.fail(error);
    }
  };
  return (
    <ConfirmDialog
      open
      danger
      onClose={onClose}
      title={t('remove.title', { title: detail.title })}
      description={bots.length + skills.length === 0 ? t('remove.free') : undefined}
      action={t('remove.action')}
      onConfirm={remove}
    >
      {bots.length + skills.length > 0 && (
        <Notice tone="warn" title={t('remove.with')}>
          <ul className={styles.dependants}>
            {bots.map(({ id, name }) => (
              <li key={id}>{t('remove.bot', { name })}</li>
            ))}
            {skills.map(({ id, name }) => (
              <li key={id}>{t('remove.skill', { name })}</li>
            ))}
          </ul>
        </Notice>
      )}
    </ConfirmDialog>
  );
}
