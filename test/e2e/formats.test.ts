import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatChart, formatTables } from '../../core/bench/index.ts';
import { openService } from '../../core/service/index.ts';
import { type Call, defaultPlan, type FormatsPlan, runFormats } from '../../scripts/formats-experiment.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-formats-'));
  writeTinyModel(join(folder, 'model'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A random model of two layers: what is looked at is that everything is trained, blended, mixed and asked. */
test('the experiment with prompt formats runs through on a tiny model, and a second time does nothing', async () => {
  const plan: FormatsPlan = {
    ...defaultPlan,
    pairs: [[1, 4]],
    tests: [3],
    model: join(folder, 'model'),
    examples: 12,
    questions: 3,
    maxNewTokens: 2,
    set: {
      ...defaultPlan.set,
      'instruction.maxSteps': 1,
      'instruction.maxTokens': 512,
      'training.rank': 4,
      'soup.maxSteps': 1,
      'soup.length': 512,
      'soup.holdOut': 2,
    },
  };
  const home = join(folder, 'home');
  const service = await openService({ home });
  const asked: string[] = [];
  const call: Call = (method, input) => {
    asked.push(method);
    return service.call(method, input);
  };
  try {
    const scores = await runFormats(call, plan, { home, say: () => {} });
    expect(scores.map(({ system }) => system)).toEqual([
      'skill-1',
      'skill-2',
      'average',
      'data-mix-plain',
      'cat-static',
      'cat-learned',
    ]);
    for (const { score } of scores) expect(score.mean).not.toBeNull();
    expect(formatTables(scores)).toContain('### Formats 1 and 4');
    expect(formatChart(scores, 'Formats')).toMatch(/^<svg /);
    asked.length = 0;
    expect(await runFormats(call, plan, { home, say: () => {} })).toEqual(scores);
    expect(asked.filter((method) => ['skill.train', 'soup.blend', 'bench.run'].includes(method))).toEqual([]);
  } finally {
    await service.close();
  }
});
