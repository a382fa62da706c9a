import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { command, type RunningCommand, result, startCommand } from '../helpers/command-line.ts';
import { writeTinyModel } from '../helpers/tiny-model.ts';

const manual = fileURLToPath(new URL('../fixtures/service/pump.md', import.meta.url));
const quickly = [
  ...['--set', 'training.maxSteps=2', '--set', 'training.rank=4', '--set', 'soup.maxSteps=2'],
  ...['--set', 'instruction.maxSteps=2', '--set', 'instruction.maxTokens=400'],
];
// Small steps: what waits for the end of one waits no longer.
const endless = [
  ...[...quickly.slice(2), '--set', 'training.maxSteps=null'],
  ...['--set', 'training.epochs=20000', '--set', 'training.batch=1'],
];
let folder: string;
let model: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockpot-serve-'));
  model = join(folder, 'model');
  writeTinyModel(model);
  cpSync(manual, join(folder, 'pump.md'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fresh = () => mkdtempSync(join(folder, 'home-'));

interface Serving {
  readonly running: RunningCommand;
  readonly port: number;
  readonly url: string;
  readonly elsewhere: boolean;
}

/** Serves a home, and gives what it printed once it has. */
async function serve(home: string): Promise<Serving> {
  const running = startCommand(home, ['serve']);
  onTestFinished(() => void running.process.kill('SIGKILL'));
  let text = '';
  const printed = (async () => {
    while (!text.includes('}')) text += String((await once(running.process.stdout!, 'data'))[0]);
    return JSON.parse(text) as Omit<Serving, 'running'>;
  })();
  const ended = running.ended.then(({ stderr }) => {
    throw new Error(`serve ended: ${stderr}`);
  });
  const first = await Promise.race([printed, ended]);
  ended.catch(() => {});
  return { running, ...first };
}

describe('a home that is served', () => {
  it('is worked on by other commands through its host, and stays whole when that is interrupted', async () => {
    const home = fresh();
    const { running, url, port } = await serve(home);
    expect(url).toBe(`http://127.0.0.1:${port}/?token=${new URL(url).searchParams.get('token')}`);
    expect((await result(home, ['import', manual])).manuals[0]).toMatchObject({ title: 'Pump P-200 manual' });
    const building = startCommand(home, ['build', manual, '--model', model, '--name', 'pump', ...quickly]);
    const { code, json, events } = await building.ended;
    expect([code, json.name]).toEqual([0, 'pump']);
    expect(events.some(({ event, stage }) => event === 'stage' && stage === 'train')).toBe(true);
    expect((await result(home, ['ask', 'pump', 'How often is the filter cleaned?'])).citations[0].page).toBe(1);
    const { jobs } = await result(home, ['jobs']);
    expect(jobs.map(({ kind, state }: { kind: string; state: string }) => `${kind} ${state}`)).toEqual([
      'build done',
      'import done',
    ]);
    running.process.kill('SIGINT');
    expect((await running.ended).code).toBe(0);
    expect((await result(home, ['jobs'])).jobs).toEqual(jobs);
  });

  it('says which address to use when it is served once more', async () => {
    const home = fresh();
    const first = await serve(home);
    const second = await result(home, ['serve']);
    expect(second).toMatchObject({ port: first.port, elsewhere: true });
    const opened = await fetch(second.url, { redirect: 'manual' });
    expect([opened.status, opened.headers.get('set-cookie') !== null]).toEqual([303, true]);
  });

  it('goes on building when the command that asked is interrupted only if that was killed', async () => {
    const home = fresh();
    await serve(home);
    const args = ['build', manual, '--model', model, ...endless];
    const stopped = startCommand(home, args);
    await stopped.told((event) => event.event === 'progress' && event.stage === 'train');
    stopped.process.kill('SIGINT');
    const { code, json } = await stopped.ended;
    expect([code, json.error.code]).toEqual([130, 'jobs/cancelled']);
    expect(json.error.hint).toMatch(/^stockpot jobs resume job_/);
    const job = json.error.hint.split(' ').at(-1);

    const killed = startCommand(home, ['jobs', 'resume', job]);
    await killed.told((event) => event.event === 'progress' && event.stage === 'train');
    killed.process.kill('SIGKILL');
    await killed.ended;
    const [row] = (await result(home, ['jobs'])).jobs;
    expect([row.id, row.state]).toEqual([job, 'running']);
  });

  it('whose host is killed ends what asked it with a code, and goes on with the build when it is served again', async () => {
    const home = fresh();
    const { running } = await serve(home);
    const building = startCommand(home, ['build', manual, '--model', model, ...endless]);
    const { job } = await building.told((event) => event.event === 'job');
    await building.told((event) => event.event === 'progress' && event.stage === 'train');
    running.process.kill('SIGKILL');
    const { code, json } = await building.ended;
    expect([code, json.error.code]).toEqual([2, 'service/host-gone']);

    await serve(home);
    const [row] = (await result(home, ['jobs'])).jobs;
    expect([row.id, row.state]).toEqual([job, 'running']);
    expect((await result(home, ['jobs', 'pause', row.id])).state).toBe('paused');
    expect(await result(home, ['jobs', 'show', row.id])).toMatchObject({ state: 'paused', reason: 'asked' });
    const refused = await command(home, ['serve', '--port', '1']);
    expect(refused.json.elsewhere).toBe(true);
  });
});
