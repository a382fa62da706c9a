import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Promotion } from '../../core/service/index.ts';
import type { DraftState, Store } from '../../core/store/index.ts';
import { writeTinySkill } from '../helpers/tiny-skill.ts';
import { addManual } from '../store/temporary-home.ts';
import { chatHome } from './chat-home.ts';

type Home = Awaited<ReturnType<typeof chatHome>>;

/** Old and new texts of the manual, and a bot of the newer revision beside the one of `chatHome`. */
async function revised() {
  const home = await chatHome();
  const { store, manual, model } = home;
  const newer = addManual(store, ['Press the green button to start the pump.', 'Clean the filter.'], 'b'.repeat(64));
  store.manuals.update(newer.id, { replaces: manual.id, title: 'Pump, revised' });
  const skill = store.skills.insert({
    name: 'New skill',
    kind: 'manual',
    baseModel: model,
    rank: 4,
    manualId: newer.id,
  });
  const bot = store.bots.insert({ name: 'New bot', baseModel: model, skillId: skill.id, manualIds: [newer.id] });
  return { ...home, newer, newSkill: skill, newBot: bot };
}

/** Each text is this much likelier with an adapter that has this skill: of the manual, and of instructions. */
function gain(home: Home, skill: string, { manual = 0, general = 0 }): void {
  const { workers, store } = home;
  const folder = store.skillFolder(skill);
  workers.likelihoods = ({ question }, { adapter }) => {
    const has = (adapter as { folders: string[] }).folders.includes(folder);
    const isManual = question === '' || question.startsWith('Pump question');
    return [-3 + (has ? (isManual ? manual : general) : 0)];
  };
}

function accept(
  store: Store,
  manualId: string,
  suite: string,
  contexts: readonly string[],
  state: DraftState = 'accepted',
): void {
  store.questionDrafts.add(
    contexts.map((context, i) => ({
      ...{ suite, manualId, page: 1, context, question: `Pump question ${i}?`, answer: 'Yes.', state },
      ...{ hints: [], madeBy: { name: 'm', question: '', answer: '' }, jobId: null },
    })),
  );
}

