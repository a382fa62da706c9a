import type { BotSummary, ManualSummary, SkillSummary, SoupSummary } from '../../api.ts';

export interface FamilyNode {
  readonly id: string;
  readonly kind: 'manual' | 'skill' | 'soup' | 'bot';
  readonly name: string;
  readonly skill?: SkillSummary;
  readonly soup?: SoupSummary;
  readonly bot?: BotSummary;
  /** What was made from it. A soup of several skills stands below each of them. */
  readonly children: readonly FamilyNode[];
}

/** From what each thing was made: manuals, then the skills trained on them, merged skills, soups, and bots over those. */
export function familyOf(
  skills: readonly SkillSummary[],
  soups: readonly SoupSummary[],
  bots: readonly BotSummary[],
  manuals: readonly ManualSummary[],
): readonly FamilyNode[] {
  const botNode = (known: string): FamilyNode => {
    const bot = bots.find(({ id, name }) => id === known || name === known);
    if (bot === undefined) return { id: known, kind: 'bot', name: known, children: [] };
    return { id: bot.id, kind: 'bot', name: bot.name, bot, children: [] };
  };
  const soupNode = (soup: SoupSummary): FamilyNode => ({
    id: soup.id,
    kind: 'soup',
    name: soup.skills.map(({ name }) => name).join(' + '),
    soup,
    children: soup.bots.map(botNode),
  });
  const skillNode = (skill: SkillSummary): FamilyNode => ({
    id: skill.id,
    kind: 'skill',
    name: skill.name,
    skill,
    children: [
      ...skills.filter(({ parents }) => parents.includes(skill.id)).map(skillNode),
      ...soups.filter((soup) => soup.skills.some((share) => share.skill === skill.id)).map(soupNode),
    ],
  });
  const roots = skills.filter(({ parents }) => parents.every((parent) => !skills.some(({ id }) => id === parent)));
  const ofManual = manuals.flatMap((manual): FamilyNode[] => {
    const children = roots.filter((skill) => skill.manual === manual.id).map(skillNode);
    return children.length === 0 ? [] : [{ id: manual.id, kind: 'manual', name: manual.title, children }];
  });
  const known = new Set(manuals.map(({ id }) => id));
  const others = roots.filter(({ manual }) => manual === null || !known.has(manual)).map(skillNode);
  return [...ofManual, ...others];
}
