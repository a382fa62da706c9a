import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Three projects: `unit` needs no model, `engine` runs onnxruntime on tiny models, `e2e` uses the default model and the real command line. */
export default defineConfig({
  test: {
    // Many files wait for processes of their own more than they compute.
    maxWorkers: Math.max(3, availableParallelism()),
    // Files run side by side: threads of one that wait for each other would take the cores from the others.
    env: { STOCKPOT_THREADS: '1' },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{scripts,errors,text,manual,study,skill,store,jobs,soup,search,bench,catalog,service,cli,chat,server,renderer,electron,helpers}/**/*.test.ts',
          ],
          testTimeout: 60_000,
          // Most of these files take longer to load than to run; nothing that one stubs may reach the next.
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['test/{engine,training,sandbox}/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/set-up.ts'],
          pool: 'forks',
          testTimeout: 600_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
});
