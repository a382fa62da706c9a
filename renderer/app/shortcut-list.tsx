import { useTranslation } from 'react-i18next';
import { Dialog } from '../components/dialog.tsx';
import { Kbd } from '../components/kbd.tsx';
import { shortcutKeys } from './keys.ts';
import styles from './shortcut-list.module.css';

export function ShortcutList({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('app');
  const rows = [
    ['search', shortcutKeys.search],
    ['newChat', shortcutKeys.newChat],
    ['sidebar', shortcutKeys.sidebar],
    ['settings', shortcutKeys.settings],
    ['shortcuts', shortcutKeys.shortcuts],
    ['stop', 'Esc'],
    ['rename', 'F2'],
    ['remove', 'Delete'],
  ] as const;
  return (
    <Dialog open={open} onClose={onClose} title={t('shortcuts')}>
      <dl className={styles.list}>
        {rows.map(([name, keys]) => (
          <div key={name}>
            <dt>{t(`shortcut.${name}`)}</dt>
            <dd>
              <Kbd keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.more}>{t('shortcutReview')}</p>
      <p className={styles.more}>{t('shortcutSamples')}</p>
    </Dialog>
  );
}
