import { useTranslation } from 'react-i18next';
import { useApp } from '../../state/use-app.ts';

/** Puts text on the clipboard and says so. */
export function useCopy(): (text: string) => void {
  const { t } = useTranslation();
  const { toasts } = useApp();
  return (text) => {
    navigator.clipboard.writeText(text).then(() => toasts.show({ tone: 'good', text: t('copied') }), toasts.fail);
  };
}
