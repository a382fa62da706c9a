import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function WelcomePage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.welcome')}>{null}</Page>;
}
