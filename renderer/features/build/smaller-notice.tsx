import { useTranslation } from 'react-i18next';
import type { RecipeJson } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { madeSmaller, type SmallerNumber } from './smaller-setting.ts';

/** What became smaller than `before`, number by number, and what that costs; nothing where nothing did. */
export function SmallerNotice({ before, recipe }: { readonly before: RecipeJson; readonly recipe: RecipeJson }) {
  const { t } = useTranslation('build');
  const changes = madeSmaller(before, recipe);
  if (changes.length === 0) return null;
  const lower = changes.some(({ path }) => path === 'training.rank');
  const fewer = changes.some(({ path }) => path === 'training.batch' || path === 'soup.batch');
  return (
    <Notice title={t('smaller.chosen')}>
      {changes.map((change) => (
        <p key={change.path}>
          <Change {...change} />
        </p>
      ))}
      {fewer && <p>{t('smaller.fewer')}</p>}
      {lower && <p>{t('smaller.lower')}</p>}
    </Notice>
  );
}

function Change({ path, from, to }: SmallerNumber) {
  const { t } = useTranslation('recipe');
  const format = useFormat();
  const part = path.startsWith('soup.') ? 'soup' : 'training';
  return `${t(`parts.${part}.title`)}: ${t(`fields.${path}.label`)} ${format.number(Number(from))} → ${format.number(Number(to))}`;
}
