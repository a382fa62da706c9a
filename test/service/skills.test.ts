import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { presets } from '../../core/service/index.ts';
import { readSkill, writeSkill } from '../../core/skill/index.ts';
import type { Store } from '../../core/store/index.ts';
import { writeTinySkill } from '../helpers/tiny-skill.ts';
import { chatHome } from './chat-home.ts';
import { temporaryService } from './temporary-service.ts';

describe('skills', () => {
  it('are listed with what made them and a person’s own words for them', async () => {
    const { service, store, skill, instruct, manual, model } = await chatHome();
    const recipe = store.recipes.save({ training: { rank: 4 } });
    store.skills.update(skill.id, { recipeId: recipe.id });
    const both = store.skills.insert({
      name: 'Both',
      kind: 'merged',
      baseModel: model,
      rank: 8,
      parentIds: [skill.id, instruct.id],
    });
    store.skills.insert({ name: 'Half', kind: 'manual', state: 'training', baseModel: model, rank: 4 });
    const list = await service.call('skill.list', {});
    expect(list.map(({ name, parents, manual: of }) => [name, parents, of])).toEqual([
      ['Both', [skill.id, instruct.id], null],
      ['Instruct', [], null],
      ['Pump skill', [], manual.id],
    ]);
    expect(list[0]).toMatchObject({ id: both.id, tags: [], note: '' });
    writeAdapter(store, skill.id);
    expect(await service.call('skill.show', { skill: 'pump skill' })).toMatchObject({
      recipe: { training: { rank: 4 } },
      modules: 1,
      manual: manual.id,
    });
  });

  it('and soups and bots tell the preset that they were made by, unless its numbers were changed', async () => {
    const { service, store, skill, instruct, soup, bot } = await chatHome();
    const { best, quick } = presets;
    store.skills.update(skill.id, { recipeId: store.recipes.save({ training: best.training }).id });
    const taught = { ...quick.training, ...quick.instruction };
    const { format: _, maxExamples: __, maxTokens: length, ...numbers } = taught;
    store.skills.update(instruct.id, { recipeId: store.recipes.save({ training: { ...numbers, length } }).id });
    store.bots.update(bot.id, { recipeId: store.recipes.save(quick).id });
    const changed = store.recipes.save({ soup: { ...quick.soup, epochs: 3 } });
    const { id: _id, createdAt: _at, ...blend } = soup;
    const skillIds = [skill.id, instruct.id];
    const other = store.soups.insert({ ...blend, skillIds, recipeId: changed.id });
    expect((await service.call('skill.list', {})).map(({ name, preset }) => [name, preset])).toEqual([
      ['Instruct', 'quick'],
      ['Pump skill', 'best'],
    ]);
    expect(await service.call('soup.list', {})).toMatchObject([
      { id: other.id, preset: null, recipe: { soup: { epochs: 3 } } },
      { id: soup.id, preset: null, recipe: null },
    ]);
    expect((await service.call('bot.list', {}))[0]!.preset).toBe('quick');
  });

  it('take another name, unless it is another skill’s', async () => {
    const { service, skill } = await chatHome();
    expect((await service.call('skill.rename', { skill: skill.id, name: ' PUMP skill ' })).name).toBe('PUMP skill');
    await expect(service.call('skill.rename', { skill: skill.id, name: 'instruct' })).rejects.toMatchObject({
      code: 'store/conflict',
    });
    await expect(service.call('skill.rename', { skill: 'nothing', name: 'x' })).rejects.toMatchObject({
      code: 'service/not-found',
    });
    await expect(service.call('skill.rename', { skill: skill.id, name: ' ' })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });

  it('take tags and a note, each alone too', async () => {
    const { service, skill } = await chatHome();
    const annotate = (more: object) => service.call('skill.annotate', { skill: skill.id, ...more });
    expect((await annotate({ tags: ['pump', ' pump ', 'new'] })).tags).toEqual(['pump', 'new']);
    expect(await annotate({ note: 'The good one.' })).toMatchObject({ tags: ['pump', 'new'], note: 'The good one.' });
    expect(await annotate({ tags: [] })).toMatchObject({ tags: [], note: 'The good one.' });
    await expect(annotate({ tags: [''] })).rejects.toMatchObject({ code: 'service/bad-request' });
  });

  it('are not removed while something rests on them', async () => {
    const { service, skill, store } = await chatHome();
    await expect(service.call('skill.remove', { skill: skill.id })).rejects.toMatchObject({
      code: 'store/in-use',
      message: expect.stringContaining('bot "Pump bot"'),
    });
    const alone = store.skills.insert({ name: 'Alone', kind: 'imported', baseModel: 'm', rank: 4 });
    expect(await service.call('skill.remove', { skill: alone.id })).toEqual({ removed: 'Alone' });
  });
});

describe('importing', () => {
  it('takes the data along, so that coefficients, routers and data mixing can be learned with the skill', async () => {
    const { home, service, store, model, skill, workers } = await chatHome();
    const folder = join(home, 'Letters');
    writeTinySkill(folder, model, { seed: 1 });
    const data = join(home, 'letters.jsonl');
    writeFileSync(data, '{"instruction": "Count the e in tree.", "output": "2"}\n');
    const take = (more: object) => service.call('skill.import', { folder, model, ...more });
    expect(await take({})).toMatchObject({ name: 'Letters', kind: 'imported', data: null });
    const taught = await take({ data, name: 'Taught' });
    expect(taught).toMatchObject({ kind: 'imported', data: 'instructions' });
    writeFileSync(data, 'changed since');

    const reasons = async (skills: string[]) => {
      const bot = await service.call('soup.blend', { skills, learn: false });
      const { systems } = await service.call('bench.options', { target: bot.id });
      return ['cat-learned-paper', 'router', 'data-mix'].map(
        (name) => systems.find((system) => system.name === name)?.reason,
      );
    };
    writeAdapter(store, skill.id);
    const missing = 'What "Letters" was trained on is not here.';
    expect(await reasons([skill.id, 'Letters'])).toEqual([missing, missing, missing]);
    expect(await reasons([skill.id, taught.id])).toEqual([null, null, null]);

    await service.call('soup.blend', { skills: [skill.id, taught.id], learn: true, name: 'Learned' });
    const studied = workers.asked.find(({ task }) => task === 'study-instructions')!;
    const kept = join(taught.folder, 'instructions.json');
    expect(studied.input.data).toBe(kept);
    expect(readFileSync(kept, 'utf8')).toContain('Count the e in tree.');
  });

  it('refuses data that are no instructions, and keeps nothing', async () => {
    const { home, service, store, model } = await chatHome();
    const folder = join(home, 'Letters');
    writeTinySkill(folder, model, { seed: 1 });
    const data = join(home, 'letters.json');
    writeFileSync(data, '[{"question": "How?"}]');
    await expect(service.call('skill.import', { folder, model, data })).rejects.toMatchObject({
      code: 'study/bad-data',
      message: expect.stringContaining('letters.json'),
    });
    expect(store.skills.list().map(({ name }) => name)).toEqual(['Instruct', 'Pump skill']);
  });
});

describe('merging', () => {
  it('by TIES or DARE keeps the share it is told, and says in its lineage what it was', async () => {
    const { service, store, skill, instruct } = await chatHome();
    for (const { id } of [skill, instruct]) writeAdapter(store, id);
    const skills = [skill.id, instruct.id];
    const whole = await service.call('skill.merge', { skills, method: 'ties', weights: [1, 1], density: 1 });
    // Two times the same skill: all signs agree, and the mean of both is that skill.
    const { adapter } = readSkill(whole.folder);
    const { a, b, scaling } = adapter.get('model.layers.0.self_attn.q_proj')!;
    expect([a[0], b[0], scaling]).toEqual([0.5, 0.25, 1]);
    const some = await service.call('skill.merge', { skills, method: 'dare', density: 0.25, seed: 3 });
    expect(some.lineage).toMatchObject({ recipe: { method: 'dare', density: 0.25, seed: 3, weights: [0.5, 0.5] } });
    expect(some.parents).toEqual(skills);
    const merge = (more: object) => service.call('skill.merge', { skills, method: 'ties', ...more });
    await expect(merge({ density: 0 })).rejects.toMatchObject({ code: 'service/bad-request' });
    await expect(merge({ method: 'stir' })).rejects.toMatchObject({ code: 'service/bad-request' });
    await expect(merge({ weights: [1] })).rejects.toMatchObject({ code: 'service/bad-request' });
  });
});

describe('soups', () => {
  it('are shown by layer and target, with how much of each skill is where', async () => {
    const { service, soup, skill, instruct, bot } = await chatHome();
    expect(await service.call('soup.list', {})).toMatchObject([
      {
        id: soup.id,
        method: 'cat-learned',
        bots: [bot.id],
        skills: [
          { skill: skill.id, mean: 0.375, low: 0.25, high: 0.5 },
          { skill: instruct.id, mean: 0.625 },
        ],
      },
    ]);
    const shown = await service.call('soup.show', { soup: soup.id });
    expect(shown).toMatchObject({
      constraint: 'softmax',
      granularity: 'module',
      modules: [
        { path: 'model.layers.0.self_attn.q_proj', layer: 0, target: 'q_proj' },
        { path: 'model.layers.0.mlp.up_proj', layer: 0, target: 'up_proj' },
        { path: 'model.layers.1.self_attn.q_proj', layer: 1, target: 'q_proj' },
      ],
      coefficients: [
        [0.375, 0.5, 0.25],
        [0.625, 0.5, 0.75],
      ],
      heldOut: [{ step: 5, loss: 2.5 }],
    });
    expect(await service.call('soup.show', { soup: 'Pump bot' })).toEqual(shown);
    await expect(service.call('soup.show', { soup: 'nothing' })).rejects.toMatchObject({ code: 'service/not-found' });
  });

  it('with other coefficients are kept as a new bot beside the old one', async () => {
    const { service, store, bot, soup, manual } = await chatHome();
    store.bots.update(bot.id, { settings: { withManual: false } });
    const coefficients = [
      [1, 2, 3],
      [4, 5, 6],
    ];
    const made = await service.call('soup.save', { bot: bot.id, coefficients, name: 'Bolder' });
    expect(made).toMatchObject({ name: 'Bolder', manual: manual.id });
    const shown = await service.call('soup.show', { soup: made.id });
    expect(shown).toMatchObject({ method: 'cat-static', constraint: 'fixed', coefficients, heldOut: [] });
    expect(store.bots.require(made.id).settings).toEqual({ withManual: false });
    expect(store.bots.require(bot.id).soupId).toBe(soup.id);
    const usable = async (target: string) =>
      (await service.call('bench.options', { target })).systems.flatMap((one) => (one.usable ? [one.name] : []));
    expect(await usable('Bolder')).toContain('cat-own');
    expect(await usable('Bolder')).not.toContain('cat-learned');
    expect(await usable(bot.id)).not.toContain('cat-own');
    const save = (more: object) => service.call('soup.save', { bot: bot.id, coefficients, name: 'Other', ...more });
    await expect(save({ name: 'pump BOT' })).rejects.toMatchObject({ code: 'store/conflict' });
    await expect(save({ coefficients: [[1, 2, 3]] })).rejects.toMatchObject({ code: 'soup/incompatible' });
    const plain = store.bots.insert({ name: 'Plain', baseModel: 'm' });
    await expect(save({ bot: plain.id })).rejects.toMatchObject({ code: 'soup/incompatible' });
    expect(store.soups.list()).toHaveLength(2);
  });
});

describe('blending', () => {
  it('with equal coefficients is done at once, of any two skills or more', async () => {
    const { service, store, skill, instruct, model, manual } = await chatHome();
    const third = store.skills.insert({ name: 'Third', kind: 'imported', baseModel: model, rank: 4 });
    for (const { id } of [skill, instruct, third]) writeAdapter(store, id);
    const skills = [skill.id, 'Instruct', third.id];
    const bot = await service.call('soup.blend', { skills, learn: false, name: 'Mix' });
    expect(bot).toMatchObject({ name: 'Mix', manual: manual.id, model });
    const shown = await service.call('soup.show', { soup: bot.id });
    expect(shown.coefficients).toEqual([[1 / 3], [1 / 3], [1 / 3]]);
    expect(shown.method).toBe('cat-static');
    expect(store.jobs.list()).toEqual([]);
    const silent = await service.call('soup.blend', { skills, learn: false, manuals: [] });
    expect(silent).toMatchObject({ name: 'Pump skill + Instruct + Third', manual: '' });
  });

  it('learns on what each skill was trained on, by a job that goes on where it was cut off', async () => {
    const { service, store, skill, instruct, workers } = await chatHome();
    workers.dieLearning.push(true);
    const input = { skills: [skill.id, instruct.id], learn: true, name: 'Learned', set: { seed: 5 } };
    await expect(service.call('soup.blend', input)).rejects.toMatchObject({
      code: 'jobs/worker-died',
      hint: expect.stringContaining('stockpot jobs resume'),
    });
    const [job] = await service.call('job.list', {});
    expect(job).toMatchObject({ kind: 'blend', state: 'failed', title: 'Learned', stage: 'blend' });
    const { result } = await service.call('job.resume', { job: job!.id });
    expect(workers.asked.map(({ task }) => task)).toEqual([
      'study-manual',
      'study-instructions',
      'learn-coefficients',
      'learn-coefficients',
    ]);
    const [, , first, second] = workers.asked.map((one) => one.input);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ seed: 5, skills: [skill, instruct].map((row) => store.skillFolder(row)) });
    const { bot } = result as { bot: string };
    expect(store.bots.require(bot).name).toBe('Learned');
    expect(await service.call('soup.show', { soup: bot })).toMatchObject({
      method: 'cat-learned',
      constraint: 'softmax',
      coefficients: [[0.1], [0.2]],
      heldOut: [{ step: 1, loss: 3 }],
    });
  });

  it('goes on with less memory when that is asked for', async () => {
    const { service, skill, instruct, workers } = await chatHome();
    workers.dieLearning.push(true);
    const input = { skills: [skill.id, instruct.id], learn: true, name: 'Learned' };
    await expect(service.call('soup.blend', input)).rejects.toMatchObject({ code: 'jobs/worker-died' });
    const [job] = await service.call('job.list', {});
    await service.call('job.resume', { job: job!.id, memory: 'low' });
    const [first, second] = workers.asked.filter(({ task }) => task === 'learn-coefficients').map((one) => one.input);
    expect(first).not.toHaveProperty('memory');
    expect(second).toEqual({ ...(first as object), memory: 'low' });
  });

  it('is refused where skills do not go together, or nothing is left to learn on', async () => {
    const { service, store, skill, instruct, model } = await chatHome();
    const foreign = store.skills.insert({ name: 'Foreign', kind: 'imported', baseModel: 'elsewhere', rank: 4 });
    const imported = store.skills.insert({ name: 'Imported', kind: 'imported', baseModel: model, rank: 4 });
    const blend = (skills: string[], more = {}) => service.call('soup.blend', { skills, learn: true, ...more });
    const incompatible = { code: 'soup/incompatible' };
    await expect(blend([skill.id, foreign.id])).rejects.toMatchObject(incompatible);
    await expect(blend([skill.id, skill.id])).rejects.toMatchObject(incompatible);
    await expect(blend([skill.id, imported.id])).rejects.toMatchObject({
      ...incompatible,
      message: expect.stringContaining('"Imported"'),
      hint: expect.stringContaining('equal'),
    });
    await expect(blend([skill.id])).rejects.toMatchObject({ code: 'service/bad-request' });
    await expect(blend([skill.id, instruct.id], { name: 'Pump bot' })).rejects.toMatchObject({
      code: 'store/conflict',
    });
    await expect(blend([skill.id, instruct.id], { manuals: ['nothing'] })).rejects.toMatchObject({
      code: 'service/not-found',
    });
    expect(store.jobs.list()).toEqual([]);
  });
});

describe('a home without skills', () => {
  it('has no soups', async () => {
    const { call } = await temporaryService();
    expect(await call('soup.list', {})).toEqual([]);
  });
});

/** One module of rank 1, as the tiny model has it. */
function writeAdapter(store: Store, id: string): void {
  const lora = { rank: 1, a: new Float32Array(32).fill(0.5), b: new Float32Array(32).fill(0.25), scaling: 1 };
  writeSkill(store.skillFolder(id), {
    adapter: new Map([['model.layers.0.self_attn.q_proj', lora]]),
    baseModel: 'tiny',
    lineage: { kind: 'manual' },
  });
}
