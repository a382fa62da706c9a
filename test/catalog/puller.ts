import { pullModel } from '../../core/catalog/pull-model.ts';
import { tryLockFile } from '../../core/store/lock.ts';

/** A process that pulls a model from the hub given into the folder given, tells when it waits for another, and what came of it. */
const [endpoint, modelsFolder, nowhere] = process.argv.slice(2) as [string, string, string];
let waits = false;
const result = await pullModel('owner/model', {
  modelsFolder,
  environment: { HF_ENDPOINT: endpoint, HF_HOME: nowhere, PATH: nowhere },
  lock: tryLockFile,
  onProgress: ({ stage }) => {
    if (stage === 'wait' && !waits) process.send?.({ waits: true });
    waits ||= stage === 'wait';
  },
}).then(
  ({ folder }) => ({ folder }),
  (error) => ({ error: String(error) }),
);
process.send?.(result, undefined, undefined, () => process.exit(0));
