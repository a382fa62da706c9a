import { useTranslation } from 'react-i18next';

/** What a choice of a recipe is called, such as `softmax` of `soup.constraint`; its own name where it has no other. */
export function useChoiceNames(): (path: string, choice: string) => string {
  const { t, i18n } = useTranslation('recipe');
  const named = t as (key: string) => string;
  return (path, choice) =>
    i18n.exists(`recipe:choices.${path}.${choice}`) ? named(`choices.${path}.${choice}`) : choice;
}
