import { recipeId } from '../store/index.ts';
import { instructionTraining } from './instruction-skill.ts';
import { presets } from './presets.ts';

/** The preset whose numbers a kept recipe has: of a bot, or of the part that made a skill or a soup. Null where some were changed. */
export function presetOf(id: string | null): string | null {
  return id === null ? null : (names.get(id) ?? null);
}

const names: ReadonlyMap<string, string> = new Map(
  Object.entries(presets).flatMap(([name, recipe]) =>
    [recipe, { training: recipe.training }, { training: instructionTraining(recipe) }, { soup: recipe.soup }].map(
      (part) => [recipeId(part), name] as const,
    ),
  ),
);
