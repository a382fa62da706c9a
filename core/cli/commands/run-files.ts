import { type Command, Option } from 'commander';
import type { Bind } from '../context.ts';
import { bytesText, table } from '../table.ts';
import { writeNew } from '../write-new.ts';

type Format = 'csv' | 'json' | 'markdown' | 'html';

/** `runs export`, `runs cache` */
export function exportCommands(runs: Command, bind: Bind): void {
  runs
    .command('export')
    .description('a run as a file: scores, how each system was made, every answer')
    .argument('<run>')
    .addOption(
      new Option('--format <name>', 'html is a page to print to PDF')
        .choices(['csv', 'json', 'markdown', 'html'])
        .default('markdown'),
    )
    .requiredOption('--out <file>', 'where to write it')
    .action(
      bind(async (session, run: string, { format, out }: { readonly format: Format; readonly out: string }) => {
        const { text } = await session.call('run.export', { run, format });
        writeNew(out, text, 'the run');
        session.print({ run, format, out }, () => `Written: ${out}`);
      }),
    );
  const cache = runs.command('cache').description('what systems were trained or tuned for once, kept for later runs');
  cache
    .command('list', { isDefault: true })
    .description('all of it')
    .action(
      bind(async (session) => {
        const kept = await session.call('prepared.list', {});
        session.print({ kept }, () =>
          kept.length === 0
            ? 'Nothing is kept.'
            : table([
                ['key', 'what', 'size', 'last used'],
                ...kept.map(({ key, title, bytes, usedAt }) => [key, title, bytesText(bytes), usedAt]),
              ]),
        );
      }),
    );
  cache
    .command('clear')
    .description('clear all of it, or what is named; it is made again when a run needs it')
    .argument('[key...]')
    .action(
      bind(async (session, keys: string[]) => {
        const gone = await session.call('prepared.remove', keys.length === 0 ? {} : { keys });
        session.print(gone, () => `Cleared ${gone.removed.length}, ${bytesText(gone.bytes)}.`);
      }),
    );
}
