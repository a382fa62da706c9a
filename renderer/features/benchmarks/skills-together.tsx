import { useTranslation } from 'react-i18next';
import type { SkillCell, SkillTable } from '../../api.ts';
import { Badge } from '../../components/notice.tsx';
import { Table } from '../../components/table.tsx';
import { useFormat } from '../../i18n/format.ts';
import styles from './benchmarks.module.css';

const cells = ['neither', 'first', 'second', 'both'] as const;

/** What two skills solve alone and together, and whether together is more than the sum. */
export function SkillsTogether({ skills }: { readonly skills: SkillTable }) {
  const { t } = useTranslation('benchmarks');
  const format = useFormat();
  const improvement = ({ improvement: over }: SkillCell) => (over === null ? '–' : format.percent(over, 1));
  return (
    <>
      <Table
        caption={t('together.title')}
        rows={cells.map((name) => ({ name, cell: skills[name], system: skills.systems[name] }))}
        rowKey={({ name }) => name}
        columns={[
          { id: 'name', title: t('together.skills'), cell: ({ name }) => t(`together.cells.${name}`) },
          { id: 'system', title: t('system'), cell: ({ system }) => system },
          { id: 'solved', title: t('together.solved'), number: true, cell: ({ cell }) => format.percent(cell.mean, 1) },
          { id: 'over', title: t('together.improvement'), number: true, cell: ({ cell }) => improvement(cell) },
        ]}
      />
      <p className={styles.quiet}>
        {t('together.sum', {
          count: skills.n,
          sum: skills.sumOfParts === null ? '–' : format.percent(skills.sumOfParts, 1),
          alone: format.percent(skills.solvedByBothAlone, 1),
        })}{' '}
        {skills.superLinear !== null && (
          <Badge tone={skills.superLinear ? 'good' : 'plain'}>
            {t(skills.superLinear ? 'together.more' : 'together.less')}
          </Badge>
        )}
      </p>
    </>
  );
}
