import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../core/store/database.ts';
import { isClean, lockHome, newId, openStore, type Store } from '../../core/store/index.ts';
import { addManual, codeOf, RECTANGLE, temporaryFolder, temporaryStore } from './temporary-home.ts';

describe('openStore', () => {
  it('makes a home that is not there, and finds again what was kept in it', () => {
    const home = join(temporaryFolder(), 'deep', 'home');
    const first = openStore(home);
    const manual = addManual(first);
    first.close();

    const store = temporaryStore(home);
    expect(store.manuals.list()).toEqual([manual]);
    expect(store.manuals.pages(manual.id).map(({ label, hasText }) => [label, hasText])).toEqual([
      ['i', true],
      ['1', false],
    ]);
    expect(store.manuals.blocks(manual.id)).toMatchObject([{ seq: 0, kind: 'heading', level: 2, text: 'Start' }]);
    expect(store.passages.list(manual.id)[0]).toMatchObject({ headings: ['Start'], rectangles: [RECTANGLE] });
    expect(store.check()).toEqual([]);
  });

  it('syncs each commit and journals ahead', () => {
    const db = openDatabase(join(temporaryFolder(), 'x.db'));
    expect(db.pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(db.pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    db.close();
  });

  it('says that a file is no database', () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'stockpot.db'), 'This is a letter to my aunt. '.repeat(100));
    expect(codeOf(() => openStore(home))).toBe('store/corrupt');
  });

  it('says that the disk is full', () => {
    const db = openDatabase(join(temporaryFolder(), 'x.db'));
    db.exec('CREATE TABLE t (x TEXT) STRICT');
    // SQLite fails with the same code when the disk is full and when its own limit is reached.
    db.pragma('max_page_count = 4');
    expect(codeOf(() => db.statement('INSERT INTO t VALUES (?)').run('x'.repeat(100_000)))).toBe('store/disk-full');
    db.close();
  });

  it('backs up to a file that opens as a home of its own', () => {
    const store = temporaryStore();
    addManual(store);
    const copy = temporaryFolder();
    store.backup(join(copy, 'stockpot.db'));
    expect(temporaryStore(copy).manuals.list()).toEqual(store.manuals.list());
  });

  it('takes back a transaction that throws, and refuses one that awaits', () => {
    const store = temporaryStore();
    expect(() =>
      store.transaction(() => {
        addManual(store);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(() => store.transaction(async () => addManual(store))).toThrow(/synchronous/);
    expect(store.manuals.list()).toEqual([]);
  });
});

describe('what depends on what', () => {
  it('refuses to remove what others need, naming them', () => {
    const { store, manual, skill, soup } = small();
    expect(() => store.skills.remove(skill.id)).toThrow(/"Pump skill".*skill "Merged", bot "Pump bot"/);
    expect(codeOf(() => store.skills.remove(skill.id))).toBe('store/in-use');
    expect(() => store.removeManual(manual.id)).toThrow(/skill "Pump skill", bot "Pump bot"/);
    expect(codeOf(() => store.removeManual(manual.id))).toBe('store/in-use');
    expect(() => store.soups.remove(soup.id)).toThrow(/bot "Pump bot"/);
    expect(store.manuals.get(manual.id)).toEqual(manual);
  });

  it('names a soup that no bot uses as what needs a skill', () => {
    const { store, skill, soup, bot } = small();
    store.bots.remove(bot.id);
    expect(() => store.skills.remove(skill.id)).toThrow(`soup "${soup.id}"`);
  });

  it('removes a bot with its soup, unless another bot or a job that may go on needs that', () => {
    const { store, soup, bot } = small();
    const { id: _, ...made } = soup;
    const second = store.bots.insert({ name: 'Second', baseModel: 'base', soupId: soup.id });
    store.removeBot(bot.id);
    expect(store.soups.get(soup.id)).toBeDefined();
    store.removeBot(second.id);
    expect(store.soups.get(soup.id)).toBeUndefined();

    const paused = store.jobs.insert({ kind: 'build', input: {}, state: 'paused' });
    const going = store.soups.insert({ ...made, jobId: paused.id, skillIds: [] });
    const third = store.bots.insert({ name: 'Third', baseModel: 'base', soupId: going.id });
    store.removeBot(third.id);
    expect(store.soups.list()).toEqual([going]);
  });

  it('removes rows with their folders once nothing needs them', () => {
    const { store, manual, skill, merged, soup, bot } = small();
    for (const folder of [store.manualFolder(manual.sha256), store.skillFolder(skill)])
      mkdirSync(folder, { recursive: true });
    const conversation = store.conversations.create({ botId: bot.id });
    store.conversations.addMessage({ conversationId: conversation.id, role: 'user', content: 'How?' });
    store.bots.remove(bot.id);
    store.soups.remove(soup.id);
    store.removeSkill(merged.id);
    store.removeSkill(skill.id);
    store.removeManual(manual.id);
    expect(store.conversations.list()).toEqual([]);
    expect(store.passages.list(manual.id)).toEqual([]);
    expect(readdirSync(join(store.home, 'manuals'))).toEqual([]);
    expect(readdirSync(join(store.home, 'skills'))).toEqual([]);
    expect(isClean(store.sweep())).toBe(true);
  });

  it('removes a manual with everything that rests on it, and takes it from bots that only also speak from it', () => {
    const { store, manual, skill, merged, soup, bot } = small();
    const other = addManual(store, ['Fan.'], 'c'.repeat(64));
    const speaker = store.bots.insert({ name: 'Fan bot', baseModel: 'base', manualIds: [manual.id, other.id] });
    expect(store.manuals.dependants(manual.id)).toMatchObject({
      bots: [{ id: bot.id, name: 'Pump bot' }],
      soups: [soup.id],
      skills: [{ id: merged.id }, { id: skill.id }],
      speakers: [{ id: speaker.id }],
    });
    for (const folder of [store.manualFolder(manual.sha256), store.skillFolder(skill), store.skillFolder(merged)])
      mkdirSync(folder, { recursive: true });
    store.removeManual(manual.id, { withDependants: true });
    expect(store.bots.list().map(({ id }) => id)).toEqual([speaker.id]);
    expect(store.bots.manualIds(speaker.id)).toEqual([other.id]);
    expect(store.soups.list()).toEqual([]);
    expect(store.manuals.list()).toEqual([other]);
    expect(readdirSync(join(store.home, 'skills'))).toEqual([]);
    expect(existsSync(store.manualFolder(manual.sha256))).toBe(false);
    expect(store.check()).toEqual([]);
  });

  it('knows which manual took the place of another, until that one goes', () => {
    const store = temporaryStore();
    const old = addManual(store);
    const newer = addManual(store, [], 'b'.repeat(64));
    store.manuals.update(newer.id, { replaces: old.id });
    expect(store.manuals.replacedBy(old.id)?.id).toBe(newer.id);
    store.removeManual(old.id);
    expect(store.manuals.require(newer.id).replaces).toBeNull();
  });

  it('keeps a run when its bot goes', () => {
    const { store, bot } = small();
    const run = store.runs.insert({
      botId: bot.id,
      botName: bot.name,
      suiteName: 's',
      suiteHash: 'h',
      baseModel: 'base',
      seeds: [1, 2],
      device: 'cpu',
    });
    store.bots.remove(bot.id);
    expect(store.runs.get(run.id)).toEqual({ ...run, botId: null });
  });

  it('takes a name once, whatever its case', () => {
    const { store } = small();
    expect(codeOf(() => store.bots.insert({ name: 'PUMP BOT', baseModel: 'base' }))).toBe('store/conflict');
    expect(store.bots.byName('pump BOT')?.name).toBe('Pump bot');
  });

  it('does not take what points to nothing', () => {
    const store = temporaryStore();
    expect(codeOf(() => store.bots.insert({ name: 'x', baseModel: 'b', skillId: 'skl_none' }))).toBe('store/conflict');
    expect(codeOf(() => store.skills.require('skl_none'))).toBe('skill/not-found');
    expect(codeOf(() => store.jobs.require('job_none'))).toBe('jobs/not-found');
  });

  it('keeps the order of a soup, of parents and of manuals', () => {
    const { store, skill, merged, soup, bot, manual } = small();
    expect(store.soups.skillIds(soup.id)).toEqual([merged.id, skill.id]);
    expect(store.skills.parents(merged.id)).toEqual([skill]);
    expect(store.bots.manualIds(bot.id)).toEqual([manual.id]);
    expect(store.soups.get(soup.id)).toEqual(soup);
  });
});

describe('aggregates', () => {
  it('know a recipe by its numbers, not by their order', () => {
    const store = temporaryStore();
    const first = store.recipes.save({ rank: 8, study: { windows: [20, 100] } });
    expect(store.recipes.save({ study: { windows: [20, 100] }, rank: 8 })).toEqual(first);
    expect(store.recipes.save({ rank: 8, study: { windows: [100, 20] } }).id).not.toBe(first.id);
    // sha256sum of {"a":1,"b":[true,null]}
    expect(store.recipes.save({ b: [true, null], a: 1 }).id).toBe(
      '1cc69c7fa23616ca2ec3ee70d24390a6225c8832db8a4c814c7e0e7f942f8668',
    );
  });

  it('replace a point told again and leave out one that is no number', () => {
    const store = temporaryStore();
    const { id: jobId } = store.jobs.insert({ kind: 'build', input: {} });
    const point = (step: number, value: number) => ({ jobId, series: 'loss', step, value });
    store.points.save([point(2, 5), point(1, 6), point(2, 4), point(3, Number.NaN)]);
    expect(store.points.list(jobId, 'loss')).toEqual([
      { step: 1, value: 6 },
      { step: 2, value: 4 },
    ]);
    store.removeJob(jobId);
    expect(store.points.series(jobId)).toEqual([]);
  });

  it('give one branch of a conversation', () => {
    const { store, bot } = small();
    const { id: conversationId } = store.conversations.create({ botId: bot.id, title: 'Noise' });
    const add = (role: 'user' | 'assistant', content: string, parentId: string | null) =>
      store.conversations.addMessage({ conversationId, role, content, parentId });
    const question = add('user', 'Why?', null);
    const first = add('assistant', 'Air.', question.id);
    const second = add('assistant', 'Water.', question.id);
    const more = add('user', 'And?', second.id);
    store.conversations.rate(first.id, -1);
    expect(store.conversations.branch(more.id).map(({ content }) => content)).toEqual(['Why?', 'Water.', 'And?']);
    expect(store.conversations.messages(conversationId).map(({ rating }) => rating)).toEqual([null, -1, null, null]);
  });

  it('replace a sample answered again, and keep a score that was not given as none', () => {
    const store = temporaryStore();
    const run = store.runs.insert({ suiteName: 's', suiteHash: 'h', baseModel: 'b', seeds: [1], device: 'cpu' });
    const sample = (answer: string) => ({
      runId: run.id,
      system: 'base',
      number: 0,
      seed: 1,
      question: 'q',
      reference: 'r',
      answer,
      citations: [{ page: 3 }],
      scores: { f1: null },
      explanations: { f1: 'No answer was given.' },
      answersUsed: { f1: 'every two weeks' },
      seconds: 0.5,
    });
    store.runs.saveSamples([sample('old')]);
    store.runs.saveSamples([sample('new')]);
    expect(store.runs.samples(run.id)).toEqual([sample('new')]);
    expect(store.runs.samples(run.id, 'other')).toEqual([]);
  });

  it('keep no secret in the ledger of connections', () => {
    const store = temporaryStore();
    store.connections.add({
      url: 'https://me:secret@example.org/a?token=secret#x',
      purpose: 'pull',
      outcome: 'refused',
    });
    expect(JSON.stringify(store.connections.list())).not.toContain('secret');
    expect(store.connections.list()[0]).toMatchObject({ url: 'https://example.org/a', outcome: 'refused', id: 1 });
  });

  it('keep every decision on a bot, of which the last one counts, as long as the bot is there', () => {
    const { store, bot } = small();
    const older = store.bots.insert({ name: 'Older', baseModel: 'base' });
    expect(store.promotions.last(bot.id)).toBeUndefined();
    const decide = (decision: 'held' | 'overruled', reason: string, botId = bot.id) =>
      store.promotions.insert({ botId, previousBotId: older.id, decision, evidence: { n: 3 }, reason });
    const held = decide('held', '');
    const overruled = decide('overruled', 'I read them all.');
    expect(store.promotions.list()).toEqual([overruled, held]);
    expect(store.promotions.last(bot.id)).toEqual(overruled);
    expect(store.promotions.list(older.id)).toEqual([]);
    expect(codeOf(() => decide('held', '', 'bot_none'))).toBe('store/conflict');
    store.bots.remove(older.id);
    expect(store.promotions.last(bot.id)).toEqual({ ...overruled, previousBotId: null });
    store.bots.remove(bot.id);
    expect(store.promotions.list()).toEqual([]);
  });

  it('make ids that sort by when they were made', () => {
    const ids = Array.from({ length: 500 }, () => newId('man'));
    expect([...ids].sort()).toEqual(ids);
    expect(ids[0]).toMatch(/^man_[0-9a-hjkmnp-tv-z]{16}$/);
  });
});

describe('sweeping', () => {
  it('finds folders without rows, temporaries, unfinished rows and missing files, and removes all but told ones', () => {
    const store = temporaryStore();
    const inHome = (...path: string[]) => join(store.home, ...path);
    const ready = addManual(store);
    const half = store.manuals.insert({ ...row('b'), state: 'importing' });
    const paused = store.jobs.insert({ kind: 'import', input: {}, state: 'paused' });
    const going = store.manuals.insert({ ...row('c'), state: 'importing', jobId: paused.id });
    const done = store.jobs.insert({ kind: 'build', input: {}, state: 'done' });
    const blend = { baseModel: 'base', method: 'cat-static', coefficients: {}, skillIds: [] };
    const [unused, begun, used] = [done, paused, done].map(({ id }) => store.soups.insert({ ...blend, jobId: id }));
    store.bots.insert({ name: 'Bot', baseModel: 'base', soupId: used!.id });
    for (const path of [
      inHome('manuals', half.sha256),
      inHome('manuals', going.sha256, 'x.tmp'),
      inHome('skills', 'skl_none'),
      inHome('skills', '.skl_1.00.tmp'),
      store.jobFolder(paused.id),
      store.jobFolder(done.id),
      inHome('skills', 'my own notes'),
    ]) {
      mkdirSync(path, { recursive: true });
    }
    const lock = lockHome(store.home);

    const found = store.removeOrphans(lock);
    expect([...found.folders].sort()).toEqual(
      [inHome('manuals', half.sha256), inHome('skills', 'skl_none'), store.jobFolder(done.id)].sort(),
    );
    expect([...found.temporaries].sort()).toEqual(
      [inHome('manuals', going.sha256, 'x.tmp'), inHome('skills', '.skl_1.00.tmp')].sort(),
    );
    expect(found.rows).toEqual([
      { table: 'manuals', id: half.id },
      { table: 'soups', id: unused!.id },
    ]);
    expect(store.soups.list().map(({ id }) => id)).toEqual([used!.id, begun!.id]);
    expect(found.missing).toMatchObject([{ table: 'manuals', id: ready.id }]);

    expect(store.sweep()).toEqual({ folders: [], temporaries: [], rows: [], missing: found.missing });
    expect(existsSync(inHome('skills', 'my own notes'))).toBe(true);
    expect(existsSync(store.jobFolder(paused.id)) && existsSync(inHome('manuals', going.sha256))).toBe(true);
    expect(store.manuals.get(half.id)).toBeUndefined();
    lock.release();
  });
});

function row(letter: string) {
  return { sha256: letter.repeat(64), title: letter, fileName: letter, type: 'text' as const, bytes: 1, pageCount: 1 };
}

function small(store: Store = temporaryStore()) {
  const manual = addManual(store);
  const skill = store.skills.insert({
    name: 'Pump skill',
    kind: 'manual',
    baseModel: 'base',
    rank: 8,
    manualId: manual.id,
  });
  const merged = store.skills.insert({
    name: 'Merged',
    kind: 'merged',
    baseModel: 'base',
    rank: 8,
    parentIds: [skill.id],
  });
  const soup = store.soups.insert({
    baseModel: 'base',
    method: 'cat-learned',
    coefficients: { 'model.layers.0.self_attn.q_proj': [0.25, 0.5] },
    heldOut: [{ step: 10, loss: 1.5 }],
    skillIds: [merged.id, skill.id],
  });
  const bot = store.bots.insert({ name: 'Pump bot', baseModel: 'base', soupId: soup.id, manualIds: [manual.id] });
  return { store, manual, skill, merged, soup, bot };
}
