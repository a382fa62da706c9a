import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolderAtomic, writeFileAtomic } from '../../core/store/index.ts';

/** A process that makes folders of two equal files, and writes one file again and again, until it is killed. */
const home = process.argv[2]!;
for (let round = 0; ; round++) {
  const text = `${round} `.repeat(20_000);
  await makeFolderAtomic(join(home, `folder-${process.pid}-${round}`), async (folder) => {
    await writeFile(join(folder, 'a'), text);
    await writeFile(join(folder, 'b'), text);
  });
  await writeFileAtomic(join(home, 'file'), `${text}end`);
  process.send?.(round);
}
