// How often the passage that answers a question is found: by words, by meaning, by both.
//   npm run bench:retrieval
// A passage of the sample manual answers a question when it stands on the question's page; one of the game manual when most of it
// stands in the question's context.
import { readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddingModel, modelsFolder, pullModel } from '../../core/catalog/index.ts';
import { createEmbedder, openEncoder } from '../../core/engine/index.ts';
import { passagesOf, readManual } from '../../core/manual/index.ts';
import { matchExpression, passageText } from '../../core/search/index.ts';
import { openStore, type PassageRow } from '../../core/store/index.ts';
import { loadTokenizer } from '../../core/text/index.ts';

/** Passages of each ranking that are fused. */
const DEPTH = 20;

interface Question {
  readonly question: string;
  readonly answers: (passage: PassageRow) => boolean;
}

const resource = (path: string) => fileURLToPath(new URL(`../../resources/${path}`, import.meta.url));
const json = (path: string) => JSON.parse(readFileSync(resource(path), 'utf8'));

const manuals: Record<string, { file: string; questions: Question[] }> = {
  'sample manual': {
    file: resource('sample/gutenprint-users-manual.pdf'),
    questions: (json('sample/questions.json') as { question: string; page: number }[]).map(({ question, page }) => ({
      question,
      answers: (passage) => passage.page <= page && page <= passage.lastPage,
    })),
  },
  'game manual': {
    file: resource('suites/game-manual.txt'),
    questions: (json('suites/game-manual.json') as { instruction: string; context: string }[]).map(
      ({ instruction, context }) => {
        const known = runs(context);
        return {
          question: instruction,
          answers: ({ text }) => {
            const own = [...runs(text)];
            return own.filter((run) => known.has(run)).length > own.length / 2;
          },
        };
      },
    ),
  },
};

const { folder } = await pullModel(embeddingModel.id, {
  modelsFolder: modelsFolder(join(homedir(), '.cache', 'stockpot')),
});
const tokenizer = loadTokenizer(folder);
const embedder = await createEmbedder(openEncoder(folder));
const embed = (texts: readonly string[]) =>
  embedder.embed(texts.map((text) => tokenizer.encode(text, { addSpecial: true, maxTokens: embedder.maxTokens })));
const store = openStore(join(tmpdir(), `stockpot-retrieval-${process.pid}`));

for (const [name, { file, questions }] of Object.entries(manuals)) {
  const manual = await readManual(file);
  const row = store.manuals.insert({
    sha256: manual.sha256,
    title: name,
    fileName: name,
    type: manual.type,
    bytes: manual.bytes,
    pageCount: manual.pages.length,
    state: 'ready',
  });
  store.passages.replace(row.id, passagesOf(manual));
  const passages = store.passages.list(row.id);
  const cut = passages.filter((passage) => tokenizer.encode(passageText(passage), { addSpecial: true }).length > 256);
  process.stdout.write(
    `${name}: ${passages.length} passages, ${cut.length} longer than the model reads, ${questions.length} questions\n`,
  );
  const started = performance.now();
  for (const [model, text] of [
    ['with headings', passageText],
    ['text alone', (passage: PassageRow) => passage.text],
  ] as const) {
    const vectors = await embed(passages.map(text));
    store.passageVectors.save(
      model,
      passages.map(({ id }, i) => ({ passageId: id, vector: vectors[i]! })),
    );
    process.stdout.write(`  embedding, ${model}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    const asked = await embed(questions.map(({ question }) => question));
    const byWords = questions.map(({ question }) => {
      const expression = matchExpression(question);
      return expression === undefined ? [] : store.passages.search([row.id], expression, DEPTH);
    });
    const byMeaning = asked.map((vector) => store.passageVectors.nearest([row.id], model, vector, DEPTH));
    const fused = questions.map((_, i) => fuse([byWords[i]!, byMeaning[i]!]));
    for (const [way, found] of Object.entries({ words: byWords, meaning: byMeaning, both: fused })) {
      const rates = [1, 3, 5].map((most) => {
        const hits = questions.filter(({ answers }, i) => found[i]!.slice(0, most).some(answers)).length;
        return `@${most} ${((100 * hits) / questions.length).toFixed(0)} %`;
      });
      process.stdout.write(`  ${model}, by ${way}: ${rates.join('  ')}\n`);
    }
  }
}
await embedder.dispose();
store.close();

/** Reciprocal rank fusion (Cormack et al. 2009): each ranking gives a passage 1 / (60 + its rank). */
function fuse(rankings: readonly (readonly PassageRow[])[]): PassageRow[] {
  const scores = new Map<number, { passage: PassageRow; score: number }>();
  for (const ranking of rankings)
    ranking.forEach((passage, i) => {
      const { score } = scores.get(passage.id) ?? { score: 0 };
      scores.set(passage.id, { passage, score: score + 1 / (61 + i) });
    });
  return [...scores.values()].sort((a, b) => b.score - a.score).map(({ passage }) => passage);
}

/** Every four words in a row. */
function runs(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(3).map((_, i) => words.slice(i, i + 4).join(' ')));
}
