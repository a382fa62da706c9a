import { useTranslation } from 'react-i18next';
import type { Json, RecipeJson } from '../../api.ts';
import { useFormat } from '../../i18n/format.ts';
import { type FieldPath, recipeFields } from '../../state/recipe-fields.ts';

/** A number of a recipe, by the field that it is set in. */
export type RecipeValue = readonly [path: FieldPath, value: Json];

/** What trained a skill; `instructs`: on instructions, whose numbers have words of their own. */
export function trainingValues(training: Json | undefined, instructs: boolean): readonly RecipeValue[] {
  return valuesIn(training, instructs ? ['instruction', 'training'] : ['training']);
}

/** What learned a soup's coefficients. */
export function soupValues(soup: Json | undefined): readonly RecipeValue[] {
  return valuesIn(soup, ['soup']);
}

function valuesIn(numbers: Json | undefined, parts: readonly string[]): readonly RecipeValue[] {
  if (typeof numbers !== 'object' || numbers === null || Array.isArray(numbers)) return [];
  return Object.entries(numbers as RecipeJson).flatMap(([key, value]): RecipeValue[] => {
    const path = parts.map((part) => `${part}.${key}`).find((each) => Object.hasOwn(recipeFields, each));
    return path === undefined ? [] : [[path as FieldPath, value]];
  });
}

/** The numbers by which two trainings are told apart at a glance. */
export function mainValues(values: readonly RecipeValue[]): readonly RecipeValue[] {
  return values.filter(([path]) => main.has(path.split('.')[1]!));
}

const main: ReadonlySet<string> = new Set(['constraint', 'learningRate', 'epochs', 'maxSteps']);

/** A recipe in the words of the form that it is edited in. */
export function useRecipeWords() {
  const { t } = useTranslation('recipe');
  const { t: build } = useTranslation('build');
  const { t: skills } = useTranslation('skills');
  const format = useFormat();
  const write = (value: Json): string => {
    if (typeof value === 'number') return format.number(value, 7);
    if (value === null) return t('noLimit');
    if (value === 'normal') return t('normal');
    if (Array.isArray(value)) return value.map(write).join(', ');
    return String(value);
  };
  const writeStop = (value: Json): string => {
    if (value === null) return skills('off');
    const { every, patience } = value as RecipeJson;
    return `${t('earlyStop.every')} ${write(every ?? null)}, ${t('earlyStop.patience')} ${write(patience ?? null)}`;
  };
  return {
    label: (path: FieldPath) => t(`fields.${path}.label`),
    value: ([path, value]: RecipeValue) => (path === 'soup.earlyStop' ? writeStop(value) : write(value)),
    /** `null`: numbers that are no preset's. */
    preset: (name: string | null) => {
      const known = presets.find((each) => each === name);
      return known === undefined ? skills('ownNumbers') : build(`preset.${known}.title`);
    },
  };
}

const presets = ['quick', 'best', 'paper'] as const;
