import type { SkillRow } from '../../store/index.ts';
import type { BotSkills, SystemKind } from './kind.ts';

/** The base model as it comes. */
export const base: SystemKind = {
  reason: () => null,
  takes: 'nothing',
  prepare: () => ({ adapter: { folders: [] }, details: {} }),
};

const manualOf = ({ skills }: BotSkills) => skills.find(({ kind }) => kind === 'manual');
const instructionOf = ({ skills }: BotSkills) => skills.find(({ kind }) => kind !== 'manual');

export const manualSkill = single('This bot has no manual skill.', manualOf);
export const instructSkill = single('This bot has no instruction skill.', instructionOf);

/** A skill by its place in the soup, from 0: what `manual-skill` and `instruct-skill` do not name beside each other. */
export function skillAt(place: number): SystemKind {
  return single('Only for a skill of a blend that has no row of its own.', (bot) => {
    const skill = bot.method === null ? undefined : bot.skills[place];
    if (manualOf(bot) === undefined) return skill;
    return skill === manualOf(bot) || skill === instructionOf(bot) ? undefined : skill;
  });
}

function single(reason: string, pick: (bot: BotSkills) => SkillRow | undefined): SystemKind {
  return {
    reason: (bot) => (pick(bot) === undefined ? reason : null),
    takes: 'nothing',
    prepare: (setting) => {
      const skill = pick(setting)!;
      return { adapter: { folders: [setting.store.skillFolder(skill)] }, details: { skill: skill.name } };
    },
  };
}
