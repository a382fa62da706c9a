import { type ChildProcess, spawn } from 'node:child_process';

/** The memory of an NVIDIA card that is in use, by whatever program, as long as it is watched. */
export interface CardMemory {
  /** As it was last told; undefined until then, and where nvidia-smi can't be asked. */
  readonly bytes: number | undefined;
  /** The most that was told. */
  readonly mostBytes: number | undefined;
  stop(): Promise<void>;
}

/** Watches the card that CUDA takes first, by nvidia-smi. Holds no process back from ending. */
export function watchCardMemory(everyMs = 2000): CardMemory {
  const card = process.env.CUDA_VISIBLE_DEVICES?.split(',')[0] || '0';
  const query = ['-i', card, '--query-gpu=memory.used', '--format=csv,noheader,nounits', '-lms', `${everyMs}`];
  // One that is left alone ends as soon as nobody reads it.
  const child: ChildProcess = spawn('nvidia-smi', query, { stdio: ['ignore', 'pipe', 'ignore'] });
  let bytes: number | undefined;
  let mostBytes: number | undefined;
  let rest = '';
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const mebibytes = Number(line);
      if (line.trim() === '' || !Number.isFinite(mebibytes)) continue;
      bytes = mebibytes * 2 ** 20;
      mostBytes = Math.max(mostBytes ?? 0, bytes);
    }
  });
  child.unref();
  return {
    get bytes() {
      return bytes;
    },
    get mostBytes() {
      return mostBytes;
    },
    async stop() {
      child.ref();
      child.kill();
      await ended;
    },
  };
}
