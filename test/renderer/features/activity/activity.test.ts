import { describe, expect, test } from 'vitest';
import type { Connection, JobDetail, JobSummary } from '../../../../core/service/contract.ts';
import { createConnections } from '../../../../renderer/features/activity/connections.ts';
import { liveJobs } from '../../../../renderer/features/activity/job-list.ts';
import { shareDone } from '../../../../renderer/state/jobs.ts';
import { createFakeApp } from '../../fake-app.ts';
import { createFakeService } from '../../fake-service.ts';

const kept: JobSummary = {
  id: 'job_1',
  kind: 'build',
  state: 'running',
  title: 'Pump',
  stage: 'read',
  createdAt: '2026-01-01T00:00:00.000Z',
  error: null,
};
const live: JobDetail = {
  ...kept,
  stage: 'train',
  input: null,
  reason: null,
  stages: [],
  progress: { done: 3, total: 12 },
  result: null,
  finishedAt: null,
  log: [],
};

describe('the list of jobs', () => {
  test('shows what the home tells of a job before what was kept of it', () => {
    expect(liveJobs([kept], new Map([['job_1', live]]))).toEqual([live]);
  });

  test('has a job that began after it was read, the newest first', () => {
    const newer = { ...live, id: 'job_2', createdAt: '2026-01-02T00:00:00.000Z' };
    expect(liveJobs([kept], new Map([['job_2', newer]])).map(({ id }) => id)).toEqual(['job_2', 'job_1']);
  });

  test('knows how far a job is only when that is told', () => {
    expect(shareDone(kept)).toBeNull();
    expect(shareDone(live)).toBe(0.25);
    expect(shareDone({ ...live, progress: { done: 5, total: 0 } })).toBeNull();
  });
});

describe('the ledger of connections', () => {
  const connection = (id: number): Connection => ({
    id,
    at: '2026-01-01T00:00:00.000Z',
    url: 'https://models.example/',
    purpose: 'download',
    outcome: 'done',
    message: null,
  });
  const all = Array.from({ length: 230 }, (_, i) => connection(230 - i));
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('is read a hundred at a time, on demand, without a gap or a repetition', async () => {
    const service = createFakeService({
      'connection.list': ({ offset = 0, limit = 100 }) => ({
        total: all.length,
        items: all.slice(offset, offset + limit),
      }),
    });
    const connections = createConnections(createFakeApp(service));
    await settled();
    expect(connections.getState().items).toHaveLength(100);
    await connections.more();
    await connections.more();
    expect(connections.getState().items?.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
  });

  test('keeps as much in sight as there was when a new one is added', async () => {
    const service = createFakeService({
      'connection.list': ({ offset = 0, limit = 100 }) => ({ total: 300, items: all.slice(offset, offset + limit) }),
    });
    const connections = createConnections(createFakeApp(service));
    await settled();
    await connections.more();
    service.tell({ kind: 'changed', what: 'connections' });
    await settled();
    expect(connections.getState().items).toHaveLength(200);
  });
});
