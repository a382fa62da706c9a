import { useTranslation } from 'react-i18next';
import type { BotSummary } from '../api.ts';

/** A bot's name where one is chosen from several: those that do not stand for their manual say so. */
export function useBotName(): (bot: BotSummary) => string {
  const { t } = useTranslation();
  return ({ name, standing }) => (standing === 'current' ? name : t(`standing.option.${standing}`, { name }));
}
