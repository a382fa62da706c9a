import { defaultModelId } from '../catalog/index.ts';
import { roomAt } from '../disk.ts';
import {
  chooseDevice,
  chooseMemory,
  type DeviceKind,
  freeMemoryBytes,
  loraLayers,
  type MemoryMode,
  type ModelConfig,
  trainingMemoryBytes,
} from '../engine/index.ts';
import { AppError, type ErrorData } from '../errors.ts';
import type { Store } from '../store/index.ts';
import { estimateSteps, manualTokens, tokensOf, trainingSpeed } from './build-estimate.ts';
import { type BuildManual, buildManual } from './build-manual.ts';
import type { BuildInput, BuildPlan, RecipeJson } from './contract.ts';
import { findSkill } from './find.ts';
import type { Host } from './host.ts';
import { instructionSource, usesStockData } from './instruction-skill.ts';
import type { CallContext } from './methods.ts';
import { knownParameters, type PlannedModel, parametersOf, plannedModel } from './planned-model.ts';
import { type Recipe, resolveRecipe } from './recipe.ts';
import { stockSkillFolder } from './resources.ts';

/**
 * What a build would take, and what would stop it. Nothing is fetched, read in or kept; the seconds are those of training.
 * @throws AppError `recipe/invalid`: without its numbers nothing can be said.
 */
export async function planBuild(input: BuildInput, { host, signal }: CallContext): Promise<BuildPlan> {
  signal?.throwIfAborted();
  const recipe = resolveRecipe(input.recipe, input.set);
  const problems: ErrorData[] = [];
  const tried = <T>(look: () => T, otherwise: T): T => trying(look, otherwise, problems);

  tried(() => refuseTakenName(host.store, input.name), undefined);
  const manual = await buildManual(host.store, input.manual, signal).catch((error) =>
    tried<undefined>(() => {
      throw error;
    }, undefined),
  );
  const device = tried<DeviceKind>(() => chooseDevice(input.device ?? 'auto').kind, 'cpu');
  const model = await plannedModel(host, input.model ?? host.settings.model ?? defaultModelId, problems);
  const instruction = tried(() => instructionOf(host.store, model, input.instruct), {
    kind: 'stock' as const,
    licence: STOCK_LICENCE,
  });
  const steps = estimateSteps(recipe, {
    tokens: manual === undefined ? 0 : manualTokens(host.store, manual),
    trainsInstructions: instruction.kind === 'train',
  });
  const memory = memoryOf(recipe, model.config, instruction.kind === 'train', device, problems);
  const disk = diskOf(host, { recipe, model, manual, instruction: instruction.kind }, problems);
  const parameters = parametersOf(model.config);
  const automatic = chooseDevice('auto').kind;
  const speed = trainingSpeed(host.store, { model: model.id, parameters, device, automatic }, knownParameters);
  return {
    model: { id: model.id, title: model.title, present: model.folder !== null, downloadBytes: model.downloadBytes },
    device,
    ...memory,
    ...disk,
    steps,
    seconds: Math.round(tokensOf(recipe, steps) / speed.tokensPerSecond + SECONDS_BESIDE),
    measured: speed.measured,
    recipe: recipe as RecipeJson,
    instruction,
    problems,
  };
}

/** For reading, cutting, indexing and checking, on the sample manual and two cores. */
const SECONDS_BESIDE = 15;
const STOCK_LICENCE = 'CC BY-NC 4.0';

/** What goes wrong with the input is a problem to show; a defect of ours stays one. */
function trying<T>(look: () => T, otherwise: T, problems: ErrorData[]): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    problems.push(error.toJSON());
    return otherwise;
  }
}

function refuseTakenName(store: Store, name: string | undefined): void {
  const taken = name === undefined ? undefined : store.bots.byName(name);
  if (taken === undefined) return;
  throw new AppError('store/conflict', `There is a bot "${taken.name}" already.`, { hint: 'Choose another name.' });
}

