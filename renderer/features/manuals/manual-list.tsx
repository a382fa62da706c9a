import { BookOpen, Plus, ScanText, Search, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ManualSummary } from '../../api.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { RadioGroup, TextInput } from '../../components/field.tsx';
import { Popover } from '../../components/menu.tsx';
import { Badge, EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import { currentManuals } from '../../state/library.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useRoute } from '../../state/use-app.ts';
import { FoundList } from './found-list.tsx';
import { ImportList } from './import-list.tsx';
import styles from './manual-list.module.css';
import { ManualMenu } from './manual-menu.tsx';
import { useImports, useManuals } from './use-manuals.ts';

export function ManualList() {
  const { t } = useTranslation('manuals');
  const { library, files, toasts, navigation } = useApp();
  const route = useRoute();
  const imports = useImports();
  const manuals = useManuals();
  const all = useStore(library, (state) => state.manuals);
  const error = useStore(library, (state) => state.error);
  const query = useStore(manuals, (state) => state.query);
  const ocr = useStore(imports, (state) => state.ocr);
  const pick = () => files.pick('manual', true).then(imports.add, toasts.fail);
  const list = all === null ? null : currentManuals(all);
  const empty = list?.length === 0;
  // The native menu's way here; a browser opens a file dialog only for a press on the page itself.
  useEffect(() => {
    if (route.query.add === undefined || !files.native) return;
    navigation.replace('manuals');
    files.pick('manual', true).then(imports.add, toasts.fail);
  }, [route.query.add, files, imports, navigation, toasts]);

  return (
    <Page
      title={t('title')}
      detail={t('detail')}
      width="wide"
      actions={
        <>
          <Popover label={t('ocr.label')} trigger={<IconButton icon={ScanText} label={t('ocr.label')} />}>
            <RadioGroup
              legend={t('ocr.label')}
              value={ocr}
              onChange={imports.setOcr}
              options={(['auto', 'always', 'never'] as const).map((value) => ({
                value,
                label: t(`ocr.${value}`),
                hint: t(`ocr.${value}Hint`),
              }))}
            />
          </Popover>
          <Button tone="primary" icon={Plus} onClick={pick}>
            {t('add')}
          </Button>
        </>
      }
    >
      <ImportList />
      {error !== null && <ErrorNotice error={error} onRetry={library.load} />}
      {list === null && error === null && <Spinner label={t('loading')} />}
      {empty && (
        <EmptyState
          icon={BookOpen}
          title={t('empty.title')}
          action={
            <Button icon={Plus} onClick={pick}>
              {t('add')}
            </Button>
          }
        >
          {t('empty.detail')}
        </EmptyState>
      )}
      {list !== null && !empty && (
        <>
          <div className={styles.search}>
            <Search size={16} aria-hidden />
            <TextInput
              type="search"
              aria-label={t('search.label')}
              placeholder={t('search.label')}
              value={query}
              onChange={(event) => void manuals.search(event.target.value)}
            />
          </div>
          {query.trim() === '' ? <ManualTable list={list} /> : <FoundList manuals={list} />}
        </>
      )}
    </Page>
  );
}

function ManualTable({ list }: { readonly list: readonly ManualSummary[] }) {
  const { t } = useTranslation('manuals');
  const format = useFormat();
  const { library, navigation } = useApp();
  const bots = useStore(library, (state) => state.bots) ?? [];
  const columns: readonly Column<ManualSummary>[] = [
    {
      id: 'title',
      title: t('column.title'),
      cell: ({ id, title, fileName }) => (
        <div className={styles.name}>
          <a href={hashOf('manuals', id)}>{title}</a>
          <span>{fileName}</span>
        </div>
      ),
    },
    { id: 'pages', title: t('column.pages'), number: true, cell: ({ pages }) => format.number(pages) },
    {
      id: 'reading',
      title: t('column.reading'),
      cell: ({ id, warnings }) =>
        warnings.length === 0 ? (
          <span className={styles.quiet}>{t('clean')}</span>
        ) : (
          <a className={styles.warnings} href={hashOf('manuals', id, { show: 'warnings' })}>
            <Badge tone="warn">
              <TriangleAlert size={12} aria-hidden />
              {t('warnings', { count: warnings.length })}
            </Badge>
          </a>
        ),
    },
    {
      id: 'added',
      title: t('column.added'),
      cell: ({ importedAt }) => <span className={styles.quiet}>{format.ago(importedAt)}</span>,
    },
    {
      id: 'actions',
      title: <span className="visually-hidden">{t('column.actions')}</span>,
      cell: (manual) => {
        const bot = bots.find((each) => each.manual === manual.id);
        return (
          <div className={styles.actions}>
            {bot === undefined ? (
              <Button size="s" onClick={() => navigation.go('build', { manual: manual.id })}>
                {t('build')}
              </Button>
            ) : (
              <Button size="s" onClick={() => navigation.go('chats', 'new', { bot: bot.id })}>
                {t('chat')}
              </Button>
            )}
            <ManualMenu manual={manual} />
          </div>
        );
      },
    },
  ];
  return <Table caption={t('title')} columns={columns} rows={list} rowKey={({ id }) => id} />;
}
