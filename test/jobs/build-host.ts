import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type JobContext, openJobs } from '../../core/jobs/index.ts';
import { lockHome, makeFolderAtomic, newId, openStore, type Store, writeFileAtomic } from '../../core/store/index.ts';

/**
 * A host that resumes what it finds interrupted, then builds one bot after another, telling its parent each event, until
 * it is killed. The build has the shape of the real one: rows and folders by stage, checkpoints every few steps.
 */
export const STEPS = 30;
export const CHECKPOINT_EVERY = 5;

async function build(store: Store, { id, input, folder, signal, stage, progress, points }: JobContext) {
  const { name } = input as { name: string };
  const sha256 = createHash('sha256').update(name).digest('hex');
  const manualId = await stage(
    'read',
    () =>
      makeFolderAtomic(store.manualFolder(sha256), (inside) => writeFile(join(inside, 'file'), name), {
        ifExists: 'keep',
      }),
    () => {
      const manual = store.manuals.insert({
        sha256,
        title: name,
        fileName: name,
        type: 'text',
        bytes: 1,
        pageCount: 1,
        state: 'ready',
      });
      store.passages.replace(manual.id, [{ text: name, headings: [], page: 1, lastPage: 1, rectangles: [] }]);
      return manual.id;
    },
  );
  const sum = await stage('train', async () => {
    const checkpoint = join(folder, 'checkpoint.json');
    let state = existsSync(checkpoint)
      ? (JSON.parse(readFileSync(checkpoint, 'utf8')) as { step: number; sum: number })
      : { step: 0, sum: 0 };
    while (state.step < STEPS) {
      signal.throwIfAborted();
      state = { step: state.step + 1, sum: state.sum + (state.step + 1) ** 2 };
      process.send?.({ type: 'step', name, step: state.step });
      progress({ step: state.step, steps: STEPS });
      points([{ series: 'loss', step: state.step, value: 1 / state.step }]);
      if (state.step % CHECKPOINT_EVERY === 0) await writeFileAtomic(checkpoint, JSON.stringify(state));
      else await turn();
    }
    // as the real stage does: points told just before a kill are not told again by a resumed run
    points(Array.from({ length: STEPS }, (_, i) => ({ series: 'loss', step: i + 1, value: 1 / (i + 1) })));
    return state.sum;
  });
  const skillId = newId('skl');
  await stage(
    'write',
    () => makeFolderAtomic(store.skillFolder(skillId), (inside) => writeFile(join(inside, 'weights'), String(sum))),
    () => {
      const skill = store.skills.insert({
        id: skillId,
        name,
        kind: 'manual',
        baseModel: 'b',
        rank: 8,
        manualId,
        jobId: id,
      });
      store.bots.insert({ name, baseModel: 'b', skillId: skill.id, manualIds: [manualId] });
    },
  );
  return { sum };
}

if (process.send !== undefined && process.argv[2] !== undefined) {
  const home = process.argv[2];
  const lock = lockHome(home);
  const store = openStore(home);
  store.removeOrphans(lock);
  const jobs = openJobs(store, { lock, kinds: { build: (job) => build(store, job) } });
  jobs.onEvent((event) => process.send?.({ type: event.type }));
  for (const { id } of jobs.interrupted) {
    jobs.resume(id);
    await jobs.finished(id);
  }
  // The parent says how many builds it wants in all.
  for (let built = store.jobs.list().length; built < Number(process.argv[3]); built++) {
    await jobs.finished(jobs.start('build', { name: `manual ${built}` }).id);
  }
  await jobs.close();
  store.close();
  lock.release();
  process.disconnect?.();
}
