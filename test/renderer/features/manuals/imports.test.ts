import { describe, expect, test } from 'vitest';
import type { ImportResult } from '../../../../core/service/contract.ts';
import { ServiceError } from '../../../../renderer/api.ts';
import { createImports, isManualFile } from '../../../../renderer/features/manuals/imports.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService, type FakeMethods } from '../../fake-service.ts';

const manual = (change: Partial<ImportResult> = {}): ImportResult => ({
  id: 'm1',
  title: 'Kettle',
  fileName: 'kettle.pdf',
  sha256: 'a',
  type: 'pdf',
  bytes: 1,
  pages: 3,
  passages: 4,
  warnings: [],
  importedAt: '2026-01-01T00:00:00Z',
  replaces: null,
  replacedBy: null,
  known: false,
  ...change,
});
const file = (name: string) => ({ name, path: async () => `/kept/${name}` });

function openImports(methods: FakeMethods) {
  const service = createFakeService(methods);
  const imports = createImports(createFakeApp(service));
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => {
        const { files } = imports.getState();
        if (files.every(({ at }) => ['done', 'failed', 'stopped'].includes(at.kind))) resolve();
      };
      imports.subscribe(look);
      look();
    });
  return { service, imports, settled, kinds: () => imports.getState().files.map(({ at }) => at.kind) };
}

describe('files that are added', () => {
  test('are handed over, read page by page, and listed with what they became', async () => {
    const seen: string[] = [];
    const { imports, settled, service } = openImports({
      'manual.import': (_, { onEvent }) => {
        onEvent?.({ kind: 'job', job: 'j1', state: 'started' });
        onEvent?.({ kind: 'progress', stage: 'read', done: 2, total: 3 });
        return manual();
      },
    });
    imports.subscribe(({ files }) => seen.push(JSON.stringify(files[0]?.at)));
    imports.add([file('kettle.pdf')]);
    await settled();
    expect(seen).toContain(JSON.stringify({ kind: 'reading', done: 2, total: 3 }));
    expect(imports.getState().files[0]).toMatchObject({ job: 'j1', at: { kind: 'done', manual: { title: 'Kettle' } } });
    expect(service.calls.find(({ method }) => method === 'manual.import')?.input).toEqual({
      path: '/kept/kettle.pdf',
      ocr: 'auto',
    });
  });

  test('are read two at a time, all twenty of them', async () => {
    let running = 0;
    let most = 0;
    const { imports, settled, kinds } = openImports({
      'manual.import': async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return manual();
      },
    });
    imports.add(Array.from({ length: 20 }, (_, i) => file(`${i}.pdf`)));
    await settled();
    expect(most).toBe(2);
    expect(kinds()).toEqual(Array(20).fill('done'));
  });

  test('say why one could not be read, let it be tried again, and go on with the others', async () => {
    let locked = true;
    const { imports, settled, kinds } = openImports({
      'manual.import': ({ path }) => {
        if (path.includes('locked') && locked)
          throw new ServiceError({
            code: 'manual/encrypted',
            message: `${path} asks for a password.`,
            hint: 'Unlock it.',
          });
        return manual();
      },
    });
    imports.add([file('locked.pdf'), file('free.pdf')]);
    await settled();
    expect(kinds()).toEqual(['failed', 'done']);
    expect(imports.getState().files[0]?.at).toMatchObject({
      error: { code: 'manual/encrypted', message: 'locked.pdf asks for a password.', hint: 'Unlock it.' },
    });
    locked = false;
    imports.again(imports.getState().files[0]!.id);
    await settled();
    expect(kinds()).toEqual(['done', 'done']);
  });

  test('can be stopped while they wait and while they are read', async () => {
    const { imports, settled, kinds } = openImports({
      'manual.import': (_, { signal }) =>
        new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    });
    imports.add([file('a.pdf'), file('b.pdf'), file('c.pdf')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(kinds()).toEqual(['reading', 'reading', 'waiting']);
    for (const { id } of [...imports.getState().files].reverse()) imports.stop(id);
    await settled();
    expect(kinds()).toEqual(['stopped', 'stopped', 'stopped']);
  });

  test('take a manual’s place when that was asked for, with the chosen reading of scanned pages', async () => {
    const { imports, settled, service } = openImports({ 'manual.replace': () => manual({ replaces: 'old' }) });
    imports.setOcr('always');
    imports.add([file('kettle-2.pdf')], 'old');
    await settled();
    expect(service.calls.find(({ method }) => method === 'manual.replace')?.input).toEqual({
      manual: 'old',
      path: '/kept/kettle-2.pdf',
      ocr: 'always',
    });
  });

  test('are cleared once they ended, not before', async () => {
    const { imports, settled } = openImports({ 'manual.import': () => manual({ known: true }) });
    imports.add([file('a.pdf')]);
    imports.clear();
    expect(imports.getState().files).toHaveLength(1);
    await settled();
    imports.clear();
    expect(imports.getState().files).toHaveLength(0);
  });
});

test('PDF, Markdown and text files are manuals; others are not', () => {
  expect(['a.PDF', 'b.md', 'c.txt', 'd.markdown'].every(isManualFile)).toBe(true);
  expect(['a.exe', 'b.docx', 'pdf'].some(isManualFile)).toBe(false);
});
