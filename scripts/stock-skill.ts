/**
 * Makes the stock instruction skill that ships in resources/skills: Alpaca over the default model, by the program's own trainer.
 * Resumes where it was stopped. `npm run stock-skill` (about twenty minutes on two quiet cores).
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { defaultModelId, modelsFolder, pullModel } from '../core/catalog/index.ts';
import { openModel } from '../core/engine/index.ts';
import { versions } from '../core/service/versions.ts';
import { writeSkill } from '../core/skill/index.ts';
import { instructionExamples, readInstructions } from '../core/study/index.ts';
import { loadTokenizer } from '../core/text/index.ts';
import { type TrainingRecipe, trainSkill } from '../core/training/index.ts';

const seed = 0;
const maxTokens = 512;
const recipe: TrainingRecipe = {
  rank: 32,
  alpha: 64,
  dropout: 0.05,
  targets: ['q_proj', 'k_proj', 'v_proj', 'up_proj', 'down_proj'],
  learningRate: 5e-4, // one pass, so faster than the 3e-4 of the paper's three
  warmupSteps: 10,
  epochs: 1,
  batch: 1, // a row of 512 tokens holds two or three examples; four rows a step are about the paper's batch
  length: maxTokens,
  accumulation: 4,
  weightDecay: 0,
  clipNorm: 1,
  maxSteps: null,
};

const root = join(import.meta.dirname, '..');
const data = join(root, 'resources', 'data', 'alpaca.json');
const folder = join(root, 'resources', 'skills', `alpaca-${defaultModelId.toLowerCase()}`);
const cache = process.env.STOCKPOT_CACHE ?? join(homedir(), '.cache', 'stockpot');

const base = await pullModel(defaultModelId, { modelsFolder: modelsFolder(cache) });
const tokenizer = loadTokenizer(base.folder);
const { examples, cut, dropped } = instructionExamples(readInstructions(data), tokenizer, {
  maxTokens,
  format: 'alpaca',
});
console.error(`${examples.length} examples, ${cut} cut at ${maxTokens} tokens, ${dropped} dropped`);

const { adapter, losses } = await trainSkill({
  model: openModel(base.folder),
  examples,
  recipe,
  seed,
  folder: join(cache, 'stock-skill'),
  device: 'cpu',
  onProgress: ({ step, steps, loss, tokensPerSecond, secondsLeft }) =>
    console.error(
      `${step}/${steps}  loss ${loss.toFixed(3)}  ${tokensPerSecond.toFixed(0)} tokens/s  ${(secondsLeft / 60).toFixed(1)} min left`,
    ),
});

rmSync(folder, { recursive: true, force: true });
writeSkill(folder, {
  adapter,
  baseModel: 'HuggingFaceTB/SmolLM2-135M-Instruct',
  alpha: recipe.alpha,
  dropout: recipe.dropout,
  targets: recipe.targets,
  type: 'F16',
  lineage: {
    kind: 'instruction',
    dataSha256: sha256(data),
    baseModelSha256: sha256(join(base.folder, 'model.safetensors')),
    recipe: { ...recipe, format: 'alpaca', maxTokens },
    seed,
    versions: { ...versions() },
    device: 'cpu',
    losses: losses.map((loss) => Number(loss.toFixed(5))),
  },
});
console.error(`Written to ${folder}`);

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
