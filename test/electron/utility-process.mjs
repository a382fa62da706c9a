// Loaded before a bundle (`node --import`): gives a process of plain Node what a utility process of Electron has, over the
// pipe that is its file descriptor 3. The other end is utility-processes.ts.
import { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { isMainThread } from 'node:worker_threads';

// Threads that a worker starts load this as well; the pipe is not theirs.
if (isMainThread) connect();

function connect() {
  const pipe = new Socket({ fd: 3 });
  const write = (value) => pipe.write(`${JSON.stringify(value)}\n`);
  const ports = new Map();

  /** Keeps what comes until someone listens, as Electron's ports do. */
  class Inbox extends EventEmitter {
    waiting = [];
    open = false;
    deliver(event) {
      if (this.open) this.emit('message', event);
      else this.waiting.push(event);
    }
    start() {
      this.open = true;
      for (const event of this.waiting.splice(0)) this.emit('message', event);
    }
  }

  class Port extends Inbox {
    constructor(id) {
      super();
      this.id = id;
    }
    postMessage(data) {
      write({ port: this.id, data });
    }
    close() {
      write({ close: this.id });
    }
  }

  const parentPort = new Inbox();
  parentPort.postMessage = (data) => write({ data });
  parentPort.on('newListener', (event) => event === 'message' && setImmediate(() => parentPort.start()));
  process.parentPort = parentPort;

  createInterface({ input: pipe }).on('line', (line) => {
    const { port, close, data, ports: given = [] } = JSON.parse(line);
    if (close !== undefined) ports.get(close)?.emit('close');
    else if (port !== undefined) ports.get(port)?.deliver({ data, ports: [] });
    else {
      const made = given.map((id) => new Port(id));
      for (const each of made) ports.set(each.id, each);
      parentPort.deliver({ data, ports: made });
    }
  });
}
