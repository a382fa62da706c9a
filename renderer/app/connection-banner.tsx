import { useTranslation } from 'react-i18next';
import { Spinner } from '../components/progress.tsx';
import { useHome } from '../state/use-app.ts';
import styles from './connection-banner.module.css';

/** Shown while the host does not answer; after a few attempts with what to do. */
export function ConnectionBanner() {
  const { t } = useTranslation('app');
  const connection = useHome((state) => state.connection);
  if (connection.kind === 'open') return null;
  const attempts = connection.kind === 'reconnecting' ? connection.attempts : 0;
  return (
    <div className={styles.banner} data-connection={connection.kind}>
      <Spinner label={t(`connection.${connection.kind}`)} />
      {attempts >= 4 && <span>{t('connection.hint')}</span>}
    </div>
  );
}
