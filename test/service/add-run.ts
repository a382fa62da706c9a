import type { PairVerdictRow, SampleRow, Store } from '../../core/store/index.ts';

/** A run that is done, of two seeds, with these systems' answers: `[system][question]`, the same with both seeds. */
export function addRun(
  store: Store,
  answers: Readonly<Record<string, readonly (string | null)[]>>,
  scores: (system: string, question: number, seed: number) => SampleRow['scores'],
  verdicts: readonly Omit<PairVerdictRow, 'runId' | 'seed' | 'explanation'>[] = [],
): string {
  const { id } = store.runs.insert({
    state: 'done',
    botName: 'Pump bot',
    suiteName: 'pump',
    suiteHash: 'h',
    baseModel: 'm',
    seeds: [0, 1],
    device: 'cpu',
  });
  for (const [position, [name, said]] of Object.entries(answers).entries()) {
    const scorers = Object.keys(scores(name, 0, 0));
    const scored = Object.fromEntries(scorers.map((scorer) => [scorer, { mean: 0.5, low: 0, high: 1 }]));
    store.runs.saveSystem({ runId: id, position, name, count: said.length, scores: scored, seconds: 1, details: {} });
    for (const seed of [0, 1]) {
      store.runs.saveSamples(
        said.map((answer, number) => ({
          runId: id,
          system: name,
          number,
          seed,
          question: `Question ${number}?`,
          reference: `Reference ${number}`,
          answer,
          citations: [],
          scores: scores(name, number, seed),
          explanations: {},
          answersUsed: {},
          seconds: 1,
        })),
      );
    }
  }
  for (const verdict of verdicts) store.verdicts.save({ ...verdict, runId: id, seed: 0, explanation: 'So.' });
  return id;
}
