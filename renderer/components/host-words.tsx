import { useTranslation } from 'react-i18next';
import type { ErrorWords } from '../i18n/error-words.ts';
import styles from './host-words.module.css';

/** What the host said in its own words, beneath those of the window: English, and quiet. */
export function HostDetail({ children }: { readonly children: string }) {
  const { t } = useTranslation('errors');
  return (
    <p className={styles.detail}>
      {t('details')} <span lang="en">{children}</span>
    </p>
  );
}

/** All that is said of a failure, where there is no room for a notice. */
export function ErrorLines({ words: { title, advice, detail } }: { readonly words: ErrorWords }) {
  return (
    <>
      <span>
        {title} {advice}
      </span>
      {detail !== undefined && <HostDetail>{detail}</HostDetail>}
    </>
  );
}

/** A remark of the host by its code: in English as the host says it, with its values; else in the window's words, and the host's beneath. */
export function HostRemark({ own, said }: { readonly own: string | undefined; readonly said: string }) {
  const { i18n } = useTranslation();
  if (own === undefined || i18n.language === 'en') return said;
  return (
    <>
      {own}
      <HostDetail>{said}</HostDetail>
    </>
  );
}
