import { AppError } from '../errors.ts';
import type { SqlDatabase } from './database.ts';
import { refuseIfUsed } from './dependants.ts';
import { newId } from './ids.ts';
import { defineTable, type New } from './table.ts';

/** What made something: names of programs and libraries → versions. */
export type Versions = Readonly<Record<string, string>>;

export interface SkillRow {
  readonly id: string;
  /** Unique, whatever the case. */
  readonly name: string;
  readonly kind: 'manual' | 'instruction' | 'imported' | 'merged';
  /** `ready` only after its folder is in place. */
  readonly state: 'training' | 'ready';
  /** Relative to the home (`skills/<id>`), so that a home can be moved; absolute where it lies elsewhere. */
  readonly folder: string;
  readonly baseModel: string;
  readonly baseModelHash: string | null;
  readonly rank: number;
  readonly manualId: string | null;
  readonly dataHash: string | null;
  readonly recipeId: string | null;
  readonly seed: number | null;
  readonly device: string | null;
  readonly versions: Versions;
  readonly steps: number | null;
  readonly finalLoss: number | null;
  /** The job that made it: its curves are there. */
  readonly jobId: string | null;
  readonly createdAt: string;
  /** A person's own words for it. */
  readonly tags: readonly string[];
  readonly note: string;
}

export type NewSkill = New<
  SkillRow,
  | 'id'
  | 'state'
  | 'folder'
  | 'baseModelHash'
  | 'manualId'
  | 'dataHash'
  | 'recipeId'
  | 'seed'
  | 'device'
  | 'versions'
  | 'steps'
  | 'finalLoss'
  | 'jobId'
  | 'createdAt'
  | 'tags'
  | 'note'
> & { readonly parentIds?: readonly string[] };

export interface SkillStore {
  /** Keeps a skill (state `ready`, folder `skills/<id>` unless given). @throws AppError `store/conflict` when the name is taken. */
  insert(skill: NewSkill): SkillRow;
  get(id: string): SkillRow | undefined;
  /** @throws AppError `skill/not-found` */
  require(id: string): SkillRow;
  byName(name: string): SkillRow | undefined;
  /** Newest first. */
  list(filter?: { readonly manualId?: string; readonly kind?: SkillRow['kind'] }): SkillRow[];
  /** The skills it was made of, in their order. */
  parents(id: string): SkillRow[];
  update(id: string, patch: Partial<Omit<SkillRow, 'id'>>): void;
  /** Removes the row; the folder goes with `Store.removeSkill`. @throws AppError `store/in-use` naming soups, bots and skills that need it. */
  remove(id: string): void;
}

export function skillStore(db: SqlDatabase): SkillStore {
  const skills = defineTable<SkillRow>(db, 'skills', {
    id: 'plain',
    name: 'plain',
    kind: 'plain',
    state: 'plain',
    folder: 'plain',
    baseModel: 'plain',
    baseModelHash: 'plain',
    rank: 'plain',
    manualId: 'plain',
    dataHash: 'plain',
    recipeId: 'plain',
    seed: 'plain',
    device: 'plain',
    versions: 'json',
    steps: 'plain',
    finalLoss: 'plain',
    jobId: 'plain',
    createdAt: 'plain',
    tags: 'json',
    note: 'plain',
  });
  const parents = defineTable<{ skillId: string; position: number; parentId: string }>(db, 'skill_parents', {
    skillId: 'plain',
    position: 'plain',
    parentId: 'plain',
  });
  const get = (id: string) => skills.one('WHERE id = ?', id);
  const require = (id: string) => {
    const skill = get(id);
    if (skill === undefined) {
      throw new AppError('skill/not-found', `Looked for skill ${id}: there is none.`, {
        command: 'stockpot skills list',
      });
    }
    return skill;
  };

  return {
    insert: ({ parentIds = [], ...skill }) =>
      db.transaction(() => {
        const id = skill.id ?? newId('skl');
        const row: SkillRow = {
          state: 'ready',
          folder: `skills/${id}`,
          baseModelHash: null,
          manualId: null,
          dataHash: null,
          recipeId: null,
          seed: null,
          device: null,
          versions: {},
          steps: null,
          finalLoss: null,
          jobId: null,
          createdAt: new Date().toISOString(),
          tags: [],
          note: '',
          ...skill,
          id,
        };
        skills.insert(row);
        parentIds.forEach((parentId, position) => {
          parents.insert({ skillId: id, position, parentId });
        });
        return row;
      }),
    get,
    require,
    byName: (name) => skills.one('WHERE name = ?', name),
    list: (filter = {}) => skills.matching(filter, 'ORDER BY id DESC'),
    parents: (id) =>
      skills.all('JOIN skill_parents AS p ON p.parent_id = t.id WHERE p.skill_id = ? ORDER BY p.position', id),
    update: (id, patch) => void skills.update(patch, 'id = ?', id),
    remove: (id) =>
      db.transaction(() => {
        refuseIfUsed(db, 'store/in-use', `skill "${require(id).name}"`, id, [
          [
            'skill',
            'SELECT s.name FROM skills AS s JOIN skill_parents AS p ON p.skill_id = s.id WHERE p.parent_id = ?',
          ],
          ['bot', 'SELECT name FROM bots WHERE skill_id = ?'],
          ['bot', 'SELECT b.name FROM bots AS b JOIN soup_skills AS s ON s.soup_id = b.soup_id WHERE s.skill_id = ?'],
          [
            'soup',
            `SELECT soup_id AS name FROM soup_skills WHERE skill_id = ?
             AND soup_id NOT IN (SELECT soup_id FROM bots WHERE soup_id IS NOT NULL)`,
          ],
        ]);
        skills.delete('id = ?', id);
      }),
  };
}
