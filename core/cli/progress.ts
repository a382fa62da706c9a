import type { Progress, ServiceEvent, StageName } from '../service/index.ts';
import { durationText } from './table.ts';
import type { Output } from './terminal.ts';

/** Shows what a call tells while it runs. */
export interface ProgressView {
  show(event: ServiceEvent): void;
  /** Takes the moving line away, so that something else can be printed. */
  clear(): void;
}

/** JSON lines, one an event: for programs. Pieces of an answer are left out, since they are no progress. */
export function jsonProgress(stderr: Output): ProgressView {
  return {
    show(event) {
      if (event.kind === 'token' || event.kind === 'asked') return;
      const { kind, ...rest } = event;
      stderr.write(`${JSON.stringify({ event: kind, ...rest })}\n`);
    },
    clear() {},
  };
}

/** Lines for a person; the moving one is redrawn in place on a terminal, and left out where stderr is a file or a pipe. */
export function humanProgress(stderr: Output): ProgressView {
  let drawn = false;
  const clear = () => {
    if (drawn) stderr.write('\r\u001b[2K');
    drawn = false;
  };
  const line = (text: string) => {
    clear();
    stderr.write(`${text}\n`);
  };
  return {
    show(event) {
      switch (event.kind) {
        case 'job':
          return line(event.state === 'resumed' ? `Going on with job ${event.job}` : `Job ${event.job}`);
        case 'stage':
          if (event.state === 'started') return line(`${stageTitles[event.stage]} …`);
          if (event.state === 'skipped') return line(`${stageTitles[event.stage]}: done before`);
          return clear();
        case 'notice':
          return line(event.message);
        case 'progress': {
          if (stderr.isTTY !== true) return;
          const text = progressText(event).slice(0, (stderr.columns ?? 80) - 1);
          clear();
          stderr.write(text);
          drawn = true;
          return;
        }
        case 'asked':
        case 'token':
        // Told to whoever watches a home, which no command does.
        case 'snapshot':
        case 'job-changed':
        case 'points':
        case 'changed':
          return;
      }
    },
    clear,
  };
}

/** Shows nothing. */
export const noProgress: ProgressView = { show() {}, clear() {} };

/** `Learning the manual  42 %  loss 2.013  850 tokens/s  3 min 20 s left` */
export function progressText(event: Progress): string {
  const percent = event.total > 0 ? `${Math.floor((100 * event.done) / event.total)} %` : `${event.done}`;
  return [
    stageTitles[event.stage],
    percent,
    ...(event.loss === undefined ? [] : [`loss ${event.loss.toFixed(3)}`]),
    ...(event.tokensPerSecond === undefined ? [] : [`${Math.round(event.tokensPerSecond)} tokens/s`]),
    ...timeLeft(event),
  ].join('  ');
}

/** Of a build, how long all of it takes yet; else the stage. */
function timeLeft({ secondsLeft, jobSecondsLeft }: Progress): string[] {
  if (jobSecondsLeft !== undefined) return [`${durationText(jobSecondsLeft)} left in all`];
  return secondsLeft === undefined ? [] : [`${durationText(secondsLeft)} left`];
}

const stageTitles: Readonly<Record<StageName, string>> = {
  model: 'Fetching the model',
  read: 'Reading the manual',
  study: 'Cutting it into training windows',
  instruct: 'Learning to follow instructions',
  train: 'Learning the manual',
  blend: 'Blending the skills',
  index: 'Indexing passages',
  check: 'Checking what was learned',
  gate: 'Comparing with the bot before',
  answer: 'Answering',
  prepare: 'Making the systems',
  bench: 'Putting the questions',
  questions: 'Making questions',
  move: 'Moving the folder',
  verify: 'Checking files',
};
