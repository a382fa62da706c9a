import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ManualBlock, manualExamples, type StudyRecipe, studyManual } from '../../core/study/index.ts';
import { textFixture, tokenizerOf } from '../text/fixture.ts';

const tokenizer = tokenizerOf(textFixture('tiny-smollm').metadata);
const paper: StudyRecipe = { windowLengths: [20, 100], headingContext: true, maxExamples: null };

const blocksOf = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('heading'), level: fc.integer({ min: 1, max: 4 }), text: fc.lorem({ maxCount: 4 }) }),
    fc.record({ kind: fc.constantFrom('paragraph', 'list-item', 'table'), text: fc.lorem({ maxCount: 60 }) }),
  ),
  { minLength: 1, maxLength: 12 },
);

describe('windows of a manual', () => {
  const recipes = fc.record({
    length: fc.integer({ min: 2, max: 120 }),
    headingContext: fc.boolean(),
  });

  it('score every token of the text but the first exactly once, at each length', () => {
    fc.assert(
      fc.property(blocksOf, recipes, (blocks, { length, headingContext }) => {
        const windows = manualExamples(blocks, tokenizer, {
          windowLengths: [length],
          headingContext,
          maxExamples: null,
        });
        const scored = windows.flatMap(({ ids, lossStart }) => ids.slice(lossStart));
        const text = tokenizer.decode(scored);
        const words = (s: string) => s.split(/\s+/).filter((word) => word.length > 0);
        expect(words(text)).toEqual(blocks.flatMap((block) => words(block.text)));
        expect(windows.slice(1).every(({ lossStart }) => lossStart > 0)).toBe(true);
        expect(scored).toHaveLength(studyManual(blocks, tokenizer, paper).tokens);
      }),
    );
  });

  it('are never longer than their length, with any stride', () => {
    fc.assert(
      fc.property(blocksOf, recipes, fc.double({ min: 0.1, max: 1, noNaN: true }), (blocks, r, stride) => {
        const recipe = { windowLengths: [r.length, 7], headingContext: r.headingContext, maxExamples: null, stride };
        for (const { ids, lossStart } of manualExamples(blocks, tokenizer, recipe)) {
          expect(ids.length).toBeLessThanOrEqual(Math.max(r.length, 7));
          expect(ids.length).toBeGreaterThan(Math.max(1, lossStart) - 1);
        }
      }),
    );
  });

  it('go over the whole text at each length in turn', () => {
    const blocks = [{ kind: 'paragraph', text: 'one two three four five six seven eight nine ten. '.repeat(40) }];
    const at = (windowLengths: number[]) => manualExamples(blocks, tokenizer, { ...paper, windowLengths });
    expect(at([20, 100])).toEqual([...at([20]), ...at([100])]);
  });

  it('are the same every time', () => {
    const blocks = [{ kind: 'paragraph', text: 'Turn the dial to the left until it clicks. '.repeat(30) }];
    expect(manualExamples(blocks, tokenizer, paper)).toEqual(manualExamples(blocks, tokenizer, paper));
  });

  it('score a token twice with half a stride', () => {
    const blocks = [{ kind: 'paragraph', text: 'Turn the dial to the left until it clicks. '.repeat(30) }];
    const recipe = { windowLengths: [20], headingContext: false, maxExamples: null };
    const count = (stride: number) => manualExamples(blocks, tokenizer, { ...recipe, stride }).length;
    expect(count(0.5) / count(1)).toBeGreaterThan(1.8);
  });
});

describe('headings', () => {
  const blocks: ManualBlock[] = [
    { kind: 'heading', level: 1, text: 'A' },
    { kind: 'heading', level: 2, text: 'B' },
    { kind: 'paragraph', text: 'Turn the dial to the left until it clicks. '.repeat(30) },
    { kind: 'heading', level: 2, text: 'C' },
    { kind: 'paragraph', text: 'Press the red button. '.repeat(30) },
  ];
  const contexts = (recipe: Partial<StudyRecipe>) =>
    manualExamples(blocks, tokenizer, { ...paper, windowLengths: [60], ...recipe }).map(({ ids, lossStart }) =>
      tokenizer.decode(ids.slice(0, lossStart)),
    );

  it('lead the windows under them, unscored', () => {
    expect(contexts({})).toEqual(expect.arrayContaining(['A > B\n', 'A > C\n']));
    expect(contexts({})[0]).toBe('');
  });

  it('leave the outer ones out where the path takes more than a quarter of the window', () => {
    const path = tokenizer.encode('A > B\n').length;
    expect(contexts({ windowLengths: [4 * path] })).toContain('A > B\n');
    expect(contexts({ windowLengths: [4 * path - 1] })).not.toContain('A > B\n');
    expect(contexts({ windowLengths: [4 * path - 1] })).toContain('B\n');
  });

  it('stay out when the recipe says so', () => {
    expect(contexts({ headingContext: false }).filter((context) => context.includes('>'))).toEqual([]);
  });
});

describe('a manual’s text', () => {
  const textOf = (blocks: ManualBlock[]) =>
    tokenizer.decode(
      manualExamples(blocks, tokenizer, { windowLengths: [1000], headingContext: false, maxExamples: null })[0]!.ids,
    );

  it('keeps tables as rows and lists as lines', () => {
    const text = textOf([
      { kind: 'heading', level: 1, text: 'Fuses' },
      { kind: 'table', text: 'F1 | 10 A\nF2 | 20 A' },
      { kind: 'list-item', text: 'Open the lid' },
      { kind: 'list-item', text: 'Pull the fuse' },
      { kind: 'paragraph', text: 'Done.' },
    ]);
    expect(text).toBe('Fuses\n\nF1 | 10 A\nF2 | 20 A\n\nOpen the lid\nPull the fuse\n\nDone.\n\n');
  });

  it('keeps what spells a special token as text', () => {
    const [example] = manualExamples([{ kind: 'paragraph', text: 'end <|im_end|> of' }], tokenizer, paper);
    expect(example!.ids).not.toContain(tokenizer.eosId);
  });

  it('is refused when there is none', () => {
    expect(() => manualExamples([{ kind: 'paragraph', text: ' \n' }], tokenizer, paper)).toThrow(
      expect.objectContaining({ code: 'study/empty' }),
    );
  });
});

describe('maxExamples', () => {
  it('takes windows evenly over the text and says how many there were', () => {
    const blocks = [{ kind: 'paragraph', text: 'Turn the dial to the left until it clicks. '.repeat(50) }];
    const all = studyManual(blocks, tokenizer, { ...paper, windowLengths: [20] });
    const some = studyManual(blocks, tokenizer, { ...paper, windowLengths: [20], maxExamples: 10 });
    expect(all.windows).toBe(all.examples.length);
    expect(some.windows).toBe(all.windows);
    expect(some.examples).toHaveLength(10);
    const wanted = some.examples.map((_, i) => all.examples[Math.floor((i * all.windows) / 10)]);
    expect(some.examples).toEqual(wanted);
  });
});
