import { type Command, Option } from 'commander';
import type { MergeInput, SkillDetail, SkillImportInput } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { bytesText, table } from '../table.ts';
import { addChange, type Changes, changesInput, numberList, pick, wholeNumber } from './options.ts';

interface TrainOptions {
  readonly data: string;
  readonly model?: string;
  readonly name?: string;
  readonly recipe?: string;
  readonly set: Changes;
}

type MergeOptions = Pick<MergeInput, 'method' | 'weights' | 'density' | 'seed' | 'name'>;

/** `skills`, `merge` */
export function skillCommands(program: Command, bind: Bind): void {
  const skills = program.command('skills').description('adapters: trained, imported, exported');
  listAndShow(skills, bind);
  skills
    .command('train')
    .description('train an instruction skill on data of your own (Alpaca, ShareGPT, OpenAI messages, MetaMathQA)')
    .requiredOption('--data <file>', 'the data')
    .option('--model <id>', 'the base model')
    .option('--name <name>', "the skill's name")
    .option('--recipe <name>', 'paper, quick, best, or a recipe file')
    .option('--set <key=value>', 'change one number of the recipe, as instruction.epochs=2', addChange, {})
    .action(
      bind(async (session, options: TrainOptions) => {
        const detail = await session.call('skill.train', {
          data: options.data,
          ...pick(options, ['model', 'name', 'recipe']),
          ...changesInput(options.set),
          ...session.device,
        });
        session.print(detail, () => `Trained ${detailText(detail)}`);
      }),
    );
  skills
    .command('import')
    .description('take in an adapter in a PEFT folder')
    .argument('<dir>')
    .option('--data <file>', 'the instructions it was trained on, kept so that blends can be learned with it')
    .option('--model <id>', 'the base model it belongs to')
    .option('--name <name>', "the skill's name")
    .action(
      bind(async (session, folder: string, options: Omit<SkillImportInput, 'folder'>) => {
        const detail = await session.call('skill.import', { folder, ...pick(options, ['data', 'model', 'name']) });
        session.print(detail, () => `Imported ${detailText(detail)}`);
      }),
    );
  skills
    .command('export')
    .description('write a skill for other programs')
    .argument('<skill>')
    .addOption(new Option('--format <format>', 'how').choices(['peft', 'gguf']).makeOptionMandatory())
    .requiredOption('--out <path>', 'a new folder (peft) or file (gguf)')
    .action(
      bind(async (session, skill: string, options: { format: 'peft' | 'gguf'; out: string }) => {
        const result = await session.call('skill.export', { skill, ...options });
        session.print(result, () => `Wrote ${result.path}`);
      }),
    );
  skills
    .command('remove')
    .description('delete a skill that no bot uses')
    .argument('<skill>')
    .action(
      bind(async (session, skill: string) => {
        const result = await session.call('skill.remove', { skill });
        session.print(result, () => `Removed ${result.removed}`);
      }),
    );
  program
    .command('merge')
    .description('merge skills into one')
    .argument('<skill...>', 'two or more')
    .addOption(
      new Option('--method <name>', 'how')
        .choices(['cat', 'linear', 'ties', 'dare', 'dare-ties'])
        .makeOptionMandatory(),
    )
    .option('--weights <list>', 'one number for each skill (default: 0.5 each)', numberList)
    .option('--density <share>', 'ties, dare: how much of each skill is kept (default: 0.5)', Number)
    .option('--seed <n>', 'dare: which of it', wholeNumber)
    .option('--name <name>', "the new skill's name")
    .action(
      bind(async (session, names: string[], options: MergeOptions) => {
        const result = await session.call('skill.merge', {
          skills: names,
          method: options.method,
          ...pick(options, ['weights', 'density', 'seed', 'name']),
        });
        session.print(result, () => `Merged into ${detailText(result)}`);
      }),
    );
}

function listAndShow(skills: Command, bind: Bind): void {
  skills
    .command('list', { isDefault: true })
    .description('all skills')
    .action(
      bind(async (session) => {
        const list = await session.call('skill.list', {});
        session.print({ skills: list }, () =>
          list.length === 0
            ? 'No skills yet. "stockpot build FILE" trains one.'
            : table([
                ['skill', 'name', 'kind', 'model', 'rank', 'when'],
                ...list.map((s) => [s.id, s.name, s.kind, s.model, String(s.rank), s.createdAt]),
              ]),
        );
      }),
    );
  skills
    .command('show')
    .description('one skill and what made it')
    .argument('<skill>')
    .action(
      bind(async (session, skill: string) => {
        const detail = await session.call('skill.show', { skill });
        session.print(detail, () => `${detailText(detail)}\n${JSON.stringify(detail.lineage, null, 2)}`);
      }),
    );
}

function detailText(detail: SkillDetail): string {
  return [
    `"${detail.name}" as ${detail.id}`,
    `  ${detail.kind} skill for ${detail.model}, rank ${detail.rank}, ${detail.modules} modules, ${bytesText(detail.bytes)}`,
    `  ${detail.folder}`,
  ].join('\n');
}
