import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';

export function ChatsPage() {
  const { t } = useTranslation('app');
  return <Page title={t('nav.chats')}>{null}</Page>;
}
