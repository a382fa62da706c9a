import { baseModels, defaultModelId, estimateMemory, type ListedModel, listModels } from '../catalog/index.ts';
import type { Device, Machine, Nothing, Welcome } from './contract.ts';
import { devicesHere, thisMachine } from './machine.ts';
import type { CallContext } from './methods.ts';
import { sampleManual } from './resources.ts';

/** What a first start shows. */
export async function welcome(_input: Nothing, context: CallContext): Promise<Welcome> {
  const { host } = context;
  const machine = thisMachine();
  const devices = await devicesHere(context);
  const offline = host.settings.offline;
  const models = offline ? await listModels(host.catalog()) : baseModels.map((entry) => ({ id: entry.id, entry }));
  const usable = offline ? models.filter((model) => 'installed' in model && model.installed !== undefined) : models;
  return { machine, devices, model: bestModel(machine, devices, usable), sample: sampleManual };
}

/**
 * The largest known model that can be trained here without an account: what training takes stays under three quarters of
 * the memory, and on a processor alone, which is an order slower than a card, a core has at most 25 million parameters
 * to work on.
 */
export function bestModel(
  { memoryBytes, cores }: Machine,
  devices: readonly Device[],
  models: readonly Pick<ListedModel, 'id' | 'entry'>[],
): string {
  const card = devices.some(({ name, usable }) => usable && name === 'cuda');
  const fitting = models.flatMap(({ entry }) => {
    if (entry?.kind !== 'base' || entry.gated) return [];
    const { parameters, trainBytes } = estimateMemory(entry.shape);
    const bearable = card || parameters <= PARAMETERS_A_CORE * cores;
    return trainBytes <= 0.75 * memoryBytes && bearable ? [{ id: entry.id, parameters }] : [];
  });
  return fitting.sort((first, second) => second.parameters - first.parameters)[0]?.id ?? defaultModelId;
}

const PARAMETERS_A_CORE = 25e6;
