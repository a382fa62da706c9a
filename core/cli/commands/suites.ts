import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../errors.ts';
import type { DraftMakeInput, SuiteFile, SuiteSummary } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { table } from '../table.ts';
import { writeNew } from '../write-new.ts';
import { number, pick, wholeNumber } from './options.ts';
import { reviewCommand } from './review.ts';

interface MakeOptions {
  readonly suite?: string;
  readonly model?: string;
  readonly endpoint?: string;
  readonly count?: number;
  readonly seed?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxNewTokens?: number;
}

/** `suites` */
export function suiteCommands(program: Command, bind: Bind): void {
  const suites = program.command('suites').description('sets of questions to measure bots by');
  makeCommand(suites, bind);
  reviewCommand(suites, bind);
  fileCommands(suites, bind);
  suites
    .command('list', { isDefault: true })
    .description('all suites')
    .action(
      bind(async (session) => {
        const list = await session.call('suite.list', {});
        session.print({ suites: list }, () => listText(list));
      }),
    );
  suites
    .command('remove')
    .description('delete a suite of your own; runs on it stay')
    .argument('<suite>')
    .action(
      bind(async (session, suite: string) => {
        const result = await session.call('suite.remove', { suite });
        session.print(result, () => `Removed ${result.removed}`);
      }),
    );
}

function makeCommand(suites: Command, bind: Bind): void {
  suites
    .command('make')
    .description('make questions from a manual; they count once you have reviewed them')
    .argument('<manual>', 'its id, title or file name')
    .option('--suite <name>', "the suite they go into (default: the manual's title)")
    .option('--model <name>', 'a bot or base model here that writes them; with --endpoint, the name of the model there')
    .option(
      '--endpoint <url>',
      'an OpenAI-compatible endpoint: passages of the manual are sent there (key: STOCKPOT_ENDPOINT_KEY)',
    )
    .option('--count <n>', 'so many, spread over the pages (default: 50)', wholeNumber)
    .option('--seed <n>', 'which passages, and which questions', wholeNumber)
    .option(
      '--temperature <t>',
      'how freely questions are drawn (default: 0.7); answers are always the likeliest',
      number,
    )
    .option(
      '--top-p <p>',
      "only the likeliest tokens that make up this probability (default: 0.95, or the endpoint's own)",
      number,
    )
    .option('--max-new-tokens <n>', 'longest question and longest answer (default: 100)', wholeNumber)
    .action(
      bind(async (session, manual: string, options: MakeOptions) => {
        const summary = await session.call('draft.make', {
          manual,
          ...pick(options, ['suite', 'count', 'seed', 'temperature', 'topP', 'maxNewTokens']),
          ...writerOf(options),
          ...session.device,
        });
        session.print(summary, () =>
          [
            `${summary.waiting} questions of "${summary.name}" wait for review.`,
            `stockpot suites review "${summary.name}"`,
          ].join('\n'),
        );
      }),
    );
}

function writerOf({ model, endpoint: url }: MakeOptions): Pick<DraftMakeInput, 'model' | 'endpoint'> {
  if (url === undefined) return model === undefined ? {} : { model };
  if (model === undefined) {
    throw new AppError('cli/usage', 'An endpoint has many models: which one is to write?', {
      hint: 'Add --model NAME.',
    });
  }
  const key = process.env.STOCKPOT_ENDPOINT_KEY;
  return { endpoint: { url, model, ...(key === undefined || key === '' ? {} : { key }) } };
}

function fileCommands(suites: Command, bind: Bind): void {
  suites
    .command('export')
    .description('write a suite to a new JSON file')
    .argument('<suite>', 'one of yours, one that comes with the program, or letters:FORMAT:SEED:COUNT')
    .argument('<file>')
    .option('--alpaca', 'as instructions and outputs, to train a skill on')
    .action(
      bind(async (session, name: string, file: string, { alpaca = false }: { alpaca?: boolean }) => {
        const suite = await session.call('draft.suite', { suite: name });
        const path = resolve(file);
        writeNew(path, `${JSON.stringify(alpaca ? alpacaRecords(suite) : suite.questions, null, 2)}\n`, 'the suite');
        const result = { suite: suite.suite, questions: suite.questions.length, path };
        session.print(result, () => `Wrote ${result.questions} questions to ${path}`);
      }),
    );
  suites
    .command('import')
    .description('take in a JSON file of questions and answers')
    .argument('<file>')
    .option('--name <name>', "the suite's name (default: that of the file)")
    .option('--manual <manual>', 'the manual they ask about: bots built on a revision of it are measured by them too')
    .action(
      bind(async (session, path: string, options: { name?: string; manual?: string }) => {
        const summary = await session.call('suite.import', { path, ...pick(options, ['name', 'manual']) });
        session.print(summary, () => `Imported ${summary.questions} questions as "${summary.name}"`);
      }),
    );
}

function alpacaRecords({ questions }: SuiteFile) {
  return questions.map(({ question, answer }) => ({ instruction: question, output: answer }));
}

function listText(list: readonly SuiteSummary[]): string {
  const states = (suite: SuiteSummary) =>
    suite.kind === 'built-in' ? ['–', '–', '–'] : [suite.waiting, suite.edited, suite.rejected].map(String);
  return table([
    ['suite', 'whose', 'questions', 'waiting', 'edited', 'rejected', 'when'],
    ...list.map((suite) => [
      suite.name,
      suite.kind === 'own' ? 'yours' : 'built in',
      String(suite.questions),
      ...states(suite),
      suite.createdAt ?? '',
    ]),
  ]);
}
