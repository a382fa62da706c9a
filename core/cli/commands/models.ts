import type { Command } from 'commander';
import type { ModelCheck, ModelSummary } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { bytesText, table } from '../table.ts';

/** `models` */
export function modelCommands(program: Command, bind: Bind): void {
  const models = program.command('models').description('base models, and the embedding model that finds passages');
  models
    .command('list', { isDefault: true })
    .description('known models, and which are here')
    .action(
      bind(async (session) => {
        const list = await session.call('model.list', {});
        session.print({ models: list }, () =>
          table([['model', 'kind', 'download', 'licence', 'here'], ...list.map(modelRow)]),
        );
      }),
    );
  models
    .command('pull')
    .description('fetch a model')
    .argument('<id>')
    .action(
      bind(async (session, model: string) => {
        const summary = await session.call('model.pull', { model });
        session.print(summary, () => `${summary.id} is in ${summary.folder}`);
      }),
    );
  models
    .command('verify')
    .description('check the files of the models that are here')
    .argument('[id]')
    .action(
      bind(async (session, model: string | undefined) => {
        const checks = await session.call('model.verify', model === undefined ? {} : { model });
        session.print({ models: checks }, () =>
          checks.length === 0 ? 'No model is here yet.' : checks.map(checkText).join('\n'),
        );
      }),
    );
  models
    .command('remove')
    .description('delete a model')
    .argument('<id>')
    .action(
      bind(async (session, model: string) => {
        const result = await session.call('model.remove', { model });
        session.print(result, () => `Removed ${result.removed}`);
      }),
    );
}

function modelRow(model: ModelSummary): string[] {
  return [
    `${model.id}${model.isDefault ? ' (default)' : ''}`,
    model.kind,
    model.downloadBytes === null ? '–' : bytesText(model.downloadBytes),
    model.licence,
    model.folder ?? (model.partBytes === 0 ? 'no' : `no, ${bytesText(model.partBytes)} so far`),
  ];
}

function checkText(check: ModelCheck): string {
  return check.ok
    ? `${check.model}: right`
    : [`${check.model}: damaged`, ...check.problems.map((p) => `  ${p}`)].join('\n');
}
