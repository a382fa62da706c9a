import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../errors.ts';
import type { RunAgreement, RunSample, SampleRating } from '../../service/index.ts';
import type { Bind, Session } from '../context.ts';
import { table } from '../table.ts';
import { wholeNumber } from './options.ts';

interface RateOptions {
  readonly system?: string;
  readonly index?: number;
  readonly seed?: number;
  readonly rating?: number | 'none';
  readonly note?: string;
}

/** `runs rate`, `runs agreement` */
export function ratingCommands(runs: Command, bind: Bind): void {
  runs
    .command('rate')
    .description("rate a run's answers: one by options, or without --rating those not rated yet, one after another")
    .argument('<run>')
    .option('--system <name>', 'only answers of this system')
    .option('--index <n>', 'only this question, by its place in the suite from 0', wholeNumber)
    .option('--seed <n>', 'only this seed', wholeNumber)
    .option('--rating <r>', '0 (wrong), 1 (in part) or 2 (right), half points allowed; none takes it back', grade)
    .option('--note <text>', 'why')
    .action(
      bind(async (session, run: string, options: RateOptions) => {
        const { rating } = options;
        const kept =
          rating === undefined ? await rateAll(session, run, options) : [await rateOne(session, run, options, rating)];
        session.print(
          { run, ratings: kept },
          () => `${kept.length} ${kept.length === 1 ? 'answer' : 'answers'} rated.`,
        );
      }),
    );
  runs
    .command('agreement')
    .description('how far the judge of a run agrees with the ratings of its answers')
    .argument('<run>')
    .action(
      bind(async (session, run: string) => {
        const found = await session.call('run.agreement', { run });
        session.print(found, () => agreementText(found));
      }),
    );
}

function rateOne(session: Session, run: string, options: RateOptions, given: number | 'none'): Promise<SampleRating> {
  const rating = given === 'none' ? null : given;
  const { system, index, seed = 0, note } = options;
  if (system === undefined || index === undefined) {
    throw new AppError('cli/usage', '--rating rates one answer: name it by --system and --index.');
  }
  return session.call('sample.rate', { run, system, index, seed, rating, ...(note === undefined ? {} : { note }) });
}

/** Shows answers without saying whose they are; systems that gave the same answer are rated together. */
async function rateAll(session: Session, run: string, options: RateOptions): Promise<SampleRating[]> {
  const kept: SampleRating[] = [];
  const open = await unrated(session, run, options);
  const lines = session.terminal.lines()[Symbol.asyncIterator]();
  for (const [place, group] of open.entries()) {
    session.stream(
      `${place + 1} of ${open.length}\n\n${group.question}\n\nReference: ${group.reference}\nAnswer:    ${group.answer}\n\n`,
    );
    const rating = await askRating(session, lines);
    if (rating === 'end') break;
    if (rating === 'skip') continue;
    for (const { system, seed } of group.given) {
      kept.push(await session.call('sample.rate', { run, system, index: group.index, seed, rating }));
    }
  }
  session.terminal.signal.throwIfAborted();
  return kept;
}

interface Group {
  readonly index: number;
  readonly question: string;
  readonly reference: string;
  readonly answer: string;
  readonly given: readonly { readonly system: string; readonly seed: number }[];
}

async function unrated(session: Session, run: string, options: RateOptions): Promise<Group[]> {
  const samples: RunSample[] = [];
  for (;;) {
    const { total, items } = await session.call('run.samples', { run, offset: samples.length });
    samples.push(...items);
    if (samples.length >= total || items.length === 0) break;
  }
  const wanted = <T>(asked: T | undefined, value: T) => asked === undefined || asked === value;
  return samples
    .filter(({ index }) => wanted(options.index, index))
    .flatMap(({ index, question, reference, answers }) => {
      const groups = new Map<string, { system: string; seed: number }[]>();
      for (const { system, seed, answer, rating } of answers) {
        if (answer === null || rating !== null) continue;
        if (!wanted(options.system, system) || !wanted(options.seed, seed)) continue;
        groups.set(answer, [...(groups.get(answer) ?? []), { system, seed }]);
      }
      return [...groups].map(([answer, given]) => ({ index, question, reference, answer, given }));
    });
}

/** Asks until a line is understood; the end of the lines ends it. */
async function askRating(session: Session, lines: AsyncIterator<string>): Promise<number | 'skip' | 'end'> {
  for (;;) {
    session.stream('0, 1 or 2 (half points allowed), s to skip, q to end: ');
    const { value, done } = await lines.next();
    const line = done === true ? 'q' : String(value).trim().toLowerCase();
    if (line === 'q') return 'end';
    if (line === 's' || line === '') return 'skip';
    const rating = Number(line.replace(',', '.'));
    if (isGrade(rating)) return rating;
  }
}

function grade(text: string): number | 'none' {
  if (text === 'none') return text;
  const value = Number(text);
  if (text.trim() === '' || !isGrade(value)) throw new InvalidArgumentError('Expected 0, 0.5, 1, 1.5, 2 or none.');
  return value;
}

function isGrade(value: number): boolean {
  return value >= 0 && value <= 2 && Number.isInteger(2 * value);
}

function agreementText({ n, same, kappa, quadraticKappa, counts }: RunAgreement): string {
  if (n === 0) return 'No answer has both a score of the judge and a rating. "stockpot runs rate RUN" gives ratings.';
  const number = (value: number | null) => (value === null ? 'not to be told' : value.toFixed(3));
  return [
    `${n} answers graded by both, ${((same ?? 0) * 100).toFixed(0)} % alike`,
    `Cohen's κ: ${number(kappa)}, with squared weights ${number(quadraticKappa)}`,
    '',
    table([['judge', 'person', 'answers'], ...counts.map((row) => [row.judge, row.rating, row.count].map(String))]),
  ].join('\n');
}
