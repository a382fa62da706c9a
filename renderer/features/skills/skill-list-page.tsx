import { Blend, GraduationCap, Sparkles, Upload } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SkillSummary } from '../../api.ts';
import { Button } from '../../components/button.tsx';
import { Badge, EmptyState, ErrorNotice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Spinner } from '../../components/progress.tsx';
import { Table } from '../../components/table.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useChoiceNames } from '../../i18n/choice-names.ts';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { useApp, useRoute } from '../../state/use-app.ts';
import { BlendDialog } from './blend-dialog.tsx';
import { type DroppedFolder, useFolderDrop } from './dropped-folder.ts';
import { FamilyTree } from './family-tree.tsx';
import { ImportDialog } from './import-dialog.tsx';
import styles from './skills.module.css';
import { TrainDialog } from './train-dialog.tsx';
import { TrainingJobs } from './training-jobs.tsx';
import { useSkills } from './use-skills.ts';

export function SkillListPage() {
  const { t } = useTranslation('skills');
  const { navigation } = useApp();
  const { query } = useRoute();
  const skills = useSkills();
  const { list, soups, error } = useStore(skills);
  const [opened, setOpened] = useState<'blend' | 'import' | 'train' | null>(null);
  const [dropped, setDropped] = useState<Promise<DroppedFolder> | null>(null);
  // A link may lead to training a skill of a base model: `#/skills?train=MODEL`.
  const open = opened ?? (query.train === undefined ? null : 'train');
  const close = () => {
    setOpened(null);
    setDropped(null);
    if (query.train !== undefined) navigation.replace('skills');
  };
  useFolderDrop(open === null, (folder) => {
    setDropped(folder);
    setOpened('import');
  });
  const tab = ['family', 'soups'].includes(query.tab ?? '') ? query.tab! : 'table';
  return (
    <Page
      title={t('title')}
      detail={t('detail')}
      width="wide"
      actions={
        <>
          <Button icon={GraduationCap} onClick={() => setOpened('train')}>
            {t('train.title')}
          </Button>
          <Button icon={Upload} onClick={() => setOpened('import')}>
            {t('import.title')}
          </Button>
          <Button tone="primary" icon={Blend} disabled={(list?.length ?? 0) < 2} onClick={() => setOpened('blend')}>
            {t('blend.title')}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void skills.load()} />}
      <TrainingJobs />
      {list === null && error === null && <Spinner label={t('loading')} />}
      {list?.length === 0 && (
        <EmptyState icon={Sparkles} title={t('none')}>
          {t('noneHint')}
        </EmptyState>
      )}
      {list !== null && list.length > 0 && (
        <Tabs
          label={t('title')}
          value={tab}
          onChange={(next) => navigation.replace('skills', { tab: next })}
          tabs={[
            { value: 'table', label: t('table'), content: <SkillTable list={list} /> },
            { value: 'family', label: t('family'), content: <FamilyTree /> },
            {
              value: 'soups',
              label: t('soups'),
              content: soups.length === 0 ? <p className={styles.quiet}>{t('noSoups')}</p> : <SoupTable />,
            },
          ]}
        />
      )}
      {open === 'train' && <TrainDialog model={query.train ?? ''} onClose={close} />}
      {open === 'import' && <ImportDialog dropped={dropped} onClose={close} />}
      {open === 'blend' && list !== null && <BlendDialog list={list} onClose={close} />}
    </Page>
  );
}

function SkillTable({ list }: { readonly list: readonly SkillSummary[] }) {
  const { t } = useTranslation('skills');
  const format = useFormat();
  return (
    <Table
      caption={t('title')}
      rows={list}
      rowKey={({ id }) => id}
      columns={[
        { id: 'name', title: t('name'), cell: ({ id, name }) => <a href={hashOf('skills', id)}>{name}</a> },
        { id: 'kind', title: t('kindTitle'), cell: ({ kind }) => <Badge>{t(`kind.${kind}`)}</Badge> },
        { id: 'model', title: t('model'), cell: ({ model }) => model },
        { id: 'rank', title: t('rank'), number: true, cell: ({ rank }) => rank },
        { id: 'tags', title: t('tags'), cell: ({ tags }) => tags.map((tag) => <Badge key={tag}>{tag}</Badge>) },
        { id: 'made', title: t('made'), cell: ({ createdAt }) => format.date(createdAt) },
      ]}
    />
  );
}

function SoupTable() {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const choiceOf = useChoiceNames();
  const { soups, bots } = useStore(useSkills());
  const nameOf = (bot: string) => bots.find(({ id }) => id === bot)?.name ?? bot;
  return (
    <Table
      caption={t('soups')}
      rows={soups}
      rowKey={({ id }) => id}
      columns={[
        {
          id: 'skills',
          title: t('blended'),
          cell: ({ id, skills }) => (
            <a href={hashOf('skills', 'soup', id)}>
              {skills.map(({ name, mean }) => `${format.number(mean, 2)} ${name}`).join(' + ')}
            </a>
          ),
        },
        { id: 'method', title: t('method'), cell: ({ method }) => choiceOf('soup.method', method) },
        { id: 'bots', title: t('bots'), cell: ({ bots: of }) => of.map(nameOf).join(', ') },
        { id: 'made', title: t('made'), cell: ({ createdAt }) => format.date(createdAt) },
      ]}
    />
  );
}
