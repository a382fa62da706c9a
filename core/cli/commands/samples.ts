import { type Command, Option } from 'commander';
import { AppError } from '../../errors.ts';
import type { RunSample, SampleShow, Slice } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { scoreText } from '../table.ts';
import { pick, wholeNumber } from './options.ts';

interface SamplesOptions {
  readonly show?: SampleShow;
  readonly query?: string;
  readonly scorer?: string;
  readonly limit?: number;
  readonly offset?: number;
}

/** `runs samples`, `runs mark` */
export function sampleCommands(runs: Command, bind: Bind): void {
  runs
    .command('samples')
    .description("a run's questions, each with every system's answer, scores and ratings")
    .argument('<run>')
    .addOption(
      new Option(
        '--show <which>',
        'those that systems were scored differently on, the widest apart first; that a judge and a person graded differently; or that are marked',
      ).choices(['differing', 'judge-and-person', 'marked']),
    )
    .option('--query <words>', 'only questions with these words')
    .option('--scorer <name>', "by whose scores --show differing tells (default: the run's first)")
    .option('--limit <n>', 'at most so many (default: 100)', wholeNumber)
    .option('--offset <n>', 'without the first so many', wholeNumber)
    .action(
      bind(async (session, run: string, options: SamplesOptions) => {
        const chosen = pick(options, ['show', 'query', 'scorer', 'limit', 'offset']);
        const found = await session.call('run.samples', { run, ...chosen });
        session.print(found, () => samplesText(found, options.offset ?? 0));
      }),
    );
  runs
    .command('mark')
    .description('mark a question whose answers or scores you disagree with, or take the mark back')
    .argument('<run>')
    .argument('<question>', 'its place in the suite from 0', wholeNumber)
    .argument('[note]', 'why')
    .option('--remove', 'take the mark back')
    .action(
      bind(
        async (
          session,
          run: string,
          index: number,
          why: string | undefined,
          { remove = false }: { remove?: boolean },
        ) => {
          if (remove && why !== undefined) throw new AppError('cli/usage', 'A mark that is taken back has no note.');
          const mark = await session.call('sample.mark', { run, index, note: remove ? null : (why ?? '') });
          session.print(mark, () => `Question ${index} ${remove ? 'is no longer' : 'is'} marked.`);
        },
      ),
    );
}

function samplesText({ total, items }: Slice<RunSample>, offset: number): string {
  const end = offset + items.length;
  const severalSeeds = new Set(items.flatMap(({ answers }) => answers.map(({ seed }) => seed))).size > 1;
  return [
    ...items.map((sample) => `${sampleText(sample, severalSeeds)}\n`),
    `${items.length} of ${total} ${total === 1 ? 'question' : 'questions'}`,
    ...(items.length > 0 && end < total ? [`The next ones: --offset ${end}`] : []),
  ].join('\n');
}

function sampleText({ index, question, reference, mark, answers }: RunSample, severalSeeds: boolean): string {
  return [
    `Question ${index}: ${question}`,
    `Reference: ${reference}`,
    ...(mark === null ? [] : [mark === '' ? 'Marked' : `Marked: ${mark}`]),
    ...answers.flatMap((given) => [
      `  ${given.system}${severalSeeds ? `, seed ${given.seed}` : ''}: ${indented(given.answer ?? '–')}`,
      ...gradesLine(given),
    ]),
  ].join('\n');
}

/** `    f1 0.500, judge –; rated 1.5 (half of it)` */
function gradesLine({ scores, rating, note }: RunSample['answers'][number]): string[] {
  const scored = Object.entries(scores).map(([scorer, score]) => `${scorer} ${scoreText(score)}`);
  const rated = rating === null ? [] : [`rated ${rating}${note === '' ? '' : ` (${note})`}`];
  const parts = [scored.join(', '), ...rated].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`    ${parts.join('; ')}`];
}

/** Further lines of an answer stand below its first. */
function indented(text: string): string {
  return text.trim().replaceAll('\n', '\n    ');
}
