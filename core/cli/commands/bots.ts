import type { Command } from 'commander';
import type { AskInput, AskResult, BuildInput, BuildPlan, BuildResult } from '../../service/index.ts';
import type { Bind, Session } from '../context.ts';
import { bytesText, durationText, shortened } from '../table.ts';
import { addChange, type Changes, changesInput, pick, wholeNumber } from './options.ts';
import { decisionText } from './promotion-text.ts';

interface BuildOptions {
  readonly model?: string;
  readonly instruct?: string;
  readonly recipe?: string;
  readonly set: Changes;
  readonly name?: string;
  readonly plan?: boolean;
}

interface AskOptions {
  readonly withManual?: boolean;
  readonly fromMemory?: boolean;
  readonly seed?: number;
}

/** `build`, `ask`, `chat` */
export function botCommands(program: Command, bind: Bind): void {
  program
    .command('build')
    .description('train a bot on a manual')
    .argument('<manual>', 'a file, or the id or title of an imported manual')
    .option('--model <id>', 'the base model')
    .option('--instruct <skill>', 'an instruction skill of your own')
    .option('--recipe <name>', 'paper, quick, best, or a recipe file')
    .option('--set <key=value>', 'change one number of the recipe, as training.epochs=2', addChange, {})
    .option('--name <name>', "the bot's name")
    .option('--plan', 'only say what it would take here, and what would stop it')
    .action(
      bind(async (session, manual: string, options: BuildOptions) => {
        const chosen = pick(options, ['model', 'instruct', 'recipe', 'name']);
        const input: BuildInput = { manual, ...chosen, ...changesInput(options.set), ...session.device };
        if (options.plan === true) {
          const plan = await session.call('bot.plan', input);
          session.print(plan, () => planText(plan));
          return;
        }
        const result = await session.call('bot.build', input);
        session.print(result, () => buildText(result));
      }),
    );
  questionOptions(program.command('ask'))
    .description('ask a bot one question')
    .argument('<bot>', 'its name or id, or a manual: its current bot')
    .argument('<question>')
    .action(
      bind(async (session, bot: string, question: string, options: AskOptions) => {
        const result = await ask(session, { bot, question, ...howToAnswer(options) });
        session.print(askJson(result), () => pagesText(result));
      }),
    );
  questionOptions(program.command('chat'))
    .description('talk with a bot, one question a line; an empty line or Ctrl-D ends it')
    .argument('<bot>', 'its name or id')
    .action(bind(chat));
}

async function chat(session: Session, bot: string, options: AskOptions): Promise<void> {
  const turns: unknown[] = [];
  let conversation: string | undefined;
  const prompt = () => session.stream(session.terminal.stdout.isTTY === true ? '> ' : '');
  prompt();
  for await (const line of session.terminal.lines()) {
    const question = line.trim();
    if (question === '') break;
    const result = await session.call(
      'chat.send',
      {
        bot,
        question,
        ...howToAnswer(options),
        ...(conversation === undefined ? {} : { conversation }),
        ...session.device,
      },
      streamTokens(session),
    );
    session.terminal.signal.throwIfAborted();
    conversation = result.conversation;
    turns.push({ question, ...askJson(result) });
    session.stream(`${pagesText(result)}\n\n`);
    prompt();
  }
  session.terminal.signal.throwIfAborted();
  session.print({ conversation: conversation ?? null, bot, turns }, () => '');
}

function ask(session: Session, input: AskInput): Promise<AskResult> {
  return session.call('bot.ask', { ...input, ...session.device }, streamTokens(session));
}

function streamTokens(session: Session) {
  return (event: { readonly kind: string; readonly text?: string }) => {
    if (event.kind === 'token') session.stream(event.text ?? '');
  };
}

/** What `ask --json` gives: scripts rely on these names. */
function askJson({ answer, citations: cited, tokens, seconds, bot, system }: AskResult) {
  const citations = cited.map(({ page, text }) => ({ page, text }));
  return { answer, citations, tokens, seconds, bot, system };
}

function pagesText({ citations, read }: AskResult): string {
  if (citations.length === 0) return '\n\nNothing in the manual supports this.';
  const lines = citations.map(({ page, text }) => `  page ${page}: ${shortened(text, 100)}`);
  const part = (title: string, some: readonly string[]) => (some.length === 0 ? [] : [title, ...some]);
  return ['\n', ...part('From the manual', lines.slice(0, read)), ...part('Related pages', lines.slice(read))].join(
    '\n',
  );
}

/** What a person reads of a plan. */
function planText(plan: BuildPlan): string {
  const { model, steps, problems } = plan;
  const download =
    model.downloadBytes === null ? 'is fetched first' : `${bytesText(model.downloadBytes)} are fetched first`;
  const trainings = [
    ...(steps.instruct > 0 ? [`${steps.instruct} for instructions`] : []),
    `${steps.train} on the manual`,
    ...(steps.blend > 0 ? [`${steps.blend} for the blend`] : []),
  ];
  return [
    `${model.title}: ${model.present ? 'it is here' : download}; it is trained on ${plan.device}.`,
    `  about ${durationText(plan.seconds)} (${plan.measured ? 'by earlier builds here' : 'a guess: nothing was built here yet'}), steps: ${trainings.join(', ')}`,
    `  memory ${bytesText(plan.memoryBytes)} of ${bytesText(plan.freeMemoryBytes)} free${plan.memoryMode === 'low' ? ', in the slower mode that takes less' : ''}`,
    `  disk ${bytesText(plan.diskBytes)} of ${bytesText(plan.freeDiskBytes)} free`,
    ...(plan.instruction.licence === null ? [] : [`  instructions: ${plan.instruction.licence}`]),
    ...problems.map(({ message, hint }) => `Problem: ${message}${hint === undefined ? '' : ` ${hint}`}`),
  ].join('\n');
}

/** What a person reads of a build. */
export function buildText(result: BuildResult): string {
  const { check } = result;
  const { questions } = check;
  const windows =
    check.windows === 'held-out'
      ? `${check.count} windows of the manual it never saw`
      : `${check.count} windows of the manual, all seen in training (this recipe holds none out)`;
  return [
    `Bot "${result.name}" is ready (recipe ${result.recipe}, ${durationText(result.seconds)}).`,
    '',
    `  loss on ${windows}: base ${check.base.toFixed(3)}, bot ${check.bot.toFixed(3)} nats a token`,
    ...(questions === undefined
      ? []
      : [
          `  log-likelihood of ${questions.count} references of ${questions.suite}: base ${questions.base.toFixed(3)}, bot ${questions.bot.toFixed(3)} nats a token`,
        ]),
    ...result.skills.map(
      (s) =>
        `  ${s.name}: coefficient ${s.mean.toFixed(3)} on average, spread ${s.spread.toFixed(3)} (${s.low.toFixed(3)} to ${s.high.toFixed(3)})`,
    ),
    ...(result.promotion == null ? [] : ['', decisionText(result.promotion)]),
    '',
    `Ask it:  stockpot ask "${result.name}" "your question"`,
  ].join('\n');
}

function howToAnswer({ withManual, fromMemory, seed }: AskOptions): Pick<AskInput, 'withManual' | 'seed'> {
  return {
    ...(fromMemory === true ? { withManual: false } : pick({ withManual }, ['withManual'])),
    ...pick({ seed }, ['seed']),
  };
}

function questionOptions(command: Command): Command {
  return command
    .option('--with-manual', 'let the model read the best passage before it answers (the default)')
    .option('--from-memory', 'let it answer from what it learned alone')
    .option('--seed <n>', 'for answers drawn by chance', wholeNumber);
}
