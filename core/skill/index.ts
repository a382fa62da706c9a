export { type AdaptableLayer, checkFits } from './check-fits.ts';
export { checkPlain } from './check-plain.ts';
export { exportGguf, type GgufBase } from './export-gguf.ts';
export type { JsonRecord, JsonValue, Lineage } from './lineage.ts';
export { moduleSettings, type PeftConfig } from './peft-config.ts';
export { readSkill, type Skill } from './read-skill.ts';
export { type SkillToWrite, writeSkill } from './write-skill.ts';
