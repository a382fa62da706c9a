import { BookOpen, Bot, CookingPot, Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useFormat } from '../../i18n/format.ts';
import { hashOf } from '../../state/navigation.ts';
import { type FamilyNode, familyOf } from './family.ts';
import { mainValues, type RecipeValue, soupValues, trainingValues, useRecipeWords } from './recipe-words.ts';
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
  const Icon = icons[node.kind];
  const words = useLeafWords(node);
  return (
    <span className={styles.leaf}>
      <Icon size={16} aria-hidden />
      <a href={hrefOf(node)}>{node.name}</a>
      <span className={styles.quiet}>{words}</span>
    </span>
  );
}

/** What it is, and by which recipe it was made. */
function useLeafWords({ kind, skill, soup, bot }: FamilyNode): string {
  const { t } = useTranslation('skills');
  const format = useFormat();
  const words = useRecipeWords();
  const by = (preset: string | null, values: readonly RecipeValue[]) => {
    const numbers = mainValues(values).map((value) => `${words.label(value[0])} ${words.value(value)}`);
    return numbers.length === 0 ? '' : `${words.preset(preset)}: ${numbers.join(', ')}`;
  };
  const parts = (): readonly string[] => {
    if (skill !== undefined) {
      const values = trainingValues(skill.recipe?.training, skill.kind !== 'manual');
      return [t('leaf.skill', { kind: t(`kind.${skill.kind}`), rank: skill.rank }), by(skill.preset, values)];
    }
    if (soup !== undefined) {
      const shares = soup.skills.map(({ mean }) => format.number(mean, 2)).join(' : ');
      const learned = soup.method === 'cat-learned';
      return [
        t('leaf.soup', { shares }),
        learned ? by(soup.preset, soupValues(soup.recipe?.soup)) : t('leaf.notLearned'),
      ];
    }
    if (kind !== 'bot') return [t('leaf.manual')];
    return [t('leaf.bot'), bot?.preset == null ? '' : words.preset(bot.preset)];
  };
  return parts().filter(Boolean).join(' · ');
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
