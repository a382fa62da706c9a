import { BookOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { ErrorNotice } from '../../components/notice.tsx';
import { Spinner } from '../../components/progress.tsx';
import { StandingNotice } from '../../components/standing-notice.tsx';
import { hashOf } from '../../state/navigation.ts';
import styles from './beginning.module.css';
import { useBots } from './use-chats.ts';

/** A chat before its first question: who answers, and from what. */
export function Beginning({ bot }: { readonly bot: string }) {
  const { t } = useTranslation('chats');
  const bots = useBots();
  const detail = useStore(bots, (state) => state.details.get(bot));
  const error = useStore(bots, (state) => state.errors.get(bot));
  if (detail === undefined) {
    return (
      <div className={styles.beginning}>
        {error === undefined ? (
          <Spinner label={t('loading')} />
        ) : (
          <ErrorNotice error={error} onRetry={() => void bots.load(bot)} />
        )}
      </div>
    );
  }
  return (
    <div className={styles.beginning}>
      <h2 className={styles.name}>
        <bdi>{detail.name}</bdi>
      </h2>
      <StandingNotice bot={bot} heldOnly />
      <p className={styles.detail}>
        {detail.manuals.length === 0 ? t('beginning.noManual') : t('beginning.speaksFrom')}
      </p>
      {detail.manuals.length > 0 && (
        <ul className={styles.manuals}>
          {detail.manuals.map(({ id, title }) => (
            <li key={id}>
              <a className={styles.manual} href={hashOf('manuals', id)}>
                <BookOpen size={16} aria-hidden />
                <bdi>{title}</bdi>
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
