import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type FieldKind, fieldPaths, recipeFields } from '../../renderer/state/recipe-fields.ts';

const renderer = fileURLToPath(new URL('../../renderer/', import.meta.url));
const core = fileURLToPath(new URL('../../core/', import.meta.url));
const languages = ['en', 'de', 'zh'] as const;
const namespaces = readdirSync(join(renderer, 'i18n', 'en')).map((file) => file.replace(/\.json$/, ''));
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))
  .map((path) => readFileSync(join(renderer, path), 'utf8'))
  .join('\n');

describe.each(namespaces)('the texts of %s', (namespace) => {
  const english = textsOf('en', namespace);

  test.each(languages.slice(1))('are complete in %s, with the same values put in', (language) => {
    const other = textsOf(language, namespace);
    expect(keysOf(other)).toEqual(keysOf(english));
    for (const [key, text] of other) {
      const wanted = [...english]
        .filter(([name]) => baseOf(name) === baseOf(key))
        .map(([, english]) => valuesOf(english));
      expect(wanted, `${language}/${namespace}: ${key}: ${text}`).toContainEqual(valuesOf(text));
    }
  });

  test.each(languages)('have every plural form that %s knows', (language) => {
    const texts = textsOf(language, namespace);
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = [...texts.keys()].filter((key) => plural.test(key)).map(baseOf);
    for (const base of new Set(counted)) {
      expect([...texts.keys()].filter((key) => plural.test(key) && baseOf(key) === base).sort()).toEqual(
        forms.map((form) => `${base}_${form}`).sort(),
      );
    }
  });

  test('are all used', () => {
    expect(keysOf(english).filter((key) => !isUsed(key))).toEqual([]);
  });
});

/** What the host names by a code or a word of its own: each has its texts, and no text is of none. */
const told: readonly (readonly [set: string, namespace: string, under: string, names: readonly string[]])[] = [
  ['codes of errors', 'errors', 'codes', union('errors.ts', 'ErrorCode').flatMap((code) => both(code))],
  ['warnings about pages', 'manuals', 'warning', union('manual/manual.ts', 'WarningCode')],
  [
    'reasons against devices',
    'settings',
    'refused',
    [...union('engine/runtime/devices.ts', 'DeviceRefusal'), 'no-engine'],
  ],
  ['stages of jobs', 'activity', 'stages', stageNames()],
  ['findings about a model’s files', 'models', 'wrong', ['changed', 'missing']],
  [
    'choices of a recipe',
    'recipe',
    'choices',
    fieldPaths.flatMap((path) => {
      const field: FieldKind = recipeFields[path];
      return 'options' in field ? field.options.map((option) => `${path}.${option}`) : [];
    }),
  ],
];

describe.each(told)('the %s', (_, namespace, under, names) => {
  test.each(languages)('each have their text in %s', (language) => {
    const keys = [...textsOf(language, namespace).keys()].filter((key) => key.startsWith(`${under}.`));
    expect(names).not.toEqual([]);
    expect(keys.map((key) => key.slice(under.length + 1)).sort()).toEqual([...new Set(names)].sort());
  });
});

function both(code: string): string[] {
  return [`${code}.title`, `${code}.advice`];
}

/** The members of a union of strings, as they stand in a file of core. */
function union(file: string, type: string): string[] {
  const members = new RegExp(`export type ${type} =([^;]+);`).exec(readFileSync(join(core, file), 'utf8'))![1]!;
  return [...members.replaceAll(/\/\/.*/g, '').matchAll(/'([^']+)'/g)].map(([, name]) => name!);
}

/** As the service names them where it begins them. Those of a benchmark's systems are told by the system. */
function stageNames(): string[] {
  const service = join(core, 'service');
  const begun = readdirSync(service, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('contract'))
    .flatMap((path) => [
      ...readFileSync(join(service, path), 'utf8').matchAll(/\b(?:job\.stage\(\s*|stage: )'([^']+)'/g),
    ])
    .map(([, name]) => name!);
  return [...begun, 'verify'].filter((name) => !name.startsWith('prepare-'));
}

const plural = /_(zero|one|two|few|many|other)$/;

function baseOf(key: string): string {
  return key.replace(plural, '');
}

function keysOf(texts: ReadonlyMap<string, string>): string[] {
  return [...new Set([...texts.keys()].map(baseOf))].sort();
}

function valuesOf(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name!).sort();
}

/** Dotted key → text. */
function textsOf(language: string, namespace: string): ReadonlyMap<string, string> {
  const file = join(renderer, 'i18n', language, `${namespace}.json`);
  return new Map(flat(JSON.parse(readFileSync(file, 'utf8')), ''));
}

function flat(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => flat(inner, path === '' ? key : `${path}.${key}`));
}

/** Written out as a string, or made of a template whose fixed beginning and end it has. */
function isUsed(key: string): boolean {
  return literals.has(key) || templates.some(([start, end]) => key.startsWith(start) && key.endsWith(end));
}

const literals: ReadonlySet<string> = new Set(
  [...sources.matchAll(/(['"`])(?:[\w-]+:)?([\w.-]+)\1/g)].map(([, , text]) => text!),
);
const templates: readonly (readonly [string, string])[] = [
  ...sources.matchAll(/`(?:[\w-]+:)?([\w-]+\.(?:[\w-]+\.)*|[\w-]+)\$\{[^`]*\}((?:\.[\w-]+)*)`/g),
].map(([, start, end]) => [start!, end!]);
