import { expect, it } from 'vitest';
import { groupParameters } from '../../../core/engine/programs/parameter-groups.ts';

const parameter = (rows: number, columns: number) => ({ name: `${rows} × ${columns}`, shape: [rows, columns] });

it('takes parameters of one width together, each once and in order', () => {
  const groups = groupParameters([parameter(32, 576), parameter(192, 32), parameter(32, 576), parameter(576, 32)]);
  expect(groups.map(({ shape, members, rows }) => ({ shape, members, rows }))).toEqual([
    { shape: [64, 576], members: [0, 2], rows: [32, 32] },
    { shape: [768, 32], members: [1, 3], rows: [192, 576] },
  ]);
  expect(new Set(groups.map(({ name }) => name)).size).toBe(2);
});

it('keeps a group below 2¹⁸ numbers, but for a parameter that is larger by itself', () => {
  const groups = groupParameters([
    ...Array.from({ length: 40 }, () => parameter(32, 576)),
    parameter(1000, 576),
    parameter(32, 576),
  ]);
  for (const { shape, members } of groups)
    expect(shape[0] * shape[1] <= 2 ** 18 || members.length === 1, `${shape}`).toBe(true);
  expect(groups.flatMap(({ members }) => members)).toEqual(Array.from({ length: 42 }, (_, i) => i));
  expect(groups).toHaveLength(5);
});
