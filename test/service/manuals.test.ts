import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../core/store/index.ts';
import { helvetica, pagesPdf, textAt } from '../fixtures/manual/pdf-writer.ts';
import { paragraph, scannedPdf, scannedPictures } from '../fixtures/manual/scan.ts';
import { addManual } from '../store/temporary-home.ts';
import { temporaryService } from './temporary-service.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

describe('manuals', () => {
  it('are listed with their file, their passages and what they take the place of', async () => {
    const { call, store } = await temporaryService();
    const old = addManual(store, ['One.', 'Two.']);
    const newer = addManual(store, [], OTHER);
    store.manuals.update(newer.id, { replaces: old.id });
    const half = addManual(store, [], 'c'.repeat(64));
    store.manuals.update(half.id, { state: 'importing' });
    expect(await call('manual.list', {})).toMatchObject([
      { id: newer.id, fileName: 'pump.pdf', passages: 0, replaces: old.id, replacedBy: null },
      { id: old.id, passages: 2, replaces: null, replacedBy: newer.id },
    ]);
    // Of revisions with one title the newest is meant; the old one is still found by its id.
    expect((await call('manual.show', { manual: 'pump' })).id).toBe(newer.id);
    expect((await call('manual.show', { manual: old.id })).id).toBe(old.id);
  });

  it('report each page: how it was read, what is on it and what went wrong', async () => {
    const { call, store } = await temporaryService();
    const { id } = addManual(store);
    store.manuals.update(id, { warnings: [{ page: 2, code: 'page-without-text', message: 'No text.' }] });
    store.manuals.replaceBlocks(id, [
      { kind: 'heading', level: 1, text: 'Start', page: 1, rectangles: [] },
      { kind: 'paragraph', text: 'Press it.', page: 1, rectangles: [] },
      { kind: 'table', text: 'a | b', page: 1, rectangles: [] },
    ]);
    const { report } = await call('manual.show', { manual: id });
    expect(report).toEqual([
      {
        number: 1,
        label: 'i',
        readBy: 'text',
        characters: 19,
        headings: 1,
        paragraphs: 1,
        listItems: 0,
        tables: 1,
        captions: 0,
        warnings: [],
      },
      expect.objectContaining({ number: 2, readBy: 'nothing', characters: 0, warnings: [expect.anything()] }),
    ]);
  });

  it('give what was read on one page, with what goes on there from the page before', async () => {
    const { call, store } = await temporaryService();
    const { id } = addManual(store);
    const on = (page: number) => ({ page, x: 1, y: 2, width: 3, height: 4 });
    store.manuals.replaceBlocks(id, [
      { kind: 'paragraph', text: 'Both pages.', page: 1, rectangles: [on(1), on(2)] },
      { kind: 'paragraph', text: 'First page.', page: 1, rectangles: [on(1)] },
    ]);
    const page = await call('manual.page', { manual: id, page: 2 });
    expect(page).toMatchObject({ number: 2, label: '1', width: 595.5, height: 842 });
    expect(page.blocks.map(({ text, level }) => [text, level])).toEqual([['Both pages.', null]]);
    await expect(call('manual.page', { manual: id, page: 3 })).rejects.toMatchObject({ code: 'service/not-found' });
    await expect(call('manual.page', { manual: id, page: 0 })).rejects.toMatchObject({ code: 'service/bad-request' });
  });

  it('are searched all or one, every word at once, then any of them', async () => {
    const { call, store } = await temporaryService();
    const pump = addManual(store, ['The red button starts the pump.', 'The red lamp.', 'The button.']);
    const fan = addManual(store, ['A red fan button.'], OTHER);
    const found = async (query: string, more = {}) => {
      const { total, items } = await call('manual.search', { query, ...more });
      return { total, texts: items.map(({ text }) => text) };
    };
    expect((await found('red button')).total).toBe(2);
    expect(await found('red butt', { manual: fan.id })).toEqual({ total: 1, texts: ['A red fan button.'] });
    expect((await found('red umbrella')).total).toBe(3);
    expect(await found('the', { manual: pump.id, offset: 1, limit: 1 })).toMatchObject({ total: 3 });
    expect((await found('the', { manual: pump.id, offset: 1, limit: 1 })).texts).toHaveLength(1);
    expect(await found('"*(', {})).toEqual({ total: 0, texts: [] });
    const [first] = (await call('manual.search', { query: 'lamp' })).items;
    expect(first).toMatchObject({
      manual: pump.id,
      page: 1,
      lastPage: 2,
      headings: ['Start'],
      rectangles: [{ page: 1 }],
    });
    await expect(call('manual.search', { query: 'x', limit: 0 })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
  });

  it('take another title, but not an empty one', async () => {
    const { call, store } = await temporaryService();
    const { id } = addManual(store);
    expect((await call('manual.rename', { manual: id, title: ' Pump 2 ' })).title).toBe('Pump 2');
    await expect(call('manual.rename', { manual: id, title: '  ' })).rejects.toMatchObject({
      code: 'service/bad-request',
    });
    await expect(call('manual.rename', { manual: 'nothing', title: 'x' })).rejects.toMatchObject({
      code: 'service/not-found',
    });
  });

  it('are not removed while something rests on them, unless that may go too', async () => {
    const { call, store } = await temporaryService();
    const { id, bot } = withBot(store);
    expect((await call('manual.show', { manual: id })).dependants).toEqual({
      bots: [{ id: bot, name: 'Pump bot' }],
      skills: [expect.objectContaining({ name: 'Pump skill' })],
    });
    await expect(call('manual.remove', { manual: id })).rejects.toMatchObject({
      code: 'store/in-use',
      message: expect.stringMatching(/"Pump skill".*"Pump bot"/),
    });
    const conversation = store.conversations.create({ botId: bot });
    await call('manual.remove', { manual: id, withDependants: true });
    expect(store.bots.list()).toEqual([]);
    expect(store.skills.list()).toEqual([]);
    expect(store.conversations.get(conversation.id)).toBeUndefined();
    expect(await call('manual.list', {})).toEqual([]);
    expect(existsSync(store.manualFolder(HASH))).toBe(false);
  });

  it('are not removed while a job learns them', async () => {
    const { call, store } = await temporaryService();
    const { id } = addManual(store);
    const job = store.jobs.insert({ kind: 'build', input: { manual: { id } }, state: 'running' });
    const refused = { code: 'store/in-use', message: expect.stringContaining(job.id) };
    await expect(call('manual.remove', { manual: id, withDependants: true })).rejects.toMatchObject(refused);
  });
});

// Each file is read by a process of its own.
describe('reading files', { timeout: 300_000 }, () => {
  it('happens in a job of its own, tells each page, and knows the same bytes again', async () => {
    const { call, events, home } = await temporaryService();
    const path = join(home, 'fan.pdf');
    writeFileSync(path, pagesPdf(['The fan turns.', 'Do not touch it.'].map((line) => textAt(72, 700, [line]))));
    const first = await call('manual.import', { path });
    expect(first).toMatchObject({ known: false, fileName: 'fan.pdf', pages: 2, replaces: null });
    expect(events).toContainEqual({ kind: 'job', job: expect.any(String), state: 'started' });
    expect(events).toContainEqual({ kind: 'progress', stage: 'read', done: 2, total: 2 });
    expect(await call('manual.import', { path })).toEqual({ ...first, known: true });
  });

  it('of several at once is one after another, and the same bytes are one manual', async () => {
    const { call, home, store } = await temporaryService();
    const paths = ['a', 'b', 'c'].map((name) => join(home, `${name}.md`));
    for (const [i, path] of paths.entries()) writeFileSync(path, i === 2 ? '# Pump\n' : `# Fan\n\nIt turns.\n`);
    const read = await Promise.all(paths.map((path) => call('manual.import', { path })));
    expect(new Set(read.map(({ id }) => id)).size).toBe(2);
    expect(store.jobs.list().map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  it('takes a failed job away again', async () => {
    const { call, home, store } = await temporaryService();
    await expect(call('manual.import', { path: join(home, 'none.pdf') })).rejects.toMatchObject({
      code: 'manual/not-found',
    });
    expect(store.jobs.list()).toEqual([]);
  });

  it('of scanned pages recognises them, and goes on page by page when it was stopped', async () => {
    const { call, home, store } = await temporaryService();
    const path = join(home, 'scan.pdf');
    const line = 'Press the green button to start the pump and let it run.';
    writeFileSync(path, scannedPdf([1, 2, 3].map((page) => paragraph(72, 165, [`${line} Page ${page}.`, line]))));
    const stop = new AbortController();
    const stopping = call('manual.import', { path }, stop.signal);
    const pages = () => {
      const [folder] = store.jobs.list().map(({ id }) => join(store.jobFolder(id), 'pages'));
      return folder !== undefined && existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
    };
    await expect.poll(() => pages().filter((name) => name.endsWith('.json')).length, { timeout: 250_000 }).toBe(1);
    stop.abort();
    await expect(stopping).rejects.toMatchObject({ code: 'jobs/cancelled', hint: expect.stringContaining('resume') });
    const [job] = store.jobs.list();
    const { result } = await call('job.resume', { job: job!.id });
    const { report, warnings } = await call('manual.show', { manual: (result as { manual: string }).manual });
    expect(report.map(({ readBy, paragraphs }) => [readBy, paragraphs])).toEqual([
      ['ocr', 1],
      ['ocr', 1],
      ['ocr', 1],
    ]);
    expect(warnings).toEqual([]);
  });

  it('leaves scanned pages unread when told to, and reads them when asked later', async () => {
    const { call, home } = await temporaryService();
    const path = join(home, 'mixed.pdf');
    const [picture] = scannedPictures([paragraph(72, 165, ['Clean the filter once a month with warm water.'])]);
    writeFileSync(
      path,
      pagesPdf([textAt(72, 700, ['The pump is red.']), 'q 612 0 0 792 0 0 cm /I0 Do Q'], {
        objects: [helvetica, picture!],
        resources: '/Font << /F1 3 0 R >> /XObject << /I0 4 0 R >>',
      }),
    );
    const never = await call('manual.import', { path, ocr: 'never' });
    expect(never.warnings).toMatchObject([{ page: 2, code: 'page-without-text' }]);
    expect((await call('manual.import', { path })).known).toBe(true);
    const read = await call('manual.import', { path, ocr: 'auto' });
    expect(read).toMatchObject({ id: never.id, known: false, warnings: [] });
    expect((await call('manual.search', { query: 'filter' })).items).toMatchObject([{ page: 1, lastPage: 2 }]);
  });

  it('of a newer revision takes the manual’s place, and keeps the old one while a bot uses it', async () => {
    const { call, home, store } = await temporaryService();
    const { id } = withBot(store);
    const path = join(home, 'pump-2.md');
    writeFileSync(path, '# Pump\n\nPress the blue button.\n');
    const newer = await call('manual.replace', { manual: id, path });
    expect(newer).toMatchObject({ known: false, replaces: id });
    expect((await call('manual.list', {})).map((m) => m.id)).toEqual([newer.id, id]);
    await expect(call('manual.replace', { manual: id, path: join(home, 'none.md') })).rejects.toMatchObject({
      code: 'store/conflict',
      hint: expect.stringContaining(newer.id),
    });

    writeFileSync(path, '# Pump\n\nPress the green button.\n');
    const newest = await call('manual.replace', { manual: newer.id, path });
    // Nothing rests on the one in between.
    expect((await call('manual.list', {})).map((m) => m.id)).toEqual([newest.id, id]);
    await expect(call('manual.replace', { manual: newest.id, path })).rejects.toMatchObject({ code: 'store/conflict' });
  });
});

function withBot(store: Store): { id: string; bot: string } {
  const { id } = addManual(store);
  const skill = store.skills.insert({ name: 'Pump skill', kind: 'manual', baseModel: 'm', rank: 4, manualId: id });
  const bot = store.bots.insert({ name: 'Pump bot', baseModel: 'm', skillId: skill.id, manualIds: [id] });
  return { id, bot: bot.id };
}
