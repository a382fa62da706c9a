import {
  type PairedDifference,
  pairedDifference,
  questionScores,
  type Sample,
  type ScorerName,
  type SystemName,
} from '../bench/index.ts';
import { AppError } from '../errors.ts';
import type { RunRow, Store } from '../store/index.ts';
import type { RunComparison, RunDifferences } from './contract.ts';
import { isSampleScorer, questionsIn, ratedSamples, systemScores } from './run-scores.ts';

/** Two runs, system by system, question by question: the same questions were put in both. @throws AppError when nothing can be compared. */
export function compareRuns(store: Store, first: RunRow, second: RunRow): RunComparison {
  if (first.suiteHash !== second.suiteHash) {
    throw new AppError('service/bad-request', `The runs ${first.id} and ${second.id} put different questions.`, {
      hint: 'Compare runs of one suite.',
    });
  }
  const [ours, theirs] = [sideOf(store, first), sideOf(store, second)];
  const differences = ours.systems.flatMap(({ name, scorers }) => {
    const other = theirs.systems.find((system) => system.name === name);
    const shared = other === undefined ? [] : scorers.filter((scorer) => other.scorers.includes(scorer));
    return shared.map((scorer) => ({
      system: name,
      scorer,
      ...difference({ ...ours, name }, { ...theirs, name }, scorer),
    }));
  });
  if (differences.length > 0) return { first: first.id, second: second.id, differences };
  throw new AppError(
    'service/bad-request',
    `The runs ${first.id} and ${second.id} have no system and scorer in common.`,
  );
}

/** Every other system of a run minus one of them. @throws AppError `bench/unknown-system` when that was not in the run. */
export function differencesAgainst(store: Store, run: RunRow, against: string): RunDifferences {
  const { systems, samples } = sideOf(store, run);
  const other = systems.find(({ name }) => name === against);
  if (other === undefined) {
    throw new AppError('bench/unknown-system', `The system "${against}" is not in run ${run.id}.`, {
      hint: `Systems of this run: ${systems.map(({ name }) => name).join(', ')}.`,
    });
  }
  const differences = systems
    .filter(({ name }) => name !== against)
    .flatMap(({ name, scorers }) =>
      scorers
        .filter((scorer) => other.scorers.includes(scorer))
        .map((scorer) => ({
          system: name,
          scorer,
          ...difference({ samples, name }, { samples, name: against }, scorer),
        })),
    );
  return { run: run.id, against, differences };
}

interface Side {
  readonly samples: readonly Sample[];
  readonly systems: readonly { readonly name: string; readonly scorers: readonly ScorerName[] }[];
}

function sideOf(store: Store, run: RunRow): Side {
  const systems = systemScores(store, run);
  return {
    samples: ratedSamples(store, run.id),
    systems: systems.map(({ name, scores }) => ({ name, scorers: Object.keys(scores).filter(isSampleScorer) })),
  };
}

function difference(
  first: { readonly samples: readonly Sample[]; readonly name: string },
  second: { readonly samples: readonly Sample[]; readonly name: string },
  scorer: ScorerName,
): PairedDifference {
  const questions = Math.max(questionsIn(first.samples), questionsIn(second.samples));
  const scoresOf = ({ samples, name }: typeof first) => questionScores(samples, name as SystemName, scorer, questions);
  return pairedDifference(scoresOf(first), scoresOf(second));
}
