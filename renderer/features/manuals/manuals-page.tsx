import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function ManualsPage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.manuals')}>{null}</Page>;
}
