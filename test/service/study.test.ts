import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { studyInstructionsTask, studyManualTask } from '../../core/service/tasks/study.ts';
import { loadTokenizer } from '../../core/text/index.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'study-'));
const model = join(folder, 'model');
writeTinyModel(model);
const tokenizer = loadTokenizer(model);
const context = { signal: new AbortController().signal, progress: () => {} };
const file = (name: string) => join(folder, name);
const read = (name: string) => JSON.parse(readFileSync(file(name), 'utf8')) as { ids: number[]; lossStart: number }[];
const words = Array.from(
  { length: 26 * 26 },
  (_, i) => `${String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26))}${i}`,
);

/** Twenty paragraphs of which no two share a word. */
const blocks = [
  { kind: 'heading', level: 1, text: 'Everything' },
  ...Array.from({ length: 20 }, (_, i) => ({ kind: 'paragraph', text: words.slice(30 * i, 30 * i + 30).join(' ') })),
];

function study(holdOut: number) {
  writeFileSync(file('blocks.json'), JSON.stringify(blocks));
  const recipe = { windowLengths: [20, 100], headingContext: true, maxExamples: null, holdOut };
  const paths = { blocks: file('blocks.json'), out: file('examples.json'), heldOut: file('held.json') };
  return studyManualTask({ ...paths, model, recipe, seed: 3 }, context);
}

const wordsOf = (examples: { ids: number[] }[]) =>
  new Set(examples.flatMap(({ ids }) => tokenizer.decode(ids).split(/\s+/)).filter((word) => words.includes(word)));

describe('the windows of a manual', () => {
  it('hold nothing, at any length, of the text that is held out', async () => {
    const { heldOut } = await study(0.2);
    const [trained, held] = [wordsOf(read('examples.json')), wordsOf(read('held.json'))];
    expect(heldOut).toBeGreaterThan(0);
    expect(held.size).toBeGreaterThan(20);
    expect([...held].filter((word) => trained.has(word))).toEqual([]);
  });

  it('are checked with windows that were trained on when nothing is held out, and say so by a count of 0', async () => {
    const { heldOut, checked: count } = await study(0);
    const trained = read('examples.json').map((example) => JSON.stringify(example));
    expect(heldOut).toBe(0);
    const checked = read('held.json').map((example) => JSON.stringify(example));
    expect([checked.length, count > 0]).toEqual([count, true]);
    expect(checked.every((example) => trained.includes(example))).toBe(true);
  });

  it('have the same hash when they are the same', async () => {
    const first = await study(0.2);
    expect((await study(0.2)).sha256).toBe(first.sha256);
    expect((await study(0)).sha256).not.toBe(first.sha256);
  });
});

describe('instructions', () => {
  it('are drawn by the seed, and end with the token that ends an answer', async () => {
    const data = file('data.json');
    writeFileSync(data, JSON.stringify(words.slice(0, 40).map((word) => ({ instruction: 'Say it.', output: word }))));
    const draw = async (seed: number) => {
      const input = {
        data,
        model,
        format: 'alpaca' as const,
        maxTokens: 400,
        maxExamples: 5,
        out: file('drawn.json'),
        seed,
      };
      const { examples } = await studyInstructionsTask(input, context);
      expect(examples).toBe(5);
      const drawn = read('drawn.json');
      for (const { ids } of drawn) expect(ids.at(-1)).toBe(tokenizer.eosId);
      return drawn;
    };
    expect(await draw(1)).toEqual(await draw(1));
    expect(await draw(1)).not.toEqual(await draw(2));
  });

  it('are drawn until there are enough of them, those left out that are too long', async () => {
    const data = file('long.json');
    const instructions = Array.from({ length: 300 }, (_, i) => ({
      instruction: i % 3 === 0 ? 'Say it.' : 'Say it again and again. '.repeat(60),
      output: words[i]!,
    }));
    writeFileSync(data, JSON.stringify(instructions));
    const study = (enough: number) =>
      studyInstructionsTask(
        {
          ...{ data, model, format: 'alpaca' as const, maxTokens: 400, seed: 1 },
          maxExamples: null,
          enough,
          out: file('enough.json'),
        },
        context,
      );
    const some = await study(10);
    expect(some.examples).toBeGreaterThanOrEqual(10);
    expect(some.examples + some.dropped).toBeLessThan(300);
    expect(some.dropped).toBeGreaterThan(0);
    expect(await study(1000)).toMatchObject({ examples: 100, dropped: 200 });
  });
});
