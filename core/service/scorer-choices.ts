import { type ScorerTools, scorerTable } from '../bench/index.ts';
import { embeddingModel, hubSettings, lookForModel } from '../catalog/index.ts';
import { AppError } from '../errors.ts';
import { provenSandbox } from '../sandbox/index.ts';
import type { ScorerChoice, ScorerNeed } from './contract.ts';
import type { Host } from './host.ts';
import { type ScoringName, scorerChoices } from './scoring.ts';

/** Every scorer of a run, with what it asks and why it can't be used here. A person's rating is given afterwards. */
export async function scorersToChoose(host: Host): Promise<ScorerChoice[]> {
  const reasons: Partial<Record<ScorerNeed, string | null>> = {
    embedder: await whyNoEmbedder(host),
    sandbox: await whyNoSandbox(),
  };
  const names = [...scorerChoices.plain, ...scorerChoices.running, ...scorerChoices.judged];
  return names
    .filter((name) => name !== 'rating')
    .map((name) => {
      const needs = needOf(name);
      const reason = reasons[needs] ?? null;
      return { name, needs, usable: reason === null, reason };
    });
}

function needOf(name: ScoringName): ScorerNeed {
  const uses = name === 'pairwise' ? 'judge' : scorerTable[name].uses;
  return uses === undefined ? 'nothing' : needs[uses];
}

const needs: Readonly<Record<keyof ScorerTools, ScorerNeed>> = {
  judge: 'judge',
  embed: 'embedder',
  runPython: 'sandbox',
};

async function whyNoEmbedder(host: Host): Promise<string | null> {
  const options = host.catalog();
  if (!hubSettings(options).offline || 'folder' in (await lookForModel(embeddingModel.id, options))) return null;
  return `${embeddingModel.id} is not here, and Stockpot is offline.`;
}

async function whyNoSandbox(): Promise<string | null> {
  try {
    await provenSandbox();
    return null;
  } catch (error) {
    if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join(' ');
    throw error;
  }
}
