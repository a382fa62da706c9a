import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function ModelsPage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.models')}>{null}</Page>;
}
