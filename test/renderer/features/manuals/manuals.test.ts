import { describe, expect, test } from 'vitest';
import type { FoundPassage, PageReport } from '../../../../core/service/contract.ts';
import { createManuals } from '../../../../renderer/features/manuals/manuals.ts';
import { orderedReport } from '../../../../renderer/features/manuals/report-order.ts';
import { snippetOf } from '../../../../renderer/features/manuals/snippet.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const passage = (text: string): FoundPassage => ({
  manual: 'm',
  page: 1,
  lastPage: 1,
  headings: [],
  text,
  rectangles: [],
});

describe('searching', () => {
  test('reads on behind what was found, until all of it is there', async () => {
    const all = Array.from({ length: 70 }, (_, i) => ({ page: i + 1 }) as FoundPassage);
    const service = createFakeService({
      'manual.search': ({ offset = 0, limit = 0 }) => ({ total: 70, items: all.slice(offset, offset + limit) }),
    });
    const manuals = createManuals(createFakeApp(service));
    await manuals.search('ink');
    expect(manuals.getState().found?.items).toHaveLength(50);
    await manuals.more();
    await manuals.more();
    expect(manuals.getState().found?.items).toEqual(all);
    expect(service.calls.filter(({ method }) => method === 'manual.search')).toHaveLength(2);
  });

  test('shows what the last words found, even when an earlier answer comes later', async () => {
    const answers: Record<string, (value: { total: number; items: FoundPassage[] }) => void> = {};
    const service = createFakeService({
      'manual.search': ({ query }) => new Promise((resolve) => (answers[query] = resolve)),
    });
    const manuals = createManuals(createFakeApp(service));
    const first = manuals.search('ink');
    const second = manuals.search('inkjet');
    answers.inkjet?.({ total: 1, items: [passage('inkjet')] });
    answers.ink?.({ total: 1, items: [passage('ink')] });
    await Promise.all([first, second]);
    expect(manuals.getState()).toMatchObject({
      query: 'inkjet',
      searching: false,
      found: { items: [{ text: 'inkjet' }] },
    });
  });

  test('for nothing asks nobody', async () => {
    const service = createFakeService();
    const manuals = createManuals(createFakeApp(service));
    await manuals.search('  ');
    expect(manuals.getState().found).toBeNull();
    expect(service.calls.some(({ method }) => method === 'manual.search')).toBe(false);
  });
});

describe('a snippet', () => {
  test('begins near the first word that was looked for, and tells its words apart', () => {
    const text = `${'filler words stand here '.repeat(30)}press the red BUTTON twice ${'and more text follows '.repeat(30)}`;
    const pieces = snippetOf(text, 'red button', 120);
    expect(pieces.filter(({ hit }) => hit).map((piece) => piece.text)).toEqual(['red', 'BUTTON']);
    const whole = pieces.map((piece) => piece.text).join('');
    expect(whole.length).toBeLessThan(140);
    expect(whole.startsWith('… ')).toBe(true);
  });

  test('takes what was typed as words, whatever signs are in it', () => {
    expect(
      snippetOf('use (a+b)* here', '(a+b)* [x', 50)
        .map(({ text }) => text)
        .join(''),
    ).toBe('use (a+b)* here');
  });
});

test('pages with warnings stand first, or alone', () => {
  const report = [1, 2, 3, 4].map((number) => ({
    number,
    warnings: number === 3 ? [{ code: 'x', message: 'y' }] : [],
  })) as unknown as PageReport[];
  expect(orderedReport(report, false).map(({ number }) => number)).toEqual([3, 1, 2, 4]);
  expect(orderedReport(report, true).map(({ number }) => number)).toEqual([3]);
});
