export type * from './contract.ts';
export { parseInput } from './inputs.ts';
export { presets } from './presets.ts';
export { parseChange, type Recipe, resolveRecipe } from './recipe.ts';
export { openService, type ServiceOptions } from './service.ts';
export { stockpotVersion } from './versions.ts';
