import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function BenchmarksPage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.benchmarks')}>{null}</Page>;
}
