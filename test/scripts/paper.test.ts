import { describe, expect, it } from 'vitest';
import type { Service } from '../../core/service/index.ts';
import { resultsPage } from '../../scripts/paper/results.ts';
import { type SeedOrder, type SeedRun, seedRun } from '../../scripts/paper/seed-runs.ts';

const options = { onEvent: () => {}, signal: new AbortController().signal };
const order: SeedOrder = {
  manual: 'man_1',
  suite: 'game-manual',
  recipe: 'quick',
  set: {},
  systems: 'all',
  scorers: 'likelihood',
  settings: { shots: 1 },
};
const reportOf = (run: string, systems: readonly string[]) =>
  ({
    run,
    systems: systems.map((name) => ({ name, n: 1, scores: { likelihood: {} }, seconds: 1, details: {} })),
  }) as unknown as SeedRun['report'];

/** A home in which the bot of seed 0 is, with these runs; tells what was asked of it. */
function homeWith(runs: readonly { id: string; systems: readonly string[] }[]) {
  const asked: string[] = [];
  const answers: Record<string, (input: Record<string, unknown>) => unknown> = {
    'job.list': () => [],
    'bot.list': () => [{ name: 'Seed 0' }],
    'run.list': () => runs.map((run) => ({ ...run, bot: 'Seed 0', state: 'done' })),
    'run.show': ({ run }) => reportOf(String(run), runs.find(({ id }) => id === run)!.systems),
    'run.samples': () => ({ total: 0, items: [] }),
    'bench.run': ({ shots }) => reportOf(`new with ${String(shots)} shot`, ['base', 'ties']),
  };
  const call = async (method: string, input: Record<string, unknown>) => {
    asked.push(method);
    return answers[method]!(input);
  };
  return { service: { call } as unknown as Service, asked };
}

describe('a seed of the paper’s comparison', () => {
  it('is taken from the run that compared systems, not from a newer one of one system', async () => {
    const { service, asked } = homeWith([
      { id: 'of the ablation', systems: ['manual-skill'] },
      { id: 'whole', systems: ['base', 'ties'] },
    ]);
    expect((await seedRun(service, order, 0, options)).report.run).toBe('whole');
    expect(asked).not.toContain('bench.run');
  });

  it('is run where no run compared systems yet, with the settings that were asked for', async () => {
    const { service } = homeWith([{ id: 'of the ablation', systems: ['manual-skill'] }]);
    expect((await seedRun(service, order, 0, options)).report.run).toBe('new with 1 shot');
  });
});

it('the page of results takes no seeds with other systems', () => {
  const runs = [['base', 'ties'], ['base']].map((systems, seed) => ({
    seed,
    report: reportOf(`run_${seed}`, systems),
    samples: [],
  }));
  expect(resultsPage(runs.slice(0, 1), { title: 'Results', facts: [] }, 'ties')).toContain('| base |');
  expect(() => resultsPage(runs, { title: 'Results', facts: [] }, 'ties')).toThrow('Seed 1 has other systems: base.');
});
