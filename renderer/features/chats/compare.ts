import { createStore, type StoreApi } from 'zustand/vanilla';
import type { AnswerAs, AskResult, SoupDetail } from '../../api.ts';
import type { AppState } from '../../state/app-state.ts';
import { showPieces } from './pieces.ts';
import type { Run } from './run.ts';

/** What stands beside the bot on the same question. */
export type Other =
  | { readonly kind: 'base' }
  | { readonly kind: 'skill'; readonly skill: string }
  | { readonly kind: 'bot'; readonly bot: string }
  /** The bot's soup, each skill's coefficients times a factor. */
  | { readonly kind: 'soup'; readonly factors: readonly number[] };

export interface Compared extends Pick<Run, 'text' | 'pieces' | 'firstAt' | 'lastAt' | 'error'> {
  readonly state: 'asking' | 'done' | 'failed';
  readonly result: AskResult | null;
}

export interface CompareState {
  readonly other: Other | null;
  /** By {@link compareKey}; kept as long as the window is open. */
  readonly answers: ReadonlyMap<string, Compared>;
  /** The soup whose factors are changed, by bot. */
  readonly soups: ReadonlyMap<string, SoupDetail>;
}

export interface Compare extends StoreApi<CompareState> {
  choose(other: Other | null): void;
  loadSoup(bot: string): Promise<void>;
  /** Asks the other one the question; nothing when no other is chosen. */
  ask(bot: string, question: string): Promise<void>;
  /** Ends every answer under way. */
  stop(): void;
}

export function compareKey(bot: string, other: Other, question: string): string {
  return JSON.stringify([bot, other, question]);
}

export function createCompare({ service, toasts }: AppState, now: () => number = Date.now): Compare {
  const store = createStore<CompareState>(() => ({ other: null, answers: new Map(), soups: new Map() }));
  const stops = new Map<string, AbortController>();
  const put = (key: string, answer: Compared | null) =>
    store.setState(({ answers }) => {
      const next = new Map(answers);
      if (answer === null) next.delete(key);
      else next.set(key, answer);
      return { answers: next };
    });
  const loadSoup = async (bot: string) => {
    try {
      const soup = await service.call('soup.show', { soup: bot });
      store.setState(({ soups }) => ({ soups: new Map(soups).set(bot, soup) }));
    } catch (error) {
      toasts.fail(error);
    }
  };
  const answerAs = (bot: string, other: Other): { readonly bot: string; readonly as?: AnswerAs } => {
    switch (other.kind) {
      case 'base':
        return { bot, as: { kind: 'base' } };
      case 'skill':
        return { bot, as: { kind: 'skill', skill: other.skill } };
      case 'bot':
        return { bot: other.bot };
      case 'soup': {
        const coefficients = store.getState().soups.get(bot)?.coefficients ?? [];
        return { bot, as: { kind: 'soup', coefficients: scaled(coefficients, other.factors) } };
      }
    }
  };
  return {
    ...store,
    choose: (other) => store.setState({ other }),
    loadSoup,
    async ask(bot, question) {
      const { other, soups } = store.getState();
      if (other === null) return;
      const key = compareKey(bot, other, question);
      if (stops.has(key)) return;
      const controller = new AbortController();
      stops.set(key, controller);
      put(key, {
        state: 'asking',
        text: '',
        pieces: 0,
        firstAt: null,
        lastAt: null,
        error: null,
        result: null,
      });
      const update = (change: (answer: Compared) => Compared) => {
        const answer = store.getState().answers.get(key);
        if (answer !== undefined) put(key, change(answer));
      };
      const pieces = showPieces(update);
      try {
        if (other.kind === 'soup' && !soups.has(bot)) await loadSoup(bot);
        const result = await service.call(
          'bot.ask',
          { ...answerAs(bot, other), question },
          {
            signal: controller.signal,
            onEvent: (event) => {
              if (event.kind === 'token') pieces.add(event.text, now());
            },
          },
        );
        pieces.flush();
        update((before) => ({ ...before, state: 'done', text: result.answer, result }));
      } catch (error) {
        pieces.flush();
        if (controller.signal.aborted) put(key, null);
        else update((before) => ({ ...before, state: 'failed', error }));
      } finally {
        stops.delete(key);
      }
    },
    stop() {
      for (const controller of stops.values()) controller.abort();
    },
  };
}

export function scaled(
  coefficients: readonly (readonly number[])[],
  factors: readonly number[],
): readonly (readonly number[])[] {
  return coefficients.map((row, skill) => row.map((value) => value * (factors[skill] ?? 1)));
}
