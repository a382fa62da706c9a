import type { SkillRow } from '../../store/index.ts';
import type { BotSkills, SystemKind } from './kind.ts';

/** The base model as it comes. */
export const base: SystemKind = {
  reason: () => null,
  takes: 'nothing',
  prepare: () => ({ adapter: { folders: [] }, details: {} }),
};

export const manualSkill = single('This bot has no manual skill.', ({ skills }) =>
  skills.find(({ kind }) => kind === 'manual'),
);

export const instructSkill = single('This bot has no instruction skill.', ({ skills }) =>
  skills.find(({ kind }) => kind !== 'manual'),
);

const NO_PAIR = 'Only for a blend in which no skill is a manual skill.';

/** A skill by its place in the soup: bots of two skills that are no manual's are compared with either. */
export const firstSkill = single(NO_PAIR, nth(0));
export const secondSkill = single(NO_PAIR, nth(1));

/** A manual skill and an instruction skill have names of their own. */
function nth(place: number) {
  return ({ method, skills }: BotSkills) =>
    method === null || skills.some(({ kind }) => kind === 'manual') ? undefined : skills[place];
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
