import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json, RecipeJson } from '../../core/service/contract.ts';
import { presets } from '../../core/service/presets.ts';
import { recipeSchema } from '../../core/service/recipe-schema.ts';
import {
  changesFrom,
  type FieldKind,
  fieldPaths,
  recipeFields,
  valueAt,
  withValue,
} from '../../renderer/state/recipe-fields.ts';

const quick = presets.quick as unknown as RecipeJson;
const accepts = (path: (typeof fieldPaths)[number], value: Json) =>
  recipeSchema.safeParse(withValue(quick, path, value)).success;

describe('the recipe as it is edited', () => {
  test.each(Object.keys(presets))('has a control for every number of the preset %s, and no other', (name) => {
    const { preset: _, ...parts } = presets[name as keyof typeof presets];
    const paths = Object.entries(parts).flatMap(([part, value]) =>
      typeof value === 'object' ? Object.keys(value).map((key) => `${part}.${key}`) : [part],
    );
    expect([...fieldPaths].sort()).toEqual(paths.sort());
  });

  test.each(['en', 'de', 'zh'])('explains every number in %s', (language) => {
    const file = new URL(`../../renderer/i18n/${language}/recipe.json`, import.meta.url);
    const { fields } = JSON.parse(readFileSync(file, 'utf8')) as { fields: RecipeJson };
    for (const path of fieldPaths) {
      const text = valueAt(fields, path) as { label?: string; help?: string } | null;
      expect(text?.label, path).toMatch(/\S/);
      expect((text?.help ?? '').length, path).toBeGreaterThan(5);
    }
  });

  test.each(fieldPaths)('keeps %s within what the host takes', (path) => {
    const field: FieldKind = recipeFields[path];
    switch (field.kind) {
      case 'integer':
      case 'number':
        expect(accepts(path, field.min), `least ${field.min}`).toBe(true);
        expect(accepts(path, field.max), `most ${field.max}`).toBe(true);
        expect(accepts(path, null), 'no limit').toBe(field.nullable === true);
        break;
      case 'integers':
        expect(accepts(path, [field.min, field.max])).toBe(true);
        break;
      case 'choice':
        for (const option of field.options) expect(accepts(path, option), option).toBe(true);
        break;
      case 'choices':
        expect(accepts(path, [...field.options])).toBe(true);
        break;
      case 'boolean':
        expect(accepts(path, true) && accepts(path, false)).toBe(true);
        break;
      case 'initial':
        expect(accepts(path, 'normal') && accepts(path, 0.5)).toBe(true);
        break;
      case 'early-stop':
        expect(accepts(path, null) && accepts(path, { every: 8, patience: 3 })).toBe(true);
    }
  });

  test('sends only what differs from its preset', () => {
    expect(changesFrom(quick, quick)).toEqual({});
    const changed = withValue(withValue(quick, 'training.rank', 8), 'soup.earlyStop', { every: 4, patience: 2 });
    expect(changesFrom(quick, changed)).toEqual({ 'training.rank': 8, 'soup.earlyStop': { every: 4, patience: 2 } });
  });
});
