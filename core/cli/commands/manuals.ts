import { type Command, Option } from 'commander';
import { AppError } from '../../errors.ts';
import type { ImportResult } from '../../service/index.ts';
import type { Bind } from '../context.ts';

/** `import` */
export function manualCommands(program: Command, bind: Bind): void {
  program
    .command('import')
    .description('read manuals: PDF, Markdown or plain text')
    .argument('<file...>')
    .addOption(new Option('--ocr <mode>', 'reading scanned pages').choices(['auto', 'always', 'never']))
    .action(
      bind(async (session, files: string[], options: { ocr?: 'auto' | 'always' | 'never' }) => {
        if (options.ocr === 'always') throw noOcr();
        const ocr = options.ocr === undefined ? {} : { ocr: options.ocr };
        const manuals: ImportResult[] = [];
        for (const path of files) manuals.push(await session.call('manual.import', { path, ...ocr }));
        session.print({ manuals }, () => manuals.map(importText).join('\n'));
      }),
    );
}

function importText(manual: ImportResult): string {
  const size = `${manual.pages} ${manual.pages === 1 ? 'page' : 'pages'}, ${manual.passages} passages`;
  const lead = manual.known ? 'Already imported' : 'Imported';
  const warnings = manual.warnings.map(
    ({ page, message }) => `  warning${page === undefined ? '' : `, page ${page}`}: ${message}`,
  );
  return [`${lead} "${manual.title}" (${size}) as ${manual.id}`, ...warnings].join('\n');
}

function noOcr(): AppError {
  return new AppError('cli/usage', 'Reading text from scanned pages is not part of this version.', {
    hint: 'Leave --ocr out: the text that a file holds is read.',
  });
}