describe('the gate', () => {
  it('promotes a bot that is no worse on the manual and in general, and says what was asked', async () => {
    const home = await revised();
    gain(home, home.newSkill.id, { manual: 0.5 });
    const promotion = await home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });
    expect(promotion).toMatchObject({
      bot: home.newBot.id,
      previousName: 'Pump bot',
      decision: 'promoted',
      fell: [],
      evidence: {
        manual: { asked: 'passages', suites: [], leftOut: 0, n: 2, bot: -2.5, previous: -3, mean: 0.5, low: 0.5 },
        general: { n: 48, unseen: 48, mean: 0, low: 0, high: 0 },
      },
    });
    expect(await home.service.call('bot.promotions', {})).toEqual([promotion]);
    const [first] = home.workers.asked.filter(({ task }) => task === 'likelihoods');
    const pairs = first!.input.pairs as { question: string; answer: string; format?: string }[];
    expect(pairs.slice(0, 2).map(({ answer, format }) => [answer, format])).toEqual([
      ['Press the green button to start the pump.', 'plain'],
      ['Clean the filter.', 'plain'],
    ]);
    expect(pairs[2]).not.toHaveProperty('format');
  });

  it.each([
    [{ manual: -0.5 }, 'manual'],
    [{ manual: 0.5, general: -0.5 }, 'general'],
  ])('holds a bot that lost %j', async (lost, side) => {
    const home = await revised();
    gain(home, home.newSkill.id, lost);
    const promotion = await home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });
    expect(promotion).toMatchObject({ decision: 'held', fell: [side], evidence: { [side]: { mean: -0.5 } } });
    const bots = await home.service.call('bot.list', {});
    expect(bots.map(({ name, standing }) => [name, standing])).toEqual([
      ['New bot', 'held'],
      ['Pump bot', 'current'],
    ]);
    expect(await home.service.call('bot.show', { bot: 'New bot' })).toMatchObject({ promotion });
    home.workers.scripts.push({ pieces: ['By the button.'] });
    const asked = await home.service.call('bot.ask', { bot: home.newer.id, question: 'How does it start?' });
    expect(asked.bot).toBe('Pump bot');
  });

  it('asks the accepted questions, without those on words that the newer revision no longer has', async () => {
    const home = await revised();
    accept(home.store, home.manual.id, 'older', ['Press the red button to start the pump.', 'Clean  the filter.']);
    accept(home.store, home.newer.id, 'newer', Array(9).fill('Press the green button to start the pump.'));
    accept(home.store, home.newer.id, 'newer', ['Clean the filter.'], 'waiting');
    gain(home, home.newSkill.id, { manual: -1 });
    const { evidence } = await home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });
    expect(evidence!.manual).toMatchObject({ asked: 'questions', n: 10, leftOut: 1, mean: -1 });
    expect([...evidence!.manual.suites].sort()).toEqual(['newer', 'older']);
  });

  it('asks the questions of a file that was taken in for the manual, and of no other file', async () => {
    const home = await revised();
    const path = join(home.home, 'questions.json');
    const questions = Array.from({ length: 10 }, (_, i) => ({ question: `Pump question ${i}?`, answer: 'Yes.' }));
    writeFileSync(path, JSON.stringify(questions));
    const measured = async () => {
      const { evidence } = await home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });
      return evidence!.manual;
    };
    await home.service.call('suite.import', { path, name: 'about none' });
    expect(await measured()).toMatchObject({ asked: 'passages' });
    await home.service.call('suite.import', { path, name: 'about the pump', manual: home.manual.id });
    expect(await measured()).toMatchObject({ asked: 'questions', suites: ['about the pump'], n: 10, leftOut: 0 });
  });

  it('asks passages where few questions were accepted, but a suite that is named whatever its size', async () => {
    const home = await revised();
    accept(home.store, home.newer.id, 'few', ['Clean the filter.']);
    const gate = (suite?: string) =>
      home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot', ...(suite === undefined ? {} : { suite }) });
    expect((await gate()).evidence!.manual).toMatchObject({ asked: 'passages', n: 2 });
    expect((await gate('few')).evidence!.manual).toMatchObject({ asked: 'questions', suites: ['few'], n: 1 });
    await expect(gate('nothing')).rejects.toMatchObject({ code: 'bench/bad-suite' });
  });

  it('goes on after a kill with what was measured before it, and decides as if undisturbed', async () => {
    const undisturbed = await revised();
    gain(undisturbed, undisturbed.newSkill.id, { manual: -0.5 });
    const expected = await undisturbed.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });

    const home = await revised();
    gain(home, home.newSkill.id, { manual: -0.5 });
    home.workers.dieScoring.push(false, true);
    const gate = home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });
    await expect(gate).rejects.toMatchObject({ code: 'jobs/worker-died' });
    expect(home.store.promotions.list()).toEqual([]);
    // Changes in between are not mixed into what was begun.
    accept(home.store, home.newer.id, 'late', Array(12).fill('Clean the filter.'));
    const [job] = await home.service.call('job.list', {});
    expect(job).toMatchObject({ kind: 'promotion', title: 'New bot', state: 'failed' });
    const { result } = await home.service.call('job.resume', { job: job!.id });
    const { decision, evidence, fell } = result as unknown as Promotion;
    expect({ decision, evidence, fell }).toEqual({
      decision: expected.decision,
      evidence: expected.evidence,
      fell: expected.fell,
    });
    expect(home.workers.asked.filter(({ task }) => task === 'likelihoods')).toHaveLength(3);
    expect(home.store.promotions.list()).toHaveLength(1);
  });

  it('refuses bots that can not take each other’s place', async () => {
    const { service, store, model } = await revised();
    const other = addManual(store, ['Turn the wheel.'], 'c'.repeat(64));
    store.bots.insert({ name: 'Wheel bot', baseModel: model, manualIds: [other.id] });
    store.bots.insert({ name: 'Alone', baseModel: model });
    for (const against of ['New bot', 'Wheel bot', 'Alone']) {
      await expect(service.call('bot.gate', { bot: 'New bot', against })).rejects.toMatchObject({
        code: 'service/bad-request',
      });
    }
    expect(await service.call('job.list', {})).toEqual([]);
  });
});

