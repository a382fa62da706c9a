import { type ScorerTools, scorerTable } from '../bench/index.ts';
import { embeddingModel, hubSettings, lookForModel } from '../catalog/index.ts';
import { AppError } from '../errors.ts';
import { provenSandbox } from '../sandbox/index.ts';
import type { BotRow } from '../store/index.ts';
import type { ScorerChoice, ScorerNeed, SystemChoice } from './contract.ts';
import type { Host } from './host.ts';
import { type ScoringName, scorerChoices } from './scoring.ts';
import { anyEmbedding, systemChoices } from './systems/table.ts';

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

/** Every system, with why this bot has none of it here. */
export async function systemsToChoose(host: Host, bot: BotRow): Promise<SystemChoice[]> {
  const here = await isEmbedderHere(host);
  const missing = await whyNoEmbedder(host);
  return systemChoices(host.store, bot).map(({ name, takes, reason: ofBot }) => {
    const embeds = anyEmbedding([name]);
    const reason = ofBot ?? (embeds ? missing : null);
    return { name, takes, usable: reason === null, reason, fetches: embeds && !here };
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
  if (!hubSettings(host.catalog()).offline || (await isEmbedderHere(host))) return null;
  return `${embeddingModel.id} is not here, and Stockpot is offline.`;
}

async function isEmbedderHere(host: Host): Promise<boolean> {
  return 'folder' in (await lookForModel(embeddingModel.id, host.catalog()));
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
