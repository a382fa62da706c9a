import { meanInterval, pairedDifference } from '../../core/bench/index.ts';
import type { BotDetail, Service, ServiceEvent, SoupDetail } from '../../core/service/index.ts';

/** One way to blend two skills: learned with numbers of the recipe changed, or with coefficients that are the same in every module. */
export type Variant =
  | { readonly name: string; readonly set: Readonly<Record<string, number | string>> }
  | { readonly name: string; readonly coefficients: readonly [number, number] };

/** The recipe's own soup, coefficients that nothing learned, and soups with one thing of the recipe changed. */
export const variants: readonly Variant[] = [
  { name: 'as it is', set: {} },
  ...[0.25, 0.5, 0.75, 1].flatMap((manual) =>
    [0, 0.25, 0.5, 0.75, 1].map(
      (instruct): Variant => ({
        name: `${manual} and ${instruct} everywhere`,
        coefficients: [manual, instruct],
      }),
    ),
  ),
  { name: 'no constraint', set: { 'soup.constraint': 'free' } },
  { name: 'learning rate 0.2', set: { 'soup.learningRate': 0.2 } },
  { name: 'one coefficient a skill', set: { 'soup.granularity': 'model' } },
  { name: 'softmax over the skills, as in the paper', set: { 'soup.constraint': 'softmax' } },
  { name: 'from 0.9', set: { 'soup.initial': 0.9 } },
  { name: '16 steps', set: { 'soup.maxSteps': 16 } },
  { name: 'half of the data', set: { 'soup.share': 0.5 } },
  { name: 'one coefficient a layer', set: { 'soup.granularity': 'layer' } },
  { name: 'learning rate 0.01', set: { 'soup.learningRate': 0.01 } },
  { name: 'learning rate 0.0001, as in the paper', set: { 'soup.learningRate': 0.0001 } },
  { name: 'from random coefficients, as in the paper', set: { 'soup.initial': 'normal' } },
  { name: 'a twentieth of the data, as in the paper', set: { 'soup.share': 0.05 } },
];

/** What came of a variant. */
export interface VariantResult {
  readonly name: string;
  /** Mean and standard deviation over the modules, by skill. */
  readonly coefficients: readonly { readonly mean: number; readonly sd: number }[];
  /** Least loss on held-out windows of both data sets; null where nothing was learned or held out. */
  readonly heldOut: number | null;
  /** Log-likelihood of a reference token, by question. */
  readonly scores: readonly (number | null)[];
}

type Options = { readonly onEvent: (event: ServiceEvent) => void; readonly signal: AbortSignal };

/** Blends a bot's two skills in one of these ways and puts the suite to the blend; what is there from before is taken. */
export async function measureVariant(
  service: Service,
  variant: Variant,
  { bot, suite, recipe }: { readonly bot: BotDetail; readonly suite: string; readonly recipe: string },
  options: Options,
): Promise<VariantResult> {
  const name = `${bot.name}: ${variant.name}`;
  const made = (await service.call('bot.list', {})).find((each) => each.name === name);
  const { id } = made ?? (await blended(service, variant, { bot, recipe, name }, options));
  const { soup } = await service.call('bot.show', { bot: id });
  const detail = await service.call('soup.show', { soup: soup! });
  const scores = await likelihoods(
    service,
    { bot: name, suite, system: 'set' in variant ? 'cat-learned' : 'cat-own' },
    options,
  );
  return { name: variant.name, coefficients: detail.coefficients.map(spread), heldOut: leastLoss(detail), scores };
}

async function blended(
  service: Service,
  variant: Variant,
  { bot, recipe, name }: { readonly bot: BotDetail; readonly recipe: string; readonly name: string },
  options: Options,
) {
  if ('set' in variant) {
    const skills = bot.skills.map(({ skill }) => skill);
    return service.call('soup.blend', { skills, learn: true, recipe, set: variant.set, name }, options);
  }
  const { coefficients } = await service.call('soup.show', { soup: bot.soup! });
  const fixed = coefficients.map((row, skill) => row.map(() => variant.coefficients[skill]!));
  return service.call('soup.save', { bot: bot.id, coefficients: fixed, name }, options);
}

/** Of one system of a bot, by question. */
export async function likelihoods(
  service: Service,
  { bot, suite, system }: { readonly bot: string; readonly suite: string; readonly system: string },
  options: Options,
): Promise<(number | null)[]> {
  const runs = await service.call('run.list', {});
  // Runs of the whole comparison set questions aside, and have systems of their own.
  const shown = await Promise.all(
    runs
      .filter((run) => run.bot === bot && run.state === 'done')
      .map((run) => service.call('run.show', { run: run.id })),
  );
  const done = shown.find(({ systems }) => systems.length === 1 && systems[0]!.name === system);
  const asked = { target: bot, suite, systems: system, scorers: 'likelihood' };
  const { run } = done ?? (await service.call('bench.run', asked, options));
  const { items } = await service.call('run.samples', { run, offset: 0, limit: 500 });
  return items.map(({ answers }) => answers[0]!.scores.likelihood ?? null);
}

/** The page: every variant, and its difference from the manual skill alone, question by question. */
export function ablationPage(
  results: readonly VariantResult[],
  manualSkill: readonly (number | null)[],
  { title, facts }: { readonly title: string; readonly facts: readonly string[] },
): string {
  const rows = results.map(({ name, coefficients, heldOut, scores }) => {
    const { mean, low, high } = meanInterval(scores);
    const against = pairedDifference(scores, manualSkill);
    return [
      name,
      ...coefficients.map((each) => `${each.mean.toFixed(3)} ± ${each.sd.toFixed(3)}`),
      heldOut?.toFixed(3) ?? '–',
      mean?.toFixed(3) ?? '–',
      interval(low, high),
      against.mean?.toFixed(3) ?? '–',
      interval(against.low, against.high),
    ];
  });
  const skills = results[0]!.coefficients.map((_, i) => (i === 0 ? 'manual' : 'instruction'));
  const head = [
    '',
    ...skills,
    'held-out loss',
    'likelihood',
    '95 % interval',
    'minus the manual skill',
    '95 % interval',
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
  const alone = meanInterval(manualSkill);
  return [
    `# ${title}`,
    '',
    ...facts.map((fact) => `- ${fact}`),
    `- The manual skill alone: ${alone.mean?.toFixed(3)} (${interval(alone.low, alone.high)}).`,
    '',
    table,
    '',
  ].join('\n');
}

function interval(low: number | null, high: number | null): string {
  return low === null || high === null ? '–' : `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

function leastLoss({ heldOut }: SoupDetail): number | null {
  return heldOut.length === 0 ? null : Math.min(...heldOut.map(({ loss }) => loss));
}

function spread(values: readonly number[]): { mean: number; sd: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}