describe('a person', () => {
  it('may overrule the gate; the reason and what it went over are kept', async () => {
    const home = await revised();
    gain(home, home.newSkill.id, { general: -0.5 });
    const held = await home.service.call('bot.gate', { bot: 'New bot', against: 'Pump bot' });
    const made = await home.service.call('bot.promote', { bot: 'New bot', reason: ' It is for the new pumps alone. ' });
    expect(made).toMatchObject({
      decision: 'overruled',
      reason: 'It is for the new pumps alone.',
      previousName: 'Pump bot',
      evidence: held.evidence,
      fell: ['general'],
    });
    expect(await home.service.call('bot.promotions', { bot: 'New bot' })).toEqual([made, held]);
    const bots = await home.service.call('bot.list', {});
    expect(bots.map(({ standing }) => standing)).toEqual(['current', 'earlier']);
    await expect(home.service.call('bot.promote', { bot: 'New bot' })).rejects.toMatchObject({
      code: 'store/conflict',
    });

    expect(await home.service.call('bot.promote', { bot: 'Pump bot' })).toMatchObject({ evidence: null, reason: '' });
    expect((await home.service.call('bot.list', {})).map(({ standing }) => standing)).toEqual(['earlier', 'current']);
  });
});

describe('a build', () => {
  /** `chatHome` with an instruction skill that is really there, and a manual that takes the old one's place. */
  async function buildable() {
    const home = await chatHome();
    const { store, manual, model, instruct } = home;
    writeTinySkill(store.skillFolder(instruct.id), model, { seed: 1 });
    const newer = addManual(store, ['Press the green button.', 'Clean the filter.'], 'b'.repeat(64));
    const build = (of: string) =>
      home.service.call('bot.build', { manual: of, model, instruct: instruct.id, name: 'Rebuilt' });
    const replace = () => store.manuals.update(newer.id, { replaces: manual.id });
    return { ...home, newer, build, replace };
  }

  it('of a first revision, or of the same one again, makes the current bot at once', async () => {
    const { service, manual, build, workers } = await buildable();
    expect(await build(manual.id)).toMatchObject({ name: 'Rebuilt', promotion: null });
    expect(workers.asked.some(({ task }) => task === 'likelihoods')).toBe(false);
    const bots = await service.call('bot.list', {});
    expect(bots.map(({ name, standing }) => [name, standing])).toEqual([
      ['Rebuilt', 'current'],
      ['Pump bot', 'earlier'],
    ]);
  });

  it('of a newer revision is held where the bot before knows the manual better, and is kept with why', async () => {
    const { service, newer, build, replace, workers, store, skill } = await buildable();
    replace();
    const old = store.skillFolder(skill.id);
    workers.likelihoods = (_, { adapter }) => [(adapter as { folders: string[] }).folders.includes(old) ? -1 : -2];
    const result = await build(newer.id);
    expect(result.promotion).toMatchObject({
      decision: 'held',
      previousName: 'Pump bot',
      fell: ['manual', 'general'],
      evidence: { manual: { mean: -1 } },
    });
    expect(await service.call('bot.promotions', {})).toEqual([result.promotion]);
    expect(await service.call('bot.show', { bot: 'Rebuilt' })).toMatchObject({ standing: 'held' });
  });

  it('that was cut off in the gate keeps no bot that was not measured', async () => {
    const { service, newer, build, replace, workers, store } = await buildable();
    replace();
    workers.dieScoring.push(false, true);
    await expect(build(newer.id)).rejects.toMatchObject({ code: 'jobs/worker-died' });
    expect(store.bots.byName('Rebuilt')).toBeUndefined();
    const [job] = await service.call('job.list', {});
    const { result } = await service.call('job.resume', { job: job!.id });
    expect(result).toMatchObject({ name: 'Rebuilt', promotion: { decision: 'promoted', previousName: 'Pump bot' } });
    expect(await service.call('bot.show', { bot: 'Rebuilt' })).toMatchObject({ standing: 'current' });
  });

  it('whose predecessor can not be asked is held, and says why', async () => {
    const { service, newer, build, replace, store, bot, home } = await buildable();
    replace();
    store.bots.update(bot.id, { baseModel: join(home, 'gone') });
    const { promotion } = await build(newer.id);
    expect(promotion).toMatchObject({ decision: 'held', evidence: null, fell: [] });
    expect(promotion!.reason).toContain('gone');
    expect(await service.call('bot.show', { bot: 'Rebuilt' })).toMatchObject({ standing: 'held' });
  });

  it('measures instructions first that neither bot learned from', async () => {
    const { newer, build, replace, store, instruct } = await buildable();
    replace();
    const stock = JSON.parse(readFileSync(join('resources', 'data', 'alpaca.json'), 'utf8')) as unknown[];
    writeFileSync(join(store.skillFolder(instruct.id), 'instructions.json'), JSON.stringify(stock.slice(10)));
    const { promotion } = await build(newer.id);
    expect(promotion!.evidence!.general).toMatchObject({ n: 48, unseen: 10 });
  });
});
