import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';
import { classes } from './classes.ts';
import styles from './overlay.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** `full`: as wide as the window, for what is read side by side. */
  readonly wide?: boolean | 'full';
  readonly children?: ReactNode;
  /** Its buttons, the one that goes on last. */
  readonly actions?: ReactNode;
}

/** Holds the focus until it is closed, by its buttons or Esc; the focus then goes back to where it was. */
export function Dialog({ open, onClose, title, description, wide, children, actions }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.shade} />
        <Radix.Content
          className={classes(styles.dialog, wide === 'full' ? styles.full : wide && styles.wide)}
          // A message at the window's edge can be dismissed without losing what is written here.
          onInteractOutside={(event) => (event.target as Element).closest('[data-messages]') && event.preventDefault()}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <header className={styles.dialogHead}>
            <div>
              <Radix.Title>{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description asChild>
                  <div className={styles.dialogDescription}>{description}</div>
                </Radix.Description>
              )}
            </div>
            <IconButton icon={X} label={t('close')} size="s" tip={false} onClick={onClose} />
          </header>
          {children !== undefined && <div className={styles.dialogBody}>{children}</div>}
          {actions !== undefined && <footer className={styles.dialogFoot}>{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface ConfirmProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  /** What pressing does: a verb, not "OK". */
  readonly action: string;
  readonly danger?: boolean;
  /** May give a promise. */
  readonly onConfirm: () => unknown;
  readonly children?: ReactNode;
}

/** Asks before something that can't be taken back. Closes when the action is done; stays when it fails (the caller says so). */
export function ConfirmDialog({
  open,
  onClose,
  title,
  description,
  action,
  danger,
  onConfirm,
  children,
}: ConfirmProps) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      {...(description === undefined ? {} : { description })}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button tone={danger ? 'danger' : 'primary'} busy={busy} onClick={() => void confirm()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
