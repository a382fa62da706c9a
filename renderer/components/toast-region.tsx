import { CircleCheck, Info, OctagonAlert, X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Toast, Toasts } from '../state/toasts.ts';
import { Button, IconButton } from './button.tsx';
import styles from './toast-region.module.css';

const icons = { plain: Info, good: CircleCheck, bad: OctagonAlert } as const;

/** Short messages at the window's foot. Good news goes by itself; what failed stays until it is dismissed. */
export function ToastRegion({ toasts }: { readonly toasts: Toasts }) {
  const { t } = useTranslation('app');
  const shown = useStore(toasts, (state) => state.toasts);
  return (
    <section className={styles.region} aria-label={t('messages')} aria-live="polite" aria-atomic="false">
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} onDismiss={() => toasts.dismiss(toast.id)} />
      ))}
    </section>
  );
}

function ToastLine({ toast, onDismiss }: { readonly toast: Toast; readonly onDismiss: () => void }) {
  const { t } = useTranslation('app');
  const Icon = icons[toast.tone];
  const stays = toast.tone === 'bad' || toast.action !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time counts from when it was shown
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(onDismiss, 6000);
    return () => clearTimeout(timer);
  }, [toast.id, stays]);
  return (
    <div className={styles.toast} data-tone={toast.tone}>
      <Icon size={18} aria-hidden />
      <div className={styles.words}>
        <p>{toast.text}</p>
        {toast.hint !== undefined && <p className={styles.hint}>{toast.hint}</p>}
      </div>
      {toast.action && (
        <Button
          size="s"
          tone="quiet"
          onClick={() => {
            toast.action?.run();
            onDismiss();
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <IconButton icon={X} size="s" label={t('dismiss')} onClick={onDismiss} />
    </div>
  );
}
