import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { availableSystems } from '../../../core/service/systems/table.ts';
import { chatHome } from '../chat-home.ts';

interface Question {
  readonly question: string;
  readonly answer: string;
  readonly context?: string;
}

/** A bot, and a suite put to some of its systems. */
async function askingHome(questions: readonly Question[]) {
  const made = await chatHome();
  const suite = join(made.home, 'pump.json');
  writeFileSync(suite, JSON.stringify(questions));
  const bench = (systems: string, more: object = {}) =>
    made.service.call('bench.run', { target: made.bot.id, suite, systems, shots: 0, device: 'cpu', ...more });
  const inputs = (task: string) => made.workers.asked.filter((one) => one.task === task).map(({ input }) => input);
  const pairs = () => inputs('likelihoods').map((input) => input.pairs as { question: string; passages: string[] }[]);
  return { ...made, bench, inputs, pairs };
}

const many = Array.from({ length: 20 }, (_, i) => ({ question: `What is E${i}?`, answer: `Error ${i}.` }));

describe('the likelihoods of a suite', () => {
  it('are measured many questions at a time', async () => {
    const { bench, pairs } = await askingHome(many);
    await bench('base', { scorers: 'likelihood' });
    expect(pairs().map(({ length }) => length)).toEqual([16, 4]);
  });

  it('that a run had when it was cut off are not measured again', async () => {
    const { bench, pairs, workers, service } = await askingHome(many);
    workers.dieScoring.push(false, true);
    await expect(bench('base', { scorers: 'likelihood' })).rejects.toMatchObject({ code: 'jobs/worker-died' });
    const [job] = await service.call('job.list', {});
    workers.likelihoods = () => [-2];
    const { result } = await service.call('job.resume', { job: job!.id });
    expect(pairs().map(([first]) => first!.question)).toEqual(['What is E0?', 'What is E16?', 'What is E16?']);
    const { run } = result as { run: string };
    const { items } = await service.call('run.samples', { run });
    expect(items.map(({ answers }) => answers[0]!.scores.likelihood)).toEqual(many.map((_, i) => (i < 16 ? -1 : -2)));
  });
});

describe('the system open-book', () => {
  const questions = [
    { question: 'What is cleaned?', answer: 'The filter.', context: 'Clean the filter.' },
    { question: 'What starts it?', answer: 'The red button.' },
  ];

  it('reads what the suite gives, and leaves unscored what it gives nothing for', async () => {
    const { bench, pairs, inputs, service } = await askingHome(questions);
    const { run, systems } = await bench('open-book');
    expect(pairs().map((group) => group.map(({ passages }) => passages))).toEqual([[['Clean the filter.']]]);
    expect(inputs('generate')).toHaveLength(1);
    const { items } = await service.call('run.samples', { run });
    expect(items[1]!.answers[0]).toMatchObject({
      answer: null,
      scores: { likelihood: null, f1: null },
      explanations: { likelihood: 'The suite gives no context for this question.' },
    });
    expect(systems[0]!.scored).toMatchObject({ likelihood: { n: 1, of: 2 } });
  });

  it('reads a text once where the task gives it to every system', async () => {
    const { bench, pairs } = await askingHome(questions.slice(0, 1));
    await bench('base,open-book', { task: 'reading', scorers: 'likelihood' });
    expect(pairs().map(([first]) => first!.passages)).toEqual([['Clean the filter.'], ['Clean the filter.']]);
  });
});

describe('a blend of three skills', () => {
  async function threeSkills() {
    const made = await askingHome(many.slice(0, 2));
    const { store, skill, instruct, model, manual } = made;
    const third = store.skills.insert({ name: 'Third', kind: 'instruction', baseModel: model, rank: 4 });
    const soup = store.soups.insert({
      ...{ baseModel: model, method: 'cat-static', constraint: null, granularity: 'module', heldOut: [] },
      coefficients: {},
      skillIds: [skill.id, instruct.id, third.id],
    });
    const bot = store.bots.insert({ name: 'Three', baseModel: model, soupId: soup.id, manualIds: [manual.id] });
    return { ...made, bot, third };
  }

  it('has a row for each of them alone', async () => {
    const { store, bot, service, third, bench } = await threeSkills();
    const alone = availableSystems(store, bot).filter((name) => /skill/.test(name));
    expect(alone).toEqual(['manual-skill', 'instruct-skill', 'skill-3']);
    const { run } = await bench('skill-3', { target: bot.id });
    expect(store.runs.systems(run)[0]!.details).toEqual({ skill: third.name });
    await service.close();
  });
});
