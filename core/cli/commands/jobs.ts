import type { Command } from 'commander';
import type { Bind } from '../context.ts';
import { table } from '../table.ts';

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
    .action(
      bind(async (session, job: string) => {
        const outcome = await session.call('job.resume', { job, ...session.device });
        session.print(
          outcome,
          () => `Job ${outcome.job} (${outcome.kind}) is done.\n${JSON.stringify(outcome.result, null, 2)}`,
        );
      }),
    );
  jobs
    .command('cancel')
    .description('end a job; what it had written is removed')
    .argument('<job>')
    .action(
      bind(async (session, job: string) => {
        const summary = await session.call('job.cancel', { job });
        session.print(summary, () => `Job ${summary.id} is ${summary.state}.`);
      }),
    );
}
