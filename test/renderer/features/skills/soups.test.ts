import { describe, expect, test } from 'vitest';
import type { SkillSummary, SoupDetail } from '../../../../core/service/contract.ts';
import { familyOf } from '../../../../renderer/features/skills/family.ts';
import { createSoupEditor, gridOf, meanOf } from '../../../../renderer/features/skills/soup-editor.ts';

const share = (skill: string) => ({ skill, name: skill, mean: 0.5, spread: 0, low: 0.5, high: 0.5 });
const soup: SoupDetail = {
  id: 'soup_1',
  model: 'small',
  method: 'cat-learned',
  skills: [share('manual'), share('instruction')],
  bots: ['bot_1'],
  recipe: { soup: { constraint: 'sigmoid', learningRate: 0.1, epochs: 8, maxSteps: null } },
  preset: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  constraint: 'sigmoid',
  granularity: 'module',
  modules: [
    { path: 'model.layers.1.self_attn.q_proj', layer: 1, target: 'q_proj' },
    { path: 'model.layers.0.self_attn.q_proj', layer: 0, target: 'q_proj' },
    { path: 'model.layers.0.mlp.up_proj', layer: 0, target: 'up_proj' },
  ],
  coefficients: [
    [0.1, 0.2, 0.3],
    [0.4, 0.5, 0.6],
  ],
  heldOut: [],
};

describe('changing the coefficients of a soup', () => {
  test('of a layer leaves other layers and other skills as they are', () => {
    const editor = createSoupEditor(soup);
    editor.set(0, { kind: 'layer', layer: 0 }, 1);
    expect(editor.getState()).toEqual({
      values: [
        [0.1, 1, 1],
        [0.4, 0.5, 0.6],
      ],
      changed: true,
    });
  });

  test('of one module, or of all', () => {
    const editor = createSoupEditor(soup);
    editor.set(1, { kind: 'module', module: 2 }, 0);
    expect(editor.getState().values[1]).toEqual([0.4, 0.5, 0]);
    editor.set(1, { kind: 'all' }, 0.7);
    expect(editor.getState().values[1]).toEqual([0.7, 0.7, 0.7]);
  });

  test('back to what they were is no change, and taking back restores them', () => {
    const editor = createSoupEditor(soup);
    editor.set(0, { kind: 'module', module: 0 }, 0.9);
    editor.set(0, { kind: 'module', module: 0 }, 0.1);
    expect(editor.getState().changed).toBe(false);
    editor.set(0, { kind: 'all' }, 0);
    editor.reset();
    expect(editor.getState()).toEqual({ values: soup.coefficients, changed: false });
  });

  test('shows the mean of what is chosen', () => {
    expect(meanOf(soup, soup.coefficients, 0, { kind: 'layer', layer: 0 })).toBeCloseTo(0.25, 12);
    expect(meanOf(soup, soup.coefficients, 1, { kind: 'all' })).toBeCloseTo(0.5, 12);
  });
});

test('the map of a soup has its layers in order, and nothing where a layer has no such module', () => {
  expect(gridOf(soup)).toEqual({
    layers: [0, 1],
    targets: ['q_proj', 'up_proj'],
    cells: [
      [1, 2],
      [0, null],
    ],
  });
});

describe('the family of skills', () => {
  const skill = (id: string, change: Partial<SkillSummary> = {}): SkillSummary => ({
    id,
    name: id,
    kind: 'manual',
    model: 'small',
    rank: 8,
    createdAt: '2026-01-01T00:00:00.000Z',
    tags: [],
    note: '',
    parents: [],
    manual: null,
    data: null,
    recipe: null,
    preset: null,
    ...change,
  });
  const manual = {
    id: 'man_1',
    title: 'Pump',
    fileName: 'pump.pdf',
    sha256: '',
    type: 'pdf',
    bytes: 1,
    pages: 1,
    passages: 1,
    warnings: [],
    importedAt: '2026-01-01T00:00:00.000Z',
    replaces: null,
    replacedBy: null,
  };
  const bot = {
    ...{ id: 'bot_1', name: 'Pump bot', model: 'small', manual: 'man_1', manualTitle: 'Pump', createdAt: '' },
    ...{ standing: 'current' as const, preset: 'quick' },
  };

  test('goes from manuals by their skills and soups to bots; a soup stands below each of its skills', () => {
    const tree = familyOf(
      [skill('manual', { manual: 'man_1' }), skill('instruction', { kind: 'instruction' })],
      [soup],
      [bot],
      [manual],
    );
    const below = [{ id: 'soup_1', kind: 'soup', children: [{ id: 'bot_1', kind: 'bot', name: 'Pump bot', bot }] }];
    expect(tree).toMatchObject([
      { id: 'man_1', kind: 'manual', children: [{ id: 'manual', children: below }] },
      { id: 'instruction', kind: 'skill', children: below },
    ]);
  });

  test('shows a merged skill below those it was made from, and loses none whose parents are gone', () => {
    const tree = familyOf(
      [skill('a'), skill('merged', { parents: ['a'] }), skill('b', { parents: ['gone'] })],
      [],
      [],
      [],
    );
    expect(tree.map(({ id, children }) => [id, children.map((child) => child.id)])).toEqual([
      ['a', ['merged']],
      ['b', []],
    ]);
  });
});
