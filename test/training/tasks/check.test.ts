import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createScorer, openModel } from '../../../core/engine/index.ts';
import { adapterOf } from '../../../core/service/tasks/adapters.ts';
import { checkTask } from '../../../core/service/tasks/check.ts';
import { writeExamples } from '../../../core/service/tasks/files.ts';
import { likelihoodsTask } from '../../../core/service/tasks/likelihoods.ts';
import type { AdapterSpec } from '../../../core/service/tasks/schemas.ts';
import { writeTinyModel } from '../../helpers/tiny-model.ts';
import { writeTinySkill } from '../../helpers/tiny-skill.ts';
import { tinyExamples } from '../../helpers/tiny-training.ts';

const home = mkdtempSync(join(tmpdir(), 'stockpot-check-'));
const model = join(home, 'model');
const skills = [join(home, 'one'), join(home, 'two')];
const examples = join(home, 'held-out.json');
const windows = tinyExamples(5);
const short = Array.from({ length: 3 }, (_, i) => ({ question: `What is ${i}?`, answer: `It is number ${i}.` }));
const long = { question: 'What is long? '.repeat(2000), answer: 'This.' };
const pairs = [short[0]!, long, short[1]!, short[2]!];
const bot: AdapterSpec = { folders: skills, weights: [0.7, 0.4] };
const device = 'cpu' as const;
const context = () => ({ signal: new AbortController().signal, progress: () => {} });

beforeAll(async () => {
  writeTinyModel(model);
  for (const [i, folder] of skills.entries()) writeTinySkill(folder, model, { seed: i + 1, alpha: 4 + 4 * i });
  await writeExamples(examples, windows);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Mean over all tokens that count, by a session of this adapter's own. */
async function lossOf(spec: AdapterSpec): Promise<number> {
  const scorer = await createScorer(openModel(model), { adapter: adapterOf(spec), device });
  const scores = await scorer.score(windows.map(({ ids, lossStart }) => ({ ids, from: Math.max(1, lossStart) })));
  await scorer.dispose();
  const all = scores.flatMap((row) => [...row]);
  return -all.reduce((sum, value) => sum + value, 0) / all.length;
}

describe('the check of a bot', () => {
  it('gives what sessions of the base model and of the bot give, from one that serves both', async () => {
    const checked = await checkTask({ model, adapter: bot, examples, pairs, device }, context());
    const adapters: Record<'base' | 'bot', AdapterSpec> = { base: { folders: [] }, bot };
    for (const who of ['base', 'bot'] as const) {
      const adapter = adapters[who];
      expect(checked[who].loss).toBeCloseTo(await lossOf(adapter), 5);
      const { logLikelihoods } = await likelihoodsTask({ model, adapter, pairs, device }, context());
      expect(checked[who].logLikelihoods.map((row) => row?.length)).toEqual(logLikelihoods.map((row) => row?.length));
      for (const [i, row] of logLikelihoods.entries()) {
        for (const [j, value] of (row ?? []).entries())
          expect(checked[who].logLikelihoods[i]![j]).toBeCloseTo(value, 4);
      }
    }
    expect(checked.bot.loss).not.toBeCloseTo(checked.base.loss, 3);
    expect(checked.base.logLikelihoods[1]).toBeNull();
  });

  it('asks nothing where no suite asks about the manual', async () => {
    const { base } = await checkTask({ model, adapter: bot, examples, pairs: [], device }, context());
    expect(base.logLikelihoods).toEqual([]);
  });
});
