import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Spinner } from '../components/progress.tsx';
import { useHome } from '../state/use-app.ts';
import styles from './connection-banner.module.css';

/** Shown while the host does not answer; after a few attempts with what to do. */
export function ConnectionBanner() {
  const connection = useHome((state) => state.connection);
  if (connection.kind === 'open') return null;
  return <Banner kind={connection.kind} attempts={connection.kind === 'reconnecting' ? connection.attempts : 0} />;
}

function Banner({ kind, attempts }: { readonly kind: 'connecting' | 'reconnecting'; readonly attempts: number }) {
  const { t } = useTranslation('app');
  const anew = useStartedAnew(attempts);
  return (
    <div className={styles.banner} data-connection={kind}>
      <Spinner label={t(`connection.${kind}`)} />
      {anew ? <span>{t('connection.anew')}</span> : attempts >= 4 && <span>{t('connection.hint')}</span>}
    </div>
  );
}

/** Whether a host answers that does not know this page: it was started anew, and lets in who opens its new address. */
function useStartedAnew(attempts: number): boolean {
  const [anew, setAnew] = useState(false);
  useEffect(() => {
    if (attempts < 2 || window.stockpot !== undefined) return;
    let current = true;
    fetch('/', { cache: 'no-store' }).then(
      ({ status }) => current && setAnew(status === 401 || status === 403),
      () => current && setAnew(false),
    );
    return () => {
      current = false;
    };
  }, [attempts]);
  return anew;
}
