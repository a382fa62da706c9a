import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function SkillsPage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.skills')}>{null}</Page>;
}
