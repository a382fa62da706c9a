import type { WorkerExit, WorkerPort } from '../../core/jobs/index.ts';
import type { SpawnWorker } from '../../core/service/index.ts';
import { type EngineRequest, engineNotice, type ParentPort, type Port } from '../messages.ts';

/** Engine workers that main forks. What is sent before a worker is there waits for it. */
export function spawnThroughMain(main: ParentPort): SpawnWorker {
  const engines = new Map<number, Engine>();
  let lastId = 0;
  const ask = (request: EngineRequest) => main.postMessage(request);
  main.on('message', ({ data, ports }) => {
    const { data: notice } = engineNotice.safeParse(data);
    if (notice === undefined) return;
    const engine = engines.get(notice.id);
    if (notice.type === 'engine-started') return ports[0] === undefined ? undefined : engine?.connect(ports[0]);
    engines.delete(notice.id);
    const { code, signal, stderr } = notice;
    engine?.end({ code, signal, stderr });
  });
  return () => {
    lastId += 1;
    const id = lastId;
    const engine = openEngine(() => ask({ type: 'kill-engine', id }));
    engines.set(id, engine);
    ask({ type: 'spawn-engine', id });
    return engine.port;
  };
}

interface Engine {
  readonly port: WorkerPort;
  connect(port: Port): void;
  end(exit: WorkerExit): void;
}

function openEngine(kill: () => void): Engine {
  let channel: Port | undefined;
  let closed = false;
  let exit: WorkerExit | undefined;
  let told = false;
  const unsent: unknown[] = [];
  let onMessage: (message: unknown) => void = () => {};
  let onExit: (exit: WorkerExit) => void = () => {};
  const tellExit = () => {
    if (told || exit === undefined) return;
    told = true;
    onExit(exit);
  };
  return {
    port: {
      // Main alone knows it, and nobody asks.
      pid: undefined,
      send(message) {
        if (channel === undefined) unsent.push(message);
        else if (!closed) channel.postMessage(message);
      },
      onMessage(listener) {
        onMessage = listener;
      },
      onExit(listener) {
        onExit = listener;
      },
      kill,
    },
    connect(port) {
      channel = port;
      port.on('message', ({ data }) => onMessage(data));
      port.on('close', () => {
        closed = true;
        tellExit();
      });
      port.start();
      for (const message of unsent.splice(0)) port.postMessage(message);
    },
    end(given) {
      exit = given;
      // The end of the process and its last messages come by different ways: an answer that is under way still counts.
      if (channel === undefined || closed) tellExit();
      else setTimeout(tellExit, LAST_MESSAGES_MS);
    },
  };
}

const LAST_MESSAGES_MS = 1000;
