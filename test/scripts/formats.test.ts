import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Input, Method } from '../../core/service/index.ts';
import { type Call, defaultPlan, type FormatsPlan, runFormats } from '../../scripts/formats-experiment.ts';
import { temporaryFolder } from '../store/temporary-home.ts';

const plan: FormatsPlan = {
  ...defaultPlan,
  pairs: [
    [1, 4],
    [1, 2],
  ],
  tests: [2, 3],
  examples: 5,
  questions: 2,
  systems: ['skill-1', 'skill-2', 'cat-learned'],
};

/** A home that only remembers what was made there; the work that `cut` names is cut off once. */
function invented(cut?: string) {
  const skills = new Set<string>();
  const bots = new Set<string>();
  const runs: { id: string; bot: string; suite: string; state: string }[] = [];
  const jobs: { id: string; kind: string; title: string; state: string; finish: () => void }[] = [];
  const done: string[] = [];
  let cutting = cut;
  const work = (kind: string, title: string, finish: () => void) => {
    done.push(`${kind} ${title}`);
    if (title !== cutting) return finish();
    cutting = undefined;
    jobs.push({ id: 'job_1', kind, title, state: 'paused', finish });
    throw new Error('cut off');
  };
  const answers: Partial<Record<Method, (input: never) => unknown>> = {
    'skill.list': () => [...skills].map((name) => ({ name })),
    'bot.list': () => [...bots].map((name) => ({ name })),
    'run.list': () => runs,
    'job.list': () => jobs,
    'job.resume': ({ job }: Input<'job.resume'>) => {
      const one = jobs.find(({ id }) => id === job)!;
      one.state = 'done';
      done.push(`resume ${one.title}`);
      one.finish();
      return {};
    },
    'skill.train': ({ name }: Input<'skill.train'>) => work('train-skill', name!, () => skills.add(name!)),
    'soup.blend': ({ name }: Input<'soup.blend'>) => work('blend', name!, () => bots.add(name!)),
    'bench.run': ({ target: bot, suite }: Input<'bench.run'>) =>
      work('benchmark', `${bot}, ${suite}`, () => runs.push({ id: `run_${runs.length}`, bot, suite, state: 'done' })),
    'run.samples': () => ({
      total: 2,
      items: [0, 1].map((index) => ({
        index,
        answers: plan.systems.map((system, i) => ({ system, scores: { exact: i === 2 ? 1 : i === index ? 1 : 0 } })),
      })),
    }),
  };
  const call = (async (method: Method, input: never) => answers[method]!(input)) as unknown as Call;
  return { call, done };
}

describe('the experiment with prompt formats', () => {
  const run = (call: Call, home: string) => runFormats(call, plan, { home, say: () => {} });

  it('trains each format once, and tests each pair on the formats that it does not know', async () => {
    const home = temporaryFolder();
    const { call, done } = invented();
    const scores = await run(call, home);
    expect(done).toEqual([
      'train-skill Letters in format 1',
      'train-skill Letters in format 4',
      'blend Formats 1 and 4',
      'benchmark Formats 1 and 4, letters:2:0:3',
      'benchmark Formats 1 and 4, letters:3:0:3',
      'train-skill Letters in format 2',
      'blend Formats 1 and 2',
      'benchmark Formats 1 and 2, letters:3:0:3',
    ]);
    const records = JSON.parse(readFileSync(join(home, 'formats', 'format-4.json'), 'utf8'));
    expect(records).toHaveLength(5);
    expect(existsSync(join(home, 'formats', 'format-3.json'))).toBe(false);
    const own = scores.filter(({ format, pair }) => format === 3 && pair[1] === 2);
    expect(own.map(({ system, score }) => [system, score.mean])).toEqual([
      ['skill-1', 0.5],
      ['skill-2', 0.5],
      ['average', 0.5],
      ['cat-learned', 1],
    ]);
    // Question by question, the two even each other out.
    expect(own[2]!.score).toEqual({ mean: 0.5, low: 0.5, high: 0.5 });
  });

  it.each(['Letters in format 2', 'Formats 1 and 4', 'Formats 1 and 2, letters:3:0:3'])(
    'goes on where it was cut off, at %s',
    async (title) => {
      const home = temporaryFolder();
      const { call, done } = invented(title);
      await expect(run(call, home)).rejects.toThrow('cut off');
      const before = done.length;
      const scores = await run(call, home);
      expect(done[before]).toBe(`resume ${title}`);
      expect(new Set(done).size).toBe(done.length);
      expect(scores).toEqual(await run(invented().call, home));
      const all = done.length;
      await run(call, home);
      expect(done).toHaveLength(all);
    },
  );
});
