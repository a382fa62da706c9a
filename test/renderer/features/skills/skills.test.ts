import { describe, expect, test } from 'vitest';
import type { JobDetail, SkillDetail } from '../../../../core/service/contract.ts';
import { ServiceError } from '../../../../renderer/api.ts';
import { createSkills, trainingJobs } from '../../../../renderer/features/skills/skills.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService, type FakeMethods } from '../../fake-service.ts';

const trained = { id: 'skl_1', name: 'Workshop' } as SkillDetail;
const lists: FakeMethods = {
  'skill.list': () => [],
  'soup.list': () => [],
  'bot.list': () => [],
  'manual.list': () => [],
};

describe('training an instruction skill', () => {
  test('begins a job, shows the download before it, and gives the skill at its end', async () => {
    let end: (skill: SkillDetail) => void = () => undefined;
    const service = createFakeService({
      ...lists,
      'skill.train': (_, { onEvent }) => {
        onEvent?.({ kind: 'progress', stage: 'model', done: 50, total: 100 });
        onEvent?.({ kind: 'job', job: 'j1', state: 'started' });
        onEvent?.({ kind: 'progress', stage: 'train', done: 1, total: 40 });
        return new Promise((resolve) => {
          end = resolve;
        });
      },
    });
    const skills = createSkills(createFakeApp(service));
    const seen: unknown[] = [];
    skills.subscribe(({ starting }) => seen.push(starting));
    const input = { data: '/home/anna/workshop.json', recipe: 'best', model: 'small', name: 'Workshop' };
    const begun = await skills.train(input);
    expect(begun.job).toBe('j1');
    expect(service.calls).toContainEqual({ method: 'skill.train', input });
    expect(seen).toContainEqual({ done: 50, total: 100 });
    expect(seen).not.toContainEqual({ done: 1, total: 40 });
    expect(skills.getState().starting).toBeNull();
    end(trained);
    expect(await begun.ended).toBe(trained);
  });

  test('fails with what is wrong with the data when there is no job', async () => {
    const service = createFakeService({
      ...lists,
      'skill.train': () => {
        throw new ServiceError({ code: 'study/bad-data', message: 'workshop.json: record 3 has no output.' });
      },
    });
    const skills = createSkills(createFakeApp(service));
    await expect(skills.train({ data: '/workshop.json' })).rejects.toMatchObject({ code: 'study/bad-data' });
    expect(skills.getState().starting).toBeNull();
  });

  test('is shown until it was cancelled, the newest first, without jobs of other kinds', () => {
    const job = (id: string, createdAt: string, change: Partial<JobDetail> = {}) =>
      ({ id, kind: 'train-skill', state: 'running', createdAt, ...change }) as JobDetail;
    const jobs = [
      job('old', '2026-01-01', { state: 'done' }),
      job('new', '2026-01-03'),
      job('gone', '2026-01-02', { state: 'cancelled' }),
      job('build', '2026-01-04', { kind: 'build' }),
    ];
    expect(trainingJobs(new Map(jobs.map((each) => [each.id, each]))).map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

test('importing a skill hands its data over, and reads the list again', async () => {
  const service = createFakeService({ ...lists, 'skill.import': () => trained });
  const skills = createSkills(createFakeApp(service));
  expect(await skills.importFolder({ folder: '/adapter', data: '/code.json', name: 'Code' })).toBe(trained);
  const after = service.calls.slice(service.calls.findIndex(({ method }) => method === 'skill.import'));
  expect(after[0]!.input).toEqual({ folder: '/adapter', data: '/code.json', name: 'Code' });
  expect(after.map(({ method }) => method)).toContain('skill.list');
});
