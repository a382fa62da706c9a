import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BuildInput } from '../../core/service/index.ts';
import { addManual } from '../store/temporary-home.ts';
import { temporaryService } from './temporary-service.ts';

describe('the plan of a build', () => {
  it('says what the default build takes on a machine that has nothing yet, and begins nothing', async () => {
    const { plan, store } = await planner();
    addManual(store);
    const found = await plan({ manual: 'Pump', device: 'cpu' });
    expect(found).toMatchObject({
      model: { id: 'SmolLM2-135M-Instruct', present: false, downloadBytes: 269_060_552 },
      device: 'cpu',
      instruction: { kind: 'stock', licence: 'CC BY-NC 4.0' },
      steps: { instruct: 0 },
      measured: false,
      recipe: { preset: 'quick' },
    });
    // How much is free is this machine's own matter.
    const own = ['device/out-of-memory', 'store/disk-full'];
    expect(found.problems.filter(({ code }) => !own.includes(code))).toEqual([]);
    expect(found.diskBytes).toBeGreaterThan(269_060_552);
    expect(found.memoryBytes).toBeGreaterThan(4 * 135e6);
    expect(store.jobs.list()).toEqual([]);
    expect(store.connections.list()).toEqual([]);
  });

  it('counts steps by the manual’s text: twice the text, twice the steps, up to the recipe’s most', async () => {
    const { plan, store } = await planner();
    const words = (n: number) => [{ kind: 'paragraph' as const, text: 'pump '.repeat(n), page: 1, rectangles: [] }];
    const { id } = addManual(store);
    const steps = async (n: number, input: Partial<BuildInput> = {}) => {
      store.manuals.replaceBlocks(id, words(n));
      return (await plan({ manual: id, device: 'cpu', ...input })).steps;
    };
    // 4.2 characters a token, rows of 4 × 100 tokens, two epochs; none held out.
    const set = { 'study.holdOut': 0, 'study.headingContext': false, 'training.maxSteps': null };
    expect((await steps(3360, { set })).train).toBe(2 * 10);
    expect((await steps(6720, { set })).train).toBe(2 * 20);
    expect((await steps(100_000)).train).toBe(180);
    expect((await steps(100_000, { set: { 'soup.method': 'cat-static' } })).blend).toBe(0);
    expect((await steps(100_000)).blend).toBe(16);
    // There is no skill that follows instructions for this one.
    expect((await steps(1000, { model: 'Qwen2.5-0.5B-Instruct' })).instruct).toBeGreaterThan(0);
  });

  it('reckons time by this machine’s own earlier builds, and by the parameters', async () => {
    const { plan, store } = await planner();
    addManual(store);
    const set = { 'training.maxSteps': 100 };
    const input = { manual: 'Pump', device: 'cpu', recipe: 'best', set } as const;
    store.manuals.replaceBlocks(store.manuals.list()[0]!.id, [
      { kind: 'paragraph', text: 'pump '.repeat(100_000), page: 1, rectangles: [] },
    ]);
    const guess = await plan(input);
    // 100 steps of 400 tokens, 1.5 s each.
    expect(guess.seconds).toBeGreaterThan(150);
    expect(guess.measured).toBe(false);
    const larger = await plan({ ...input, model: 'SmolLM2-360M-Instruct' });
    expect(larger.seconds / guess.seconds).toBeGreaterThan(2);

    const job = store.jobs.insert({ kind: 'build', input: { model: 'SmolLM2-135M-Instruct', device: 'cpu' } });
    const series = 'train-tokens-per-second';
    store.points.save([1, 2].map((step) => ({ jobId: job.id, series, step, value: 1000 * step })));
    const known = await plan(input);
    expect(known.measured).toBe(true);
    expect(known.seconds).toBeLessThan(guess.seconds / 3);
    expect((await plan({ ...input, model: 'SmolLM2-360M-Instruct' })).measured).toBe(true);
  });

  it('takes a file that was not read yet by its size', async () => {
    const { plan, home } = await planner();
    const path = join(home, 'pump.md');
    writeFileSync(path, 'pump '.repeat(3360));
    const set = { 'study.holdOut': 0, 'study.headingContext': false, 'training.maxSteps': null };
    expect((await plan({ manual: path, device: 'cpu', set })).steps.train).toBe(20);
  });

  it('finds a manual by the file that it was read from, wherever that lies now', async () => {
    const { plan, store } = await planner();
    addManual(store);
    const found = await plan({ manual: '/somewhere/else/pump.pdf', device: 'cpu' });
    expect(found.problems.map(({ code }) => code)).not.toContain('manual/not-found');
    const { problems } = await plan({ manual: '/somewhere/fan.pdf', device: 'cpu' });
    expect(problems.map(({ code }) => code)).toContain('manual/not-found');
  });

  it('names everything that would stop it, with what to do', async () => {
    const { plan, store, call } = await planner();
    addManual(store);
    store.bots.insert({ name: 'Pump bot', baseModel: 'm' });
    await call('settings.change', { offline: true });
    const { problems } = await plan({ manual: 'Fan', name: 'pump BOT', instruct: 'nobody', device: 'cpu' });
    expect(problems.map(({ code }) => code)).toEqual([
      'store/conflict',
      'service/not-found',
      'model/offline',
      'service/not-found',
    ]);
    for (const { message, hint } of problems) expect([message, hint]).not.toContain('');
    expect((await plan({ manual: 'Pump', model: 'no such model' })).problems).toMatchObject([
      { code: 'model/not-found' },
    ]);
  });

  it('says when there is no memory for it, even in the mode that takes least', async () => {
    const { plan, store } = await planner();
    addManual(store);
    const set = { 'training.batch': 256, 'training.length': 8192 };
    const found = await plan({ manual: 'Pump', model: 'Mistral-7B-Instruct-v0.3', device: 'cpu', set });
    expect(found.memoryMode).toBe('low');
    expect(found.problems.map(({ code }) => code)).toContain('device/out-of-memory');
  });

  it('refuses a recipe that is none, and an input that is none', async () => {
    const { plan, store } = await planner();
    addManual(store);
    await expect(plan({ manual: 'Pump', recipe: { training: { rank: 0 } } })).rejects.toMatchObject({
      code: 'recipe/invalid',
    });
    await expect(plan({ manual: '' })).rejects.toMatchObject({ code: 'service/bad-request' });
  });
});

async function planner() {
  const service = await temporaryService();
  return { ...service, plan: (input: BuildInput) => service.call('bot.plan', input) };
}
