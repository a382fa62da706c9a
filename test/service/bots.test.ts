import { describe, expect, it } from 'vitest';
import { presets } from '../../core/service/index.ts';
import type { Store } from '../../core/store/index.ts';
import { addManual } from '../store/temporary-home.ts';
import { temporaryService } from './temporary-service.ts';

describe('bots', () => {
  it('show what they are made of, how they answer, and what their build measured', async () => {
    const { call, store } = await temporaryService();
    const { bot, soup, manual } = addBot(store);
    const detail = await call('bot.show', { bot: 'pump bot' });
    expect(detail).toMatchObject({
      id: bot,
      soup,
      skill: null,
      manual,
      manuals: [{ id: manual, title: 'Pump' }],
      skills: [
        { name: 'Pump skill', mean: 0.25, spread: 0, low: 0.25, high: 0.25 },
        { name: 'Alpaca', mean: 0.5 },
      ],
      recipe: { preset: 'quick' },
      check: { windows: 'held-out', count: 8, base: 3, bot: 2 },
    });
    // As bots kept them before there was more to set.
    expect(detail.settings).toEqual({
      systemPrompt: '',
      withManual: true,
      contextTokens: 2048,
      ...presets.quick.search,
      ...presets.quick.generation,
    });
    await expect(call('bot.show', { bot: 'nobody' })).rejects.toMatchObject({ code: 'service/not-found' });
  });

  it('show one skill as it is, and nothing where nothing is known', async () => {
    const { call, store } = await temporaryService();
    const skill = store.skills.insert({ name: 'Alone', kind: 'imported', baseModel: 'm', rank: 4 });
    store.bots.insert({ name: 'One', baseModel: 'm', skillId: skill.id });
    store.bots.insert({ name: 'Base', baseModel: 'm' });
    expect(await call('bot.show', { bot: 'One' })).toMatchObject({
      skill: skill.id,
      skills: [{ skill: skill.id, mean: 1, spread: 0 }],
      recipe: null,
      check: null,
      manual: '',
    });
    expect((await call('bot.show', { bot: 'Base' })).skills).toEqual([]);
  });

  it('take another name that no other bot has', async () => {
    const { call, store } = await temporaryService();
    addBot(store);
    store.bots.insert({ name: 'Fan bot', baseModel: 'm' });
    expect((await call('bot.rename', { bot: 'Pump bot', name: 'PUMP BOT' })).name).toBe('PUMP BOT');
    await expect(call('bot.rename', { bot: 'pump bot', name: 'fan BOT' })).rejects.toMatchObject({
      code: 'store/conflict',
    });
  });

  it('keep the settings that are changed, and the others as they were', async () => {
    const { call, store } = await temporaryService();
    addBot(store);
    const change = {
      systemPrompt: 'Be brief.',
      withManual: false,
      passages: 5,
      read: 2,
      temperature: 0.7,
      historyTurns: 3,
    };
    const { settings } = await call('bot.configure', { bot: 'Pump bot', settings: change });
    expect(settings).toMatchObject({ ...change, contextTokens: 2048, topP: presets.quick.generation.topP });
    expect((await call('bot.configure', { bot: 'Pump bot', settings: { topK: 4 } })).settings).toEqual({
      ...settings,
      topK: 4,
    });
  });

  it.each([
    [{ temperature: 6 }, 'temperature'],
    [{ topP: 0 }, 'topP'],
    [{ read: 0 }, 'read'],
    [{ contextTokens: 100 }, 'contextTokens'],
    [{ historyTurns: 21 }, 'historyTurns'],
    [{ charm: 1 }, 'charm'],
    [{ maxNewTokens: 2000 }, 'no room'],
    // What the base model reads, by the catalogue.
    [{ contextTokens: 10_000 }, '8192'],
  ])('refuse the setting %j', async (settings, said) => {
    const { call, store } = await temporaryService();
    addBot(store);
    await expect(call('bot.configure', { bot: 'Pump bot', settings: settings as never })).rejects.toMatchObject({
      code: 'service/bad-request',
      message: expect.stringContaining(said),
    });
  });

  it('speak from the manuals that they are given, each once', async () => {
    const { call, store } = await temporaryService();
    const { manual } = addBot(store);
    const fan = addManual(store, ['The fan.'], 'b'.repeat(64));
    store.manuals.update(fan.id, { title: 'Fan' });
    const detail = await call('bot.speakFrom', { bot: 'Pump bot', manuals: ['Fan', manual, fan.id] });
    expect(detail.manuals.map(({ id }) => id)).toEqual([fan.id, manual]);
    expect((await call('bot.speakFrom', { bot: 'Pump bot', manuals: [] })).manual).toBe('');
    await expect(call('bot.speakFrom', { bot: 'Pump bot', manuals: ['none'] })).rejects.toMatchObject({
      code: 'service/not-found',
    });
  });

  it('go with their conversations and their soup, and leave skills, which can then be removed', async () => {
    const { call, store } = await temporaryService();
    const { bot, soup } = addBot(store);
    const conversation = store.conversations.create({ botId: bot });
    await expect(call('skill.remove', { skill: 'Pump skill' })).rejects.toMatchObject({ code: 'store/in-use' });
    expect(await call('bot.remove', { bot: 'Pump bot' })).toEqual({ removed: 'Pump bot' });
    expect(store.conversations.get(conversation.id)).toBeUndefined();
    expect(store.soups.get(soup)).toBeUndefined();
    expect((await call('skill.list', {})).map(({ name }) => name)).toEqual(['Alpaca', 'Pump skill']);
    expect(await call('skill.remove', { skill: 'Pump skill' })).toEqual({ removed: 'Pump skill' });
    expect(await call('skill.remove', { skill: 'Alpaca' })).toEqual({ removed: 'Alpaca' });
    await expect(call('bot.remove', { bot: 'Pump bot' })).rejects.toMatchObject({ code: 'service/not-found' });
  });
});

