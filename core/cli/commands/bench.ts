import type { Command } from 'commander';
import type { BenchReport } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { table } from '../table.ts';
import { number as asNumber, pick, wholeNumber } from './options.ts';
import { ratingCommands } from './ratings.ts';
import { differencesText, reportText } from './report-text.ts';
import { exportCommands } from './run-files.ts';
import { sampleCommands } from './samples.ts';

interface BenchOptions {
  readonly suite: string;
  readonly systems?: string;
  readonly scorers?: string;
  readonly judge?: string;
  readonly seeds?: number;
  readonly limit?: number;
  readonly task?: string;
  readonly shots?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxNewTokens?: number;
  readonly repetitionPenalty?: number;
}

const ASKED = [
  ...(['systems', 'scorers', 'judge', 'seeds', 'limit', 'task', 'shots'] as const),
  ...(['temperature', 'topP', 'maxNewTokens', 'repetitionPenalty'] as const),
] as const;

/** `bench`, `runs` */
export function benchCommands(program: Command, bind: Bind): void {
  program
    .command('bench')
    .description('put a suite of questions to several systems and compare them')
    .argument('<bot>', 'its name or id, or a manual: its current bot')
    .requiredOption('--suite <name>', 'a suite by its name, or a JSON file of questions and answers')
    .option(
      '--systems <list>',
      'base, manual-skill, instruct-skill, skill-1, skill-2, cat-static, cat-learned, cat-own, cat-learned-paper, cat-learned-best, data-mix, data-mix-plain, linear, ties, dare, lorahub, router, retrieval, retrieval-base, open-book, or all that this bot can be made into',
    )
    .option(
      '--scorers <list>',
      "likelihood, f1, exact, rouge-l, facts, similarity, citation, rating, execution; with --judge also judge, pairwise (default: the task's)",
    )
    .option(
      '--judge <where>',
      'who judges answers: local:MODEL, or URL#MODEL of an OpenAI-compatible endpoint, which is sent them (key: STOCKPOT_JUDGE_KEY)',
    )
    .option('--seeds <n>', 'ask each question so many times', wholeNumber)
    .option('--limit <n>', 'only the first so many questions', wholeNumber)
    .option(
      '--task <name>',
      'what is done with the questions: qabot, gsm-hard, reading, letters (default: as the suite is)',
    )
    .option('--shots <n>', 'worked examples before each question (default: as the task has it)', wholeNumber)
    .option('--temperature <t>', 'how freely answers are drawn', asNumber)
    .option('--top-p <p>', 'only the likeliest tokens that make up this probability', asNumber)
    .option('--max-new-tokens <n>', 'longest answer', wholeNumber)
    .option('--repetition-penalty <x>', '1: none', asNumber)
    .action(
      bind(async (session, target: string, options: BenchOptions) => {
        const report = await session.call('bench.run', {
          target,
          suite: options.suite,
          ...pick(options, [...ASKED]),
          ...judgeKey(options),
          ...session.device,
        });
        session.print(reportJson(report), () => reportText(report));
      }),
    );
  const runs = program.command('runs').description('earlier benchmark runs');
  runs
    .command('list', { isDefault: true })
    .description('all runs')
    .action(
      bind(async (session) => {
        const list = await session.call('run.list', {});
        session.print({ runs: list }, () =>
          list.length === 0
            ? 'No runs yet. "stockpot bench BOT --suite FILE" makes one.'
            : table([
                ['run', 'suite', 'bot', 'state', 'systems', 'when'],
                ...list.map((r) => [r.id, r.suite, r.bot ?? '–', r.state, r.systems.join(','), r.createdAt]),
              ]),
        );
      }),
    );
  runs
    .command('show')
    .description('one run again')
    .argument('<run>')
    .option('--against <system>', 'every other system minus this one, question by question')
    .action(
      bind(async (session, run: string, { against }: { readonly against?: string }) => {
        if (against !== undefined) {
          const found = await session.call('run.against', { run, against });
          session.print(found, () => differencesText(`Every system minus ${against}`, found));
          return;
        }
        const report = await session.call('run.show', { run });
        session.print(reportJson(report), () => reportText(report));
      }),
    );
  runs
    .command('compare')
    .description('two runs, question by question')
    .argument('<first>')
    .argument('<second>')
    .action(
      bind(async (session, first: string, second: string) => {
        const comparison = await session.call('run.compare', { first, second });
        session.print(comparison, () => differencesText(`${comparison.first} minus ${comparison.second}`, comparison));
      }),
    );
  runs
    .command('remove')
    .description('delete a run with its answers, ratings and marks')
    .argument('<run>')
    .action(
      bind(async (session, run: string) => {
        const result = await session.call('run.remove', { run });
        session.print(result, () => `Removed ${result.removed}`);
      }),
    );
  exportCommands(runs, bind);
  sampleCommands(runs, bind);
  ratingCommands(runs, bind);
}

/** The one who works may be another process, which does not see this one's variables. */
function judgeKey({ judge }: BenchOptions) {
  const key = process.env.STOCKPOT_JUDGE_KEY;
  return judge === undefined || key === undefined || key === '' ? {} : { judgeKey: key };
}

/** What `bench --json` and `runs show --json` give: scripts rely on these names. */
function reportJson({ run, suite, model, systems, pairs, skills, samples, unfinished }: BenchReport) {
  const tables = { ...(pairs === undefined ? {} : { pairs }), ...(skills === undefined ? {} : { skills }) };
  // How each was made is in `runs export`.
  const scored = systems.map(({ details: _, ...system }) => system);
  const part = unfinished === undefined ? {} : { unfinished };
  return { run, suite, model, ...part, systems: scored, ...tables, samples };
}
