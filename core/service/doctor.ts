import { defaultModelId, findModel } from '../catalog/index.ts';
import { AppError, errorData } from '../errors.ts';
import { provenSandbox } from '../sandbox/index.ts';
import type { DoctorReport, Nothing } from './contract.ts';
import { devicesHere, thisMachine } from './machine.ts';
import type { CallContext } from './methods.ts';
import { previousHome } from './previous-home.ts';
import { packageVersion, versions } from './versions.ts';

/** What is here, what works, and what does not. Never throws for what it looks at: that is its finding. */
export async function doctor(_input: Nothing, context: CallContext): Promise<DoctorReport> {
  const { host } = context;
  const { modelsFolder } = host.catalog();
  const checks = [
    await check('database', () => {
      const problems = host.store.check();
      if (problems.length > 0) throw new AppError('store/corrupt', problems.join('; '));
      return 'whole';
    }),
    await check('files', () => filesOf(context)),
    await check(`base model ${defaultModelId}`, async () => (await findModel(defaultModelId, host.catalog())).folder),
  ];
  const devices = await devicesHere(context);
  checks.push({
    name: 'engine',
    ok: devices.some(({ usable }) => usable),
    detail: devices
      .filter(({ usable }) => usable)
      .map(({ name }) => name)
      .join(', '),
  });
  checks.push(await generatedCode());
  const owner = host.owner();
  const previous = previousHome(host);
  return {
    ok: checks.every(({ ok }) => ok),
    versions: {
      ...versions(),
      sqlite: packageVersion('better-sqlite3'),
      pdfjs: packageVersion('pdfjs-dist'),
    },
    machine: thisMachine(),
    devices,
    folders: {
      home: host.home,
      models: modelsFolder,
      ...(previous === undefined ? {} : { previous }),
      ...(owner === undefined ? {} : { owner: `process ${owner.pid}` }),
    },
    counts: countsOf(context),
    checks,
  };
}

async function check(name: string, look: () => string | Promise<string>) {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    const { message, hint } = errorData(error);
    return { name, ok: false, detail: hint === undefined ? message : `${message} (${hint})` };
  }
}

/** Where it can't be run the task that needs it refuses, and nothing else is the worse for it: no fault of this machine. */
async function generatedCode() {
  const { detail } = await check('generated code', async () => `held by ${(await provenSandbox()).method.name}`);
  return { name: 'generated code', ok: true, detail };
}

/** Orphans are no fault while a job runs, and go when the home is next taken; what is missing does not come back. */
function filesOf({ host }: CallContext): string {
  const { folders, temporaries, rows, missing } = host.store.sweep();
  if (missing.length > 0) {
    const gone = missing.map(({ folder }) => folder).join(', ');
    throw new AppError('store/not-found', `These folders are gone: ${gone}. Put them back, or restore a backup.`);
  }
  const orphans = folders.length + temporaries.length + rows.length;
  return orphans === 0 ? 'all in place' : `${orphans} left by a stopped process; they go when the next job starts`;
}

function countsOf({ host }: CallContext): Record<string, number> {
  try {
    const { manuals, skills, bots, jobs, runs } = host.store;
    const lists = { manuals, skills, bots, jobs, runs };
    return Object.fromEntries(Object.entries(lists).map(([name, table]) => [name, table.list().length]));
  } catch (error) {
    // The check of the database says why.
    if (error instanceof AppError) return {};
    throw error;
  }
}
