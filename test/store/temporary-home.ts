import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AppError } from '../../core/errors.ts';
import { openStore, type Store } from '../../core/store/index.ts';

/** A folder that goes when the test has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stockpot-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store in a home of its own, closed when the test has ended. */
export function temporaryStore(home: string = temporaryFolder()): Store {
  const store = openStore(home);
  onTestFinished(() => store.close());
  return store;
}

/** A small manual: a row, two pages, one block, and passages with these texts. */
export function addManual(store: Store, texts: readonly string[] = ['Press the red button.'], sha256 = 'a'.repeat(64)) {
  return store.transaction(() => {
    const manual = store.manuals.insert({
      sha256,
      title: 'Pump',
      fileName: 'pump.pdf',
      type: 'pdf',
      bytes: 10,
      pageCount: 2,
      state: 'ready',
    });
    store.manuals.replacePages(manual.id, [
      { number: 1, label: 'i', width: 595.5, height: 842, hasText: true },
      { number: 2, label: '1', width: 595.5, height: 842, hasText: false },
    ]);
    store.manuals.replaceBlocks(manual.id, [{ kind: 'heading', level: 2, text: 'Start', page: 1, rectangles: [] }]);
    store.passages.replace(
      manual.id,
      texts.map((text) => ({ text, headings: ['Start'], page: 1, lastPage: 2, rectangles: [RECTANGLE] })),
    );
    return manual;
  });
}

export const RECTANGLE = { page: 1, x: 10.25, y: 20, width: 30, height: 40 };

/** The code of the AppError that `body` throws. */
export function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    return (error as AppError).code;
  }
  return 'nothing was thrown';
}