describe('recipes', () => {
  it('are the presets, whole', async () => {
    const { call } = await temporaryService();
    expect((await call('recipe.list', {})).map(({ name }) => name)).toEqual(['paper', 'quick', 'best']);
  });

  it('are given whole from a name, from part of one, and with changes', async () => {
    const { call } = await temporaryService();
    expect(await call('recipe.resolve', {})).toEqual(presets.quick);
    const given = { preset: 'best', training: { epochs: 7 } };
    const resolved = await call('recipe.resolve', { recipe: given, set: { 'soup.method': 'cat-static' } });
    expect(resolved).toEqual({
      ...presets.best,
      training: { ...presets.best.training, epochs: 7 },
      soup: { ...presets.best.soup, method: 'cat-static' },
    });
    // What was resolved once can be given again.
    expect(await call('recipe.resolve', { recipe: resolved })).toEqual(resolved);
  });

  it.each([
    [{ recipe: 'none' }, 'none'],
    [{ recipe: { preset: 'none' } }, 'none'],
    [{ recipe: { training: { rank: 0 } } }, 'training.rank'],
    [{ recipe: { training: { charm: 1 } } }, 'training.charm'],
    [{ set: { 'training.none': 1 } }, 'training.none'],
  ])('are refused as %j, naming the number', async (input, said) => {
    const { call } = await temporaryService();
    await expect(call('recipe.resolve', input as never)).rejects.toMatchObject({
      code: 'recipe/invalid',
      message: expect.stringContaining(said),
    });
  });
});

function addBot(store: Store) {
  const manual = addManual(store);
  const skill = store.skills.insert({
    name: 'Pump skill',
    kind: 'manual',
    baseModel: MODEL,
    rank: 4,
    manualId: manual.id,
  });
  const alpaca = store.skills.insert({ name: 'Alpaca', kind: 'instruction', baseModel: MODEL, rank: 4 });
  const soup = store.soups.insert({
    baseModel: MODEL,
    method: 'cat-learned',
    coefficients: { 'model.layers.0.self_attn.q_proj': [0.25, 0.5] },
    skillIds: [skill.id, alpaca.id],
  });
  const job = store.jobs.insert({ kind: 'build', input: {}, state: 'done' });
  store.jobs.saveStage(job.id, 'check', { windows: 'held-out', count: 8, base: 3, bot: 2 });
  const { search, generation } = presets.quick;
  const bot = store.bots.insert({
    name: 'Pump bot',
    baseModel: MODEL,
    soupId: soup.id,
    settings: { search, generation },
    recipeId: store.recipes.save(presets.quick).id,
    jobId: job.id,
    manualIds: [manual.id],
  });
  return { bot: bot.id, soup: soup.id, manual: manual.id };
}

const MODEL = 'SmolLM2-135M-Instruct';
