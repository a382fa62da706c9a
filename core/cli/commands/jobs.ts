import type { Command } from 'commander';
import type { BenchReport, BuildResult, JobDetail, JobOutcome, Promotion } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { table } from '../table.ts';
import { buildText } from './bots.ts';
import { decisionText } from './promotion-text.ts';
import { reportText } from './report-text.ts';

/** `jobs` */
export function jobCommands(program: Command, bind: Bind): void {
  const jobs = program.command('jobs').description('long work: builds, trainings, benchmarks');
  jobs
    .command('list', { isDefault: true })
    .description('all jobs')
    .action(
      bind(async (session) => {
        const list = await session.call('job.list', {});
        session.print({ jobs: list }, () =>
          list.length === 0
            ? 'No jobs yet.'
            : table([
                ['job', 'kind', 'state', 'stage', 'what', 'when'],
                ...list.map((j) => [j.id, j.kind, j.state, j.stage ?? '', j.title, j.createdAt]),
              ]),
        );
      }),
    );
  jobs
    .command('resume')
    .description('go on with a job that was cut off')
    .argument('<job>')
    .option('--low-memory', 'train in the slower mode that takes less memory; the numbers differ in their last digits')
    .action(
      bind(async (session, job: string, { lowMemory }: { lowMemory?: true }) => {
        const memory = lowMemory ? ({ memory: 'low' } as const) : {};
        const outcome = await session.call('job.resume', { job, ...memory, ...session.device });
        session.print(outcome, () => outcomeText(outcome));
      }),
    );
  jobs
    .command('show')
    .description('one job: what it was started with, how far it is, how it ended')
    .argument('<job>')
    .action(
      bind(async (session, job: string) => {
        const detail = await session.call('job.show', { job });
        session.print(detail, () => detailText(detail));
      }),
    );
  jobs
    .command('pause')
    .description('stop a job at its last checkpoint, to be resumed')
    .argument('<job>')
    .action(
      bind(async (session, job: string) => {
        const summary = await session.call('job.pause', { job });
        session.print(summary, () => `Job ${summary.id} is ${summary.state}.`);
      }),
    );
  jobs
    .command('cancel')
    .description('stop a job that runs (it can be resumed), or take one away that does not')
    .argument('<job>')
    .action(
      bind(async (session, job: string) => {
        const summary = await session.call('job.cancel', { job });
        session.print(summary, () => `Job ${summary.id} is ${summary.state}.`);
      }),
    );
}

function detailText(job: JobDetail): string {
  const { progress, error } = job;
  const stages = job.stages.map(({ name, state }) => (state === 'done' ? name : `${name} …`)).join(', ');
  return [
    `${job.id}: ${job.kind} ${job.title}`,
    `  ${job.state}${job.reason === null ? '' : ` (${job.reason})`}, begun ${job.createdAt}${job.finishedAt === null ? '' : `, ended ${job.finishedAt}`}`,
    ...(stages === '' ? [] : [`  stages: ${stages}`]),
    ...(progress === null || job.state === 'done' ? [] : [`  at ${progress.done} of ${progress.total}`]),
    ...(error === null ? [] : [`  ${error.message} [${error.code}]`]),
  ].join('\n');
}

/** What the job's own command would have said. */
function outcomeText({ job, kind, result }: JobOutcome): string {
  if (kind === 'build') return buildText(result as unknown as BuildResult);
  if (kind === 'benchmark') return reportText(result as unknown as BenchReport);
  if (kind === 'promotion') return decisionText(result as unknown as Promotion);
  return `Job ${job} (${kind}) is done.`;
}
