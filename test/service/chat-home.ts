import { join } from 'node:path';
import { writeTinyModel } from '../helpers/tiny-model.ts';
import { addManual, temporaryFolder, temporaryStore } from '../store/temporary-home.ts';
import { type FakeWorkers, fakeWorkers } from './fake-worker.ts';
import { openHome } from './open-home.ts';

/** A home with a manual, a base model, two skills, their soup and a bot over it, whose workers answer as they are told. */
export async function chatHome(workers: FakeWorkers = fakeWorkers()) {
  const home = temporaryFolder();
  const model = join(home, 'model');
  writeTinyModel(model);
  const store = temporaryStore(home);
  const service = await openHome({ home, spawn: workers.spawn });
  const manual = addManual(store, ['Press the red button to start the pump.', 'Clean the filter.']);
  const skill = store.skills.insert({
    name: 'Pump skill',
    kind: 'manual',
    baseModel: model,
    rank: 4,
    manualId: manual.id,
  });
  const instruct = store.skills.insert({ name: 'Instruct', kind: 'instruction', baseModel: model, rank: 4 });
  const soup = store.soups.insert({
    baseModel: model,
    method: 'cat-learned',
    constraint: 'softmax',
    granularity: 'module',
    coefficients: {
      'model.layers.1.self_attn.q_proj': [0.25, 0.75],
      'model.layers.0.mlp.up_proj': [0.5, 0.5],
      'model.layers.0.self_attn.q_proj': [0.375, 0.625],
    },
    heldOut: [{ step: 5, loss: 2.5 }],
    skillIds: [skill.id, instruct.id],
  });
  const bot = store.bots.insert({ name: 'Pump bot', baseModel: model, soupId: soup.id, manualIds: [manual.id] });
  return { home, store, service, model, manual, skill, instruct, soup, bot, workers };
}
