import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exportGguf, writeSkill } from '../../core/skill/index.ts';
import { concatenate, readRouting, route, staticCoefficients, writeRouting } from '../../core/soup/index.ts';
import { loraModule } from '../skill/delta.ts';

const home = mkdtempSync(join(tmpdir(), 'stockpot-routers-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const first = new Map([
  ['q', loraModule(2, [1, 2, 3, 4], [1, 2, 3, 4], 0.5)],
  ['v', loraModule(1, [1, 2], [1, 1])],
]);
const second = new Map([['q', loraModule(1, [5, 6], [7, 8], 2)]]);
const skills = [first, second];
const routing = {
  skills: 2,
  weights: new Map([
    ['q', Float32Array.of(1, 2, 3, 4)],
    ['v', Float32Array.of(5, 6, 7, 8)],
  ]),
};

describe('skills weighed by routers', () => {
  test('stand side by side, each at its full strength, with the rank that each has in a module', () => {
    const routed = route(skills, routing);
    const together = concatenate(skills, staticCoefficients(skills, 1));
    for (const [module, { router, ...lora }] of routed) {
      expect(lora).toEqual(together.get(module));
      expect(router?.weight).toBe(routing.weights.get(module));
    }
    expect(routed.get('q')?.router?.ranks).toEqual([2, 1]);
    expect(routed.get('v')?.router?.ranks).toEqual([1, 0]);
  });

  test('are refused where a router is missing, left over, or for other skills or sizes', () => {
    const bad = [
      { ...routing, skills: 3 },
      { skills: 2, weights: new Map([...routing.weights].slice(1)) },
      { skills: 2, weights: new Map([...routing.weights, ['k', Float32Array.of(1)] as const]) },
      { skills: 2, weights: new Map([...routing.weights].map(([module, weight]) => [module, weight.slice(1)])) },
    ];
    for (const one of bad)
      expect(() => route(skills, one)).toThrow(expect.objectContaining({ code: 'soup/incompatible' }));
  });

  test('can be neither merged again nor written as one adapter', () => {
    const routed = route(skills, routing);
    const refused = expect.objectContaining({ code: 'skill/unsupported' });
    expect(() => concatenate([routed], staticCoefficients([routed], 1))).toThrow(/router/);
    expect(() => writeSkill(join(home, 'skill'), { adapter: routed, baseModel: 'base' })).toThrow(refused);
    expect(() => exportGguf(routed, { family: 'llama', headDim: 2 }, join(home, 'skill.gguf'))).toThrow(refused);
  });
});

describe('a router folder', () => {
  test('gives back what was written, and what made it', () => {
    const folder = join(home, 'kept');
    writeRouting(folder, routing, { seed: 3 });
    expect(readRouting(folder)).toEqual({ ...routing, lineage: { seed: 3 } });
  });

  test('is refused when it is not there, or damaged', () => {
    expect(() => readRouting(join(home, 'none'))).toThrow(expect.objectContaining({ code: 'skill/not-found' }));
    const folder = join(home, 'damaged');
    const refused = expect.objectContaining({ code: 'skill/bad-folder' });
    writeRouting(folder, { ...routing, weights: new Map([['q', Float32Array.of(1, Number.NaN)]]) });
    expect(() => readRouting(folder)).toThrow(refused);
    writeRouting(folder, routing);
    for (const json of ['{', '{}', '{"skills": 3}']) {
      writeFileSync(join(folder, 'router.json'), json);
      expect(() => readRouting(folder)).toThrow(refused);
    }
  });
});
