import type { Command } from 'commander';
import type { Bind } from '../context.ts';
import { addChange, type Changes, changesInput, pick } from './options.ts';

interface BlendOptions {
  readonly equal?: boolean;
  readonly manual?: readonly string[];
  readonly recipe?: string;
  readonly set: Changes;
  readonly name?: string;
}

/** `blend` */
export function blendCommand(program: Command, bind: Bind): void {
  program
    .command('blend')
    .description('make a bot of skills of one base model: coefficients learned on what each was trained on')
    .argument('<skill...>', 'two or more')
    .option('--equal', 'the same fixed coefficient for all, nothing learned')
    .option('--manual <manual...>', 'what the bot speaks from (default: the manuals of its skills)')
    .option('--recipe <name>', 'paper, quick, best, or a recipe file')
    .option('--set <key=value>', 'change one number of the recipe, as soup.epochs=2', addChange, {})
    .option('--name <name>', "the bot's name")
    .action(
      bind(async (session, skills: string[], options: BlendOptions) => {
        const { equal = false, manual: manuals } = options;
        const bot = await session.call('soup.blend', {
          skills,
          learn: !equal,
          ...(manuals === undefined ? {} : { manuals }),
          ...pick(options, ['recipe', 'name']),
          ...changesInput(options.set),
          ...session.device,
        });
        session.print(bot, () => `Blended ${skills.length} skills into the bot "${bot.name}" (${bot.id})`);
      }),
    );
}
