import { BookOpen, Bot, CookingPot, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { type FamilyNode, familyOf } from './family.ts';
import styles from './skills.module.css';
import { useSkills } from './use-skills.ts';

const icons = { manual: BookOpen, skill: Sparkles, soup: CookingPot, bot: Bot } as const;

/** What each thing was made from: nested lists, which a screen reader tells as such. */
export function FamilyTree() {
  const { t } = useTranslation('skills');
  const { list, soups, bots, manuals } = useStore(useSkills());
  return (
    <div className={styles.family}>
      <p className={styles.quiet}>{t('familyDetail')}</p>
      <Branch nodes={familyOf(list ?? [], soups, bots, manuals)} />
    </div>
  );
}

function Branch({ nodes }: { readonly nodes: readonly FamilyNode[] }) {
  return (
    <ul className={styles.branch}>
      {nodes.map((node) => (
        <li key={node.id}>
          <Leaf node={node} />
          {node.children.length > 0 && <Branch nodes={node.children} />}
        </li>
      ))}
    </ul>
  );
}

function Leaf({ node }: { readonly node: FamilyNode }) {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const Icon = icons[node.kind];
  const detail =
    node.skill !== undefined
      ? t('leaf.skill', { kind: t(`kind.${node.skill.kind}`), rank: node.skill.rank })
      : node.soup !== undefined
        ? t('leaf.soup', { shares: node.soup.skills.map(({ mean }) => format.number(mean, 2)).join(' : ') })
        : t(`leaf.${node.kind === 'bot' ? 'bot' : 'manual'}`);
  return (
    <span className={styles.leaf}>
      <Icon size={16} aria-hidden />
      <a href={hrefOf(node)}>{node.name}</a>
      <span className={styles.quiet}>{detail}</span>
    </span>
  );
}

function hrefOf({ kind, id }: FamilyNode): string {
  switch (kind) {
    case 'manual':
      return hashOf('manuals', id);
    case 'skill':
      return hashOf('skills', id);
    case 'soup':
      return hashOf('skills', 'soup', id);
    case 'bot':
      return hashOf('chats', 'new', { bot: id });
  }
}
