import type { Command } from 'commander';
import type { BotSummary } from '../../service/index.ts';
import type { Bind } from '../context.ts';
import { shortened, table } from '../table.ts';
import { pick } from './options.ts';
import { decisionText, promotionText } from './promotion-text.ts';

/** `bots`: all of them, which one stands for its manual, and why. */
export function currentBotCommands(program: Command, bind: Bind): void {
  const bots = program
    .command('bots')
    .description('the bots that were built, and which of them stand for their manuals');
  bots
    .command('list', { isDefault: true })
    .description('all bots')
    .action(
      bind(async (session) => {
        const list = await session.call('bot.list', {});
        session.print({ bots: list }, () => listText(list));
      }),
    );
  bots
    .command('rename')
    .description('give a bot another name')
    .argument('<bot>', 'its name or id')
    .argument('<name>')
    .action(
      bind(async (session, bot: string, name: string) => {
        const renamed = await session.call('bot.rename', { bot, name });
        session.print(renamed, () => `Renamed to ${renamed.name}`);
      }),
    );
  bots
    .command('remove')
    .description('delete a bot and its chats; its skills stay')
    .argument('<bot>', 'its name or id')
    .action(
      bind(async (session, bot: string) => {
        const result = await session.call('bot.remove', { bot });
        session.print(result, () => `Removed ${result.removed}`);
      }),
    );
  bots
    .command('gate')
    .description('measure a bot against another of its manual, and promote or hold it by what came out')
    .argument('<bot>', 'its name or id')
    .requiredOption('--against <bot>', 'the bot whose place it would take, or the manual whose current bot that is')
    .option('--suite <name>', 'questions on the manual (default: those accepted for it, else passages of it)')
    .action(
      bind(async (session, bot: string, options: { against: string; suite?: string }) => {
        const { against } = options;
        const input = { bot, against, ...pick(options, ['suite']), ...session.device };
        const promotion = await session.call('bot.gate', input);
        session.print(promotion, () => decisionText(promotion));
      }),
    );
  bots
    .command('promote')
    .description('make a bot the current one of its manual, whatever was measured')
    .argument('<bot>', 'its name or id')
    .option('--reason <text>', 'why; it is kept')
    .action(
      bind(async (session, bot: string, options: { reason?: string }) => {
        const promotion = await session.call('bot.promote', { bot, ...pick(options, ['reason']) });
        session.print(promotion, () => promotionText(promotion));
      }),
    );
  bots
    .command('promotions')
    .description('what was decided, newest first')
    .argument('[bot]', 'of this bot alone')
    .action(
      bind(async (session, bot: string | undefined) => {
        const promotions = await session.call('bot.promotions', bot === undefined ? {} : { bot });
        session.print({ promotions }, () =>
          promotions.length === 0
            ? 'Nothing was decided yet: a bot is measured once its manual has a newer revision.'
            : promotions.map((one) => `${one.createdAt}  ${promotionText(one)}`).join('\n'),
        );
      }),
    );
}

function listText(list: readonly BotSummary[]): string {
  if (list.length === 0) return 'No bots yet. "stockpot build FILE" makes one.';
  return table([
    ['bot', 'name', 'manual', 'model', 'standing', 'when'],
    ...list.map(({ id, name, manualTitle, model, standing, createdAt }) => [
      id,
      shortened(name, 50),
      shortened(manualTitle, 40),
      model,
      standing,
      createdAt,
    ]),
  ]);
}
