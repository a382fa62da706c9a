import { CircleCheck, Info, OctagonAlert, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useErrorWords } from '../i18n/error-words.ts';
import type { Toast, Toasts } from '../state/toasts.ts';
import { Button, IconButton } from './button.tsx';
import { HostDetail } from './host-words.tsx';
import styles from './toast-region.module.css';
import { useClearOfFocus } from './use-clear-of-focus.ts';

const icons = { plain: Info, good: CircleCheck, bad: OctagonAlert } as const;

/** Short messages at the window's foot, clear of the focus. Good news goes by itself unless it is looked at; what failed stays until it is dismissed. */
export function ToastRegion({ toasts }: { readonly toasts: Toasts }) {
  const { t } = useTranslation('app');
  const shown = useStore(toasts, (state) => state.toasts);
  const region = useRef<HTMLElement>(null);
  const bottom = useClearOfFocus(region, shown);
  return (
    <section
      ref={region}
      className={styles.region}
      data-messages
      style={{ bottom }}
      aria-label={t('messages')}
      aria-live="polite"
      aria-atomic="false"
    >
      {shown.map((toast) => (
        <ToastLine key={toast.id} toast={toast} onDismiss={() => toasts.dismiss(toast.id)} />
      ))}
    </section>
  );
}

function ToastLine({ toast, onDismiss }: { readonly toast: Toast; readonly onDismiss: () => void }) {
  const { t } = useTranslation('app');
  const wordsOf = useErrorWords();
  const Icon = icons[toast.tone];
  const failed = toast.error === undefined ? undefined : wordsOf(toast.error);
  const hint = failed === undefined ? toast.hint : failed.advice;
  const [held, setHeld] = useState(false);
  const stays = held || toast.tone === 'bad' || toast.action !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time counts from when it was shown, or left
  useEffect(() => {
    if (stays) return;
    const timer = setTimeout(onDismiss, 6000);
    return () => clearTimeout(timer);
  }, [toast.id, stays]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it; it stays while it is looked at
    <div
      className={styles.toast}
      data-tone={toast.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon size={18} aria-hidden />
      <div className={styles.words}>
        <p>{failed?.title ?? toast.text}</p>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
        {failed?.detail !== undefined && <HostDetail>{failed.detail}</HostDetail>}
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
