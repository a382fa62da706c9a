import { Download, FileCode2, FileText, Printer, Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { Menu } from '../../components/menu.tsx';
import { useApp } from '../../state/use-app.ts';
import { useRuns } from './use-runs.ts';

/** A run as a file for others, or printed. */
export function ExportMenu({ run }: { readonly run: string }) {
  const { t } = useTranslation('benchmarks');
  const { toasts } = useApp();
  const runs = useRuns();
  const save = (format: 'csv' | 'json' | 'markdown' | 'html') => () => void runs.save(run, format).catch(toasts.fail);
  return (
    <Menu
      trigger={<Button icon={Download}>{t('export.title')}</Button>}
      items={[
        { label: t('export.csv'), icon: Table2, run: save('csv') },
        { label: t('export.json'), icon: FileCode2, run: save('json') },
        { label: t('export.markdown'), icon: FileText, run: save('markdown') },
        { label: t('export.html'), icon: FileText, run: save('html') },
        {
          label: t('export.print'),
          icon: Printer,
          separated: true,
          run: () => void runs.print(run).catch(toasts.fail),
        },
      ]}
    />
  );
}
