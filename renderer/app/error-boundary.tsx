import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { Page } from '../components/page.tsx';

/** A defect of one page does not take the window with it. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: Error | null }> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === null ? (
      this.props.children
    ) : (
      <Broken error={error} onAgain={() => this.setState({ error: null })} />
    );
  }
}

function Broken({ error, onAgain }: { readonly error: Error; readonly onAgain: () => void }) {
  const { t } = useTranslation('app');
  return (
    <Page title={t('broken')}>
      <Notice tone="bad" title={error.message} actions={<Button onClick={onAgain}>{t('openAgain')}</Button>}>
        {t('brokenHint')}
      </Notice>
    </Page>
  );
}
