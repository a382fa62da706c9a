import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, writing } from '../../disk.ts';
import { type RecognisedPage, recognisedPageSchema } from './recognised-page.ts';

/** What was recognised so far, a file a page: a reading that was cut off goes on after the last whole one. */
export interface PageCheckpoints {
  get(number: number): RecognisedPage | undefined;
  save(number: number, page: RecognisedPage): void;
}

/** @param folder of one file's pages; undefined keeps nothing. */
export function pageCheckpoints(folder: string | undefined): PageCheckpoints {
  const fileOf = (number: number) => join(folder ?? '', `page-${number}.json`);
  return {
    get(number) {
      if (folder === undefined || !existsSync(fileOf(number))) return undefined;
      try {
        return recognisedPageSchema.safeParse(JSON.parse(readFileSync(fileOf(number), 'utf8'))).data;
      } catch {
        // What a power cut left half written is recognised again.
        return undefined;
      }
    },
    save(number, page) {
      if (folder === undefined) return;
      const path = fileOf(number);
      writing({ path, what: 'a recognised page' }, () => {
        makeFolder(folder);
        writeFileSync(`${path}.tmp`, JSON.stringify(page));
        renameSync(`${path}.tmp`, path);
      });
    },
  };
}
