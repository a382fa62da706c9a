// `npm run bench:ablation`: why learned CAT does as it does. On the skills that `npm run bench:paper` has trained for a seed, the
// soup is learned again with one thing changed at a time, and tried with fixed coefficients. Writes docs/ablation.md; what
// is done is kept, so that a run that was broken off goes on.
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { humanProgress } from '../core/cli/progress.ts';
import { openService } from '../core/service/index.ts';
import { ablationPage, likelihoods, measureVariant, type VariantResult, variants } from './paper/ablation.ts';

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    seed: { type: 'string', default: '0' },
    recipe: { type: 'string', default: 'best' },
    out: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const home = values.home ?? join(root, '.stockpot', 'bench-paper');
const out = values.out ?? join(root, 'docs');
process.env.STOCKPOT_MODELS ??= join(homedir(), '.cache', 'stockpot', 'models');
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
const view = humanProgress(process.stderr);
const options = { onEvent: view.show, signal: interruption.signal };
const service = await openService({ home });
try {
  const suite = 'game-manual';
  const bot = await service.call('bot.show', { bot: `Seed ${values.seed}` });
  const manualSkill = await likelihoods(service, { bot: bot.name, suite, system: 'manual-skill' }, options);
  const results: VariantResult[] = [];
  for (const variant of variants) {
    results.push(await measureVariant(service, variant, { bot, suite, recipe: values.recipe }, options));
    const facts = [
      `Model ${bot.model}; the two skills of seed ${values.seed} of the comparison in results.md; ${manualSkill.length} questions of the game manual, closed book, one worked example.`,
      `The first row is the soup of the recipe \`${values.recipe}\`; "everywhere" means the same two coefficients, which nothing learned, in each module; the other rows change one thing of the recipe. ${results.length} of ${variants.length} rows are done.`,
      'likelihood: mean log-likelihood of a reference token in nats, nearer 0 is better; intervals: bootstrap over questions, differences paired.',
      'What it means: [performance.md](performance.md#what-coefficients-learn).',
    ];
    writeFileSync(
      join(out, 'ablation.md'),
      ablationPage(results, manualSkill, { title: 'What the coefficients do', facts }),
    );
  }
  console.log(`\nWritten: ${join(out, 'ablation.md')}`);
} finally {
  view.clear();
  await service.close();
}
