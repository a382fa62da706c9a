import { type Command, Option } from 'commander';
import type { ImportResult, ManualDetail, ManualSummary, OcrMode } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { shortened, table } from '../table.ts';
import { pick, wholeNumber } from './options.ts';

interface OcrOptions {
  readonly ocr?: OcrMode;
}

/** `import`, `manuals` */
export function manualCommands(program: Command, bind: Bind): void {
  ocrOption(program.command('import'))
    .description('read manuals: PDF, Markdown or plain text')
    .argument('<file...>')
    .action(
      bind(async (session, files: string[], options: OcrOptions) => {
        const manuals: ImportResult[] = [];
        for (const path of files) {
          manuals.push(await session.call('manual.import', { path, ...pick(options, ['ocr']) }));
        }
        session.print({ manuals }, () => manuals.map(importText).join('\n'));
      }),
    );
  const manuals = program.command('manuals').description('the manuals that were imported');
  lookCommands(manuals, bind);
  changeCommands(manuals, bind);
}

function lookCommands(manuals: Command, bind: Bind): void {
  manuals
    .command('list', { isDefault: true })
    .description('all manuals')
    .action(
      bind(async (session) => {
        const list = await session.call('manual.list', {});
        session.print({ manuals: list }, () => listText(list));
      }),
    );
  manuals
    .command('show')
    .description('what was read on each page of a manual, and what rests on it')
    .argument('<manual>', 'its id, title or file name')
    .action(
      bind(async (session, manual: string) => {
        const detail = await session.call('manual.show', { manual });
        session.print(detail, () => detailText(detail));
      }),
    );
  manuals
    .command('search')
    .description('find passages by their words')
    .argument('<words>')
    .option('--manual <manual>', 'look in this one alone')
    .option('--limit <n>', 'show so many (default: 10)', wholeNumber)
    .action(
      bind(async (session, query: string, options: { manual?: string; limit?: number }) => {
        const found = await session.call('manual.search', {
          query,
          ...pick(options, ['manual']),
          limit: options.limit ?? 10,
        });
        session.print(found, () =>
          [
            ...found.items.map(({ manual, page, text }) => `${manual} page ${page}: ${shortened(text, 160)}`),
            `${found.total} ${found.total === 1 ? 'passage' : 'passages'}`,
          ].join('\n'),
        );
      }),
    );
}

function changeCommands(manuals: Command, bind: Bind): void {
  manuals
    .command('rename')
    .description('give a manual another title')
    .argument('<manual>')
    .argument('<title>')
    .action(
      bind(async (session, manual: string, title: string) => {
        const summary = await session.call('manual.rename', { manual, title });
        session.print(summary, () => `Manual ${summary.id} is "${summary.title}" now.`);
      }),
    );
  manuals
    .command('remove')
    .description('delete a manual that no bot or skill rests on')
    .argument('<manual>')
    .option('--with-dependants', 'delete its bots with their conversations, and its skills, too')
    .action(
      bind(async (session, manual: string, options: { withDependants?: boolean }) => {
        const result = await session.call('manual.remove', { manual, ...pick(options, ['withDependants']) });
        session.print(result, () => `Removed ${result.removed}`);
      }),
    );
  ocrOption(manuals.command('replace'))
    .description('read a newer revision of a manual; bots keep the old one until they are built again')
    .argument('<manual>')
    .argument('<file>')
    .action(
      bind(async (session, manual: string, path: string, options: OcrOptions) => {
        const result = await session.call('manual.replace', { manual, path, ...pick(options, ['ocr']) });
        session.print(result, () => importText(result));
      }),
    );
}

function ocrOption(command: Command): Command {
  return command.addOption(
    new Option('--ocr <mode>', 'read pages from their picture: those without text, every page, or none').choices([
      'auto',
      'always',
      'never',
    ]),
  );
}

function importText(manual: ImportResult): string {
  const size = `${manual.pages} ${manual.pages === 1 ? 'page' : 'pages'}, ${manual.passages} passages`;
  const lead = manual.known ? 'Already imported' : 'Imported';
  return [`${lead} "${manual.title}" (${size}) as ${manual.id}`, ...warningLines(manual)].join('\n');
}

function warningLines({ warnings }: ManualSummary): string[] {
  return warnings.map(({ page, message }) => `  warning${page === undefined ? '' : `, page ${page}`}: ${message}`);
}

function listText(list: readonly ManualSummary[]): string {
  if (list.length === 0) return 'No manuals yet. "stockpot import FILE" reads one.';
  return table([
    ['manual', 'title', 'pages', 'passages', 'warnings', 'file', 'when'],
    ...list.map((m) => [
      m.id,
      shortened(m.title, 50) + (m.replacedBy === null ? '' : ' (replaced)'),
      String(m.pages),
      String(m.passages),
      String(m.warnings.length),
      m.fileName,
      m.importedAt,
    ]),
  ]);
}

function detailText(detail: ManualDetail): string {
  const { bots, skills } = detail.dependants;
  const names = (of: readonly { readonly name: string }[]) => of.map(({ name }) => `"${name}"`).join(', ');
  return [
    `"${detail.title}" as ${detail.id}: ${detail.pages} pages, ${detail.passages} passages`,
    ...(detail.replaces === null ? [] : [`  takes the place of ${detail.replaces}`]),
    ...(detail.replacedBy === null ? [] : [`  replaced by ${detail.replacedBy}`]),
    ...(bots.length === 0 ? [] : [`  bots: ${names(bots)}`]),
    ...(skills.length === 0 ? [] : [`  skills: ${names(skills)}`]),
    ...warningLines(detail),
    '',
    table([
      ['page', 'label', 'read by', 'characters', 'headings', 'paragraphs', 'items', 'tables', 'captions'],
      ...detail.report.map((p) =>
        [p.number, p.label, p.readBy, p.characters, p.headings, p.paragraphs, p.listItems, p.tables, p.captions].map(
          String,
        ),
      ),
    ]),
  ].join('\n');
}
