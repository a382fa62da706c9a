import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openModel, writeMergedWeights } from '../../engine/index.ts';
import { invariant } from '../../errors.ts';
import type { TaskHandlers } from '../../jobs/index.ts';
import { checkPlain } from '../../skill/index.ts';
import { makeFolderAtomic } from '../../store/index.ts';
import { adapterOf } from './adapters.ts';
import type { WorkerTasks } from './schemas.ts';

/** Makes a model folder of a base model and an adapter. A folder that an earlier try left is replaced. */
export const mergeWeightsTask: TaskHandlers<WorkerTasks>['merge-weights'] = async ({
  model: folder,
  adapter,
  type,
  out,
}) => {
  const model = openModel(folder);
  const merged = adapterOf(adapter);
  invariant(merged !== undefined, 'an adapter to be put into the weights is named');
  checkPlain(merged);
  rmSync(out, { recursive: true, force: true });
  await makeFolderAtomic(
    out,
    (to) => {
      writeMergedWeights(model, merged, join(to, 'model.safetensors'), { type });
      for (const name of besideWeights)
        if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(to, name));
    },
    { what: 'the merged model' },
  );
  return { modules: merged.size, bytes: statSync(join(out, 'model.safetensors')).size };
};

/** What belongs to a model besides its weights. Four-bit weights and the record of a download are of the model as it was. */
const besideWeights = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'chat_template.jinja',
  'chat_template.json',
  'LICENSE',
];