function instructionOf(store: Store, model: PlannedModel, asked: string | undefined): BuildPlan['instruction'] {
  if (asked === undefined) {
    return { kind: stockSkillFolder(model.id) === undefined ? 'train' : 'stock', licence: STOCK_LICENCE };
  }
  const skill = findSkill(store, asked).id;
  const { id, folder } = model;
  const source =
    folder === null ? ({ kind: 'own', skill } as const) : instructionSource(store, { id, folder, hash: '' }, asked);
  return { kind: source.kind, licence: usesStockData(store, source) ? STOCK_LICENCE : null };
}

/** The largest of the trainings that a build takes decides. */
function memoryOf(
  { training, instruction, soup }: Recipe,
  config: ModelConfig,
  trainsInstructions: boolean,
  device: DeviceKind,
  problems: ErrorData[],
): Pick<BuildPlan, 'memoryMode' | 'memoryBytes' | 'freeMemoryBytes'> {
  const { rank } = training;
  const shapes = [
    { ...training, rank },
    { batch: soup.batch, length: soup.length, rank: 2 * rank },
    ...(trainsInstructions ? [{ batch: training.batch, length: instruction.maxTokens, rank }] : []),
  ];
  const largest = (mode: MemoryMode) => Math.max(...shapes.map((shape) => trainingMemoryBytes(config, shape, mode)));
  const free = freeMemoryBytes();
  const low = shapes.some((shape) => chooseMemory('auto', config, shape) === 'low');
  const memoryMode = low ? 'low' : 'default';
  const memoryBytes = largest(memoryMode);
  if (device === 'cpu' && memoryBytes > free) {
    const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
    problems.push({
      code: 'device/out-of-memory',
      message: `Training would take about ${gib(memoryBytes)} of memory, even in the mode that takes least; ${gib(free)} are free.`,
      hint: 'Close other programs, choose a smaller base model, or set training.batch lower.',
    });
  }
  return { memoryMode, memoryBytes: Math.round(memoryBytes), freeMemoryBytes: free };
}

interface DiskOrder {
  readonly recipe: Recipe;
  readonly model: PlannedModel;
  readonly manual: BuildManual | undefined;
  readonly instruction: BuildPlan['instruction']['kind'];
}

function diskOf(
  host: Host,
  { recipe, model, manual, instruction }: DiskOrder,
  problems: ErrorData[],
): Pick<BuildPlan, 'diskBytes' | 'freeDiskBytes'> {
  const { rank, targets } = recipe.training;
  const adapter = loraLayers(model.config, targets).reduce(
    (sum, { inSize, outSize }) => sum + rank * (inSize + outSize),
    0,
  );
  const skills = instruction === 'own' ? 1 : 2;
  // A checkpoint holds the adapter and two moments, and is written beside the last one.
  const jobBytes = 4 * adapter * (skills + 2 * 3) + (manual === undefined ? 0 : 12 * manualTokens(host.store, manual));
  const modelsFolder = host.catalog().modelsFolder;
  const [home, models] = [roomAt(host.home), roomAt(modelsFolder)];
  const free = home?.freeBytes ?? Number.MAX_SAFE_INTEGER;
  // Of two folders with the same room, the disk is taken to be one.
  const together = home?.freeBytes === models?.freeBytes && home?.totalBytes === models?.totalBytes;
  const needed = [
    { path: host.home, free, bytes: together ? jobBytes + model.diskBytes : jobBytes },
    ...(together ? [] : [{ path: modelsFolder, free: models?.freeBytes ?? free, bytes: model.diskBytes }]),
  ];
  for (const one of needed.filter(({ bytes, free: room }) => bytes > room)) {
    const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
    problems.push({
      code: 'store/disk-full',
      message: `A build would write about ${mib(one.bytes)} to ${one.path}; ${mib(one.free)} are free there.`,
      hint: 'Free some space there, or move the folder of models to another disk.',
    });
  }
  return { diskBytes: Math.round(jobBytes + model.diskBytes), freeDiskBytes: free };
}
