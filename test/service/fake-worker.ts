import { writeFileSync } from 'node:fs';
import type { SpawnWorker } from '../../core/service/engine-worker.ts';
import { vectorText } from '../../core/service/tasks/vectors.ts';

/** What a worker does when it is asked to answer: tells pieces, then ends the answer, waits to be stopped, or dies. */
export interface Script {
  readonly pieces: readonly string[];
  readonly last?: 'end' | 'wait' | 'die' | 'too-long';
}

export interface FakeWorkers {
  readonly spawn: SpawnWorker;
  /** Inputs of the tasks asked for, by name, in their order. */
  readonly asked: { readonly task: string; readonly input: Record<string, unknown> }[];
  /** What is done with the next questions; after them, an answer `Yes.`. */
  readonly scripts: Script[];
  /** Whether the next times that coefficients are learned the worker dies of it. */
  readonly dieLearning: boolean[];
  /** Whether the next times that likelihoods are asked for the worker dies of it. */
  readonly dieScoring: boolean[];
  /** Log-likelihood of each token of a pair's answer; one token of probability 1/e unless it is set. */
  likelihoods: (pair: { readonly question: string; readonly answer: string }, input: TaskInput) => number[] | null;
  started(): number;
}

type TaskInput = Readonly<Record<string, unknown>>;

/** Workers that answer as they are told, without an engine. */
export function fakeWorkers(): FakeWorkers {
  const asked: FakeWorkers['asked'] = [];
  const scripts: Script[] = [];
  const dieLearning: boolean[] = [];
  const dieScoring: boolean[] = [];
  let started = 0;
  const spawn: SpawnWorker = () => {
    started += 1;
    const listeners: ((message: unknown) => void)[] = [];
    const exits: ((exit: { code: number | null; signal: string | null; stderr: string }) => void)[] = [];
    const reply = (message: unknown) =>
      setImmediate(() => {
        for (const listener of listeners) listener(message);
      });
    const die = () =>
      setImmediate(() => {
        for (const listener of exits) listener({ code: null, signal: 'SIGKILL', stderr: '' });
      });
    const under = new Map<number, string>();
    const result = (id: number, text: string, finish: string, turns = 0) =>
      reply({ type: 'result', id, data: { text, tokens: 3, finish, seconds: 0.5, read: 1, turns } });
    return {
      pid: 1,
      onMessage: (listener) => void listeners.push(listener),
      onExit: (listener) => void exits.push(listener),
      kill: die,
      send(raw) {
        const message = raw as { type: string; id: number; task: string; input: Record<string, unknown> };
        const { type, id, task, input } = message;
        if (type === 'cancel') {
          const text = under.get(id);
          if (text !== undefined) result(id, text.trimEnd(), 'cancelled');
          return;
        }
        asked.push({ task, input });
        if (task === 'learn-coefficients' && dieLearning.shift() === true) return die();
        if (task === 'pull-model')
          return reply({ type: 'error', id, error: { code: 'model/offline', message: 'It reaches no hub.' } });
        if (task === 'likelihoods') {
          if (dieScoring.shift() === true) return die();
          const pairs = input.pairs as { question: string; answer: string }[];
          return reply({
            type: 'result',
            id,
            data: { logLikelihoods: pairs.map((pair) => workers.likelihoods(pair, input)) },
          });
        }
        if (task !== 'generate') return reply({ type: 'result', id, data: resultOf(task, input) });
        const { pieces, last = 'end' } = scripts.shift() ?? { pieces: ['Yes.'] };
        for (const text of pieces) reply({ type: 'progress', id, data: { text } });
        if (last === 'end') result(id, pieces.join(''), 'stop', (input.history as unknown[]).length);
        if (last === 'wait') under.set(id, pieces.join(''));
        if (last === 'die') die();
        if (last === 'too-long') reply({ type: 'error', id, error: { code: 'engine/too-long', message: 'Too long.' } });
      },
    };
  };
  const workers: FakeWorkers = {
    spawn,
    asked,
    scripts,
    dieLearning,
    dieScoring,
    likelihoods: () => [-1],
    started: () => started,
  };
  return workers;
}

/** What a task gives that was done: coefficients go to their file, one for each skill in one module. */
function resultOf(task: string, input: Record<string, unknown>): unknown {
  switch (task) {
    case 'study-manual':
      return { examples: 4, windows: 4, tokens: 40, heldOut: 0, checked: 4, sha256: 'm' };
    case 'study-instructions':
      return { examples: 4, cut: 0, dropped: 0, sha256: 'i' };
    case 'learn-coefficients': {
      const { length } = input.skills as string[];
      const values = { 'model.layers.0.self_attn.q_proj': Array.from({ length }, (_, i) => (i + 1) / 10) };
      const json = { skills: length, constraint: 'softmax', granularity: 'module', values };
      writeFileSync(input.out as string, JSON.stringify(json));
      return { steps: 7, heldOut: [{ step: 1, loss: 3 }], device: 'cpu' };
    }
    // As near as texts are in length.
    case 'embed':
      return { vectors: (input.texts as string[]).map(({ length }) => vectorText(Float32Array.of(length, 1))), cut: 0 };
    case 'devices':
      return [{ kind: 'cpu', usable: true, detail: '2 threads' }];
    case 'train-skill':
      return { losses: [3, 2], device: 'cpu' };
    case 'check': {
      const checked = { loss: 2, logLikelihoods: (input.pairs as unknown[]).map(() => [-2]) };
      return { base: checked, bot: checked };
    }
    default:
      return {};
  }
}
