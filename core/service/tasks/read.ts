import type { TaskHandlers } from '../../jobs/index.ts';
import { readManual } from '../../manual/index.ts';
import { writeFileAtomic } from '../../store/index.ts';
import type { WorkerTasks } from './schemas.ts';

/** Reads a file into pages and blocks, in a process that may die of a hostile file. */
export const importManualTask: TaskHandlers<WorkerTasks>['import-manual'] = async ({ path, out, ocr }, context) => {
  const manual = await readManual(path, {
    ocr,
    signal: context.signal,
    onPage: (done, total) => context.progress({ done, total }),
  });
  await writeFileAtomic(out, JSON.stringify(manual), 'the manual');
  return { title: manual.title, sha256: manual.sha256, pages: manual.pages.length, bytes: manual.bytes };
};
