import type { ManualDetail, ManualPage, ManualSummary } from '../../../core/service/contract.ts';
import { ServiceError } from '../../../renderer/api.ts';
import samplePages from '../../fixtures/renderer/sample-pages.json';
import type { FakeMethods } from '../fake-service.ts';

const pages = samplePages as unknown as readonly ManualPage[];
const manual = (id: string, title: string, fileName: string, change: Partial<ManualSummary> = {}): ManualSummary => ({
  id,
  title,
  fileName,
  sha256: '0'.repeat(64),
  type: 'pdf',
  bytes: 1_240_000,
  pages: 73,
  passages: 180,
  warnings: [],
  importedAt: new Date(Date.now() - 86_400_000).toISOString(),
  replaces: null,
  replacedBy: null,
  ...change,
});

export const inventedManuals: readonly ManualSummary[] = [
  manual('m1', "Gutenprint 5.2 User's Manual", 'gutenprint-users-manual.pdf'),
  manual('m2', 'KX-400 Dishwasher: Installation and Use', 'KX400_EN_v3.pdf', {
    pages: 48,
    warnings: [
      {
        page: 12,
        code: 'ocr-uncertain',
        message: 'Page 12 was read from its picture with 61 % certainty: expect wrong words.',
      },
      { page: 31, code: 'page-unreadable', message: 'Page 31 is damaged and was left out.' },
    ],
    importedAt: new Date(Date.now() - 3_600_000).toISOString(),
  }),
  manual('m3', 'Quadrant Field Guide for Technicians, Second Edition with Service Bulletins 1 to 14', 'quadrant.pdf', {
    pages: 5120,
    bytes: 212_000_000,
    importedAt: new Date(Date.now() - 40 * 86_400_000).toISOString(),
  }),
];

/** A few manuals, the pages of the sample, and a file that takes its time to be read. */
export function manualMethods(empty: boolean): FakeMethods {
  const list = empty ? [] : inventedManuals;
  const find = (id: string) => list.find((each) => each.id === id) ?? missing(id);
  return {
    'manual.list': () => list,
    'manual.show': ({ manual: id }): ManualDetail => ({
      ...find(id),
      report: Array.from({ length: find(id).pages }, (_, i) => {
        const blocks = pages[i]?.blocks ?? [];
        const warnings = find(id).warnings.filter(({ page }) => page === i + 1);
        return {
          number: i + 1,
          label: `${i + 1}`,
          readBy: warnings.length > 0 ? 'ocr' : 'text',
          characters: blocks.reduce((sum, { text }) => sum + text.length, 0) || 1200 + ((i * 397) % 900),
          headings: blocks.filter(({ kind }) => kind === 'heading').length,
          paragraphs: blocks.filter(({ kind }) => kind === 'paragraph').length,
          listItems: 0,
          tables: 0,
          captions: 0,
          warnings,
        };
      }),
      dependants:
        id === 'm1'
          ? { bots: [{ id: 'b1', name: 'Gutenprint' }], skills: [{ id: 's1', name: 'Gutenprint (manual)' }] }
          : { bots: [], skills: [] },
    }),
    'manual.page': ({ page }) => pages[page - 1] ?? { ...pages[0]!, number: page, label: `${page}`, blocks: [] },
    'manual.search': ({ query }) => {
      const word = query.toLowerCase().split(/\s+/)[0] ?? '';
      const items = pages.flatMap(({ number, blocks }) =>
        blocks
          .filter(({ text, kind }) => kind === 'paragraph' && text.toLowerCase().includes(word))
          .map(({ text, rectangles }) => ({
            manual: 'm1',
            page: number,
            lastPage: number,
            headings: ['Introduction', 'Printing'],
            text,
            rectangles,
          })),
      );
      return { total: items.length, items };
    },
    'manual.import': async ({ path }, { onEvent, signal }) => {
      for (let done = 1; done <= 40; done++) {
        await new Promise((resolve) => setTimeout(resolve, 120));
        signal?.throwIfAborted();
        onEvent?.({ kind: 'progress', stage: 'read', done, total: 40 });
      }
      if (path.includes('locked'))
        throw new ServiceError({
          code: 'manual/encrypted',
          message: 'The PDF asks for a password.',
          hint: 'Save it without a password and add it again.',
        });
      return { ...inventedManuals[1]!, known: false };
    },
    'manual.rename': ({ manual: id, title }) => ({ ...find(id), title }),
    'manual.remove': ({ manual: id }) => ({ removed: id }),
  };
}

function missing(id: string): never {
  throw new ServiceError({ code: 'service/not-found', message: `There is no manual ${id}.` });
}
