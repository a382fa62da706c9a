import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function ActivityPage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.activity')}>{null}</Page>;
}
