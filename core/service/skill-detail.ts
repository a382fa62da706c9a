import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { readSkill } from '../skill/index.ts';
import type { SkillRow, Store } from '../store/index.ts';
import type { Json, SkillDetail, SkillSummary } from './contract.ts';

/** @throws AppError `store/conflict` */
export function refuseTakenSkillName(store: Store, name: string | undefined): void {
  if (name === undefined || store.skills.byName(name) === undefined) return;
  throw new AppError('store/conflict', `There is a skill "${name}" already.`, { hint: 'Choose another --name.' });
}

export function skillSummary(row: SkillRow): SkillSummary {
  const { id, name, kind, baseModel: model, rank, createdAt } = row;
  return { id, name, kind, model, rank, createdAt };
}

/** A skill with what lies in its folder. */
export function skillDetail(store: Store, row: SkillRow): SkillDetail {
  const folder = store.skillFolder(row);
  const weights = join(folder, 'adapter_model.safetensors');
  const { adapter, lineage } = readSkill(folder);
  return {
    ...skillSummary(row),
    folder,
    bytes: statSync(weights).size,
    sha256: createHash('sha256').update(readFileSync(weights)).digest('hex'),
    modules: adapter.size,
    lineage: lineage as Json,
  };
}
