/** One thing that generated code must not be able to do. */
export interface Attempt {
  readonly name: string;
  /** Its value is `escaped`, or what it took, where the attempt succeeds. */
  readonly code: string;
  /** How it has to end, and the words of its error or of its value. */
  readonly ended: 'finished' | 'error' | 'memory' | 'time';
  readonly says?: RegExp;
  /** Refused by Node's own checks; what the system leaves of it reaches nothing outside. */
  readonly byNodeAlone?: true;
}

/** What the attempts reach for, outside the sandbox. */
export interface Outside {
  readonly file: string;
  readonly folder: string;
  readonly tcpPort: number;
  readonly udpPort: number;
  readonly unixSocket: string;
  readonly parent: number;
}

export function attempts(outside: Outside): readonly Attempt[] {
  return [...reaching(outside), ...memory, ...time, ...results];
}

/**
 * Those that go by what Node offers, for which the system alone has to be enough: at once those that end with their code,
 * one by one those that go on after it.
 */
export function attemptsByNode(outside: Outside): readonly Pick<Attempt, 'name' | 'code'>[] {
  const byNode = reaching(outside).filter(({ code, byNodeAlone }) => code.includes('js.eval') && !byNodeAlone);
  const late = byNode.filter(({ code }) => code.includes('process.exit'));
  const atOnce = byNode.filter((attempt) => !late.includes(attempt));
  return [{ name: atOnce.map(({ name }) => name).join(', '), code: eachOf(atOnce) }, ...late];
}

function eachOf(list: readonly Attempt[]): string {
  return `
import json
from pyodide.code import eval_code
for code in json.loads(${JSON.stringify(JSON.stringify(list.map(({ code }) => code)))}):
  try:
    print(eval_code(code))
  except BaseException as error:
    print('refused:', str(error).splitlines()[0])
`;
}

function reaching(outside: Outside): readonly Attempt[] {
  return [...files(outside), ...network(outside), ...processes(outside)];
}

const denied = /ERR_ACCESS_DENIED|Access to this API has been restricted/;

/** JavaScript of the process that Python runs in. */
function js(code: string): string {
  return `import js\njs.eval(${JSON.stringify(code)})`;
}

const builtin = (name: string) => `process.getBuiltinModule('node:${name}')`;

/** JavaScript that goes on after Python has ended: it takes over the channel of results. */
function lateJs(code: string): string {
  return js(`(() => {
    const fs = ${builtin('fs')};
    const write = fs.writeSync;
    const tell = (value) => write(1, JSON.stringify({ ended: 'finished', value: String(value), printed: '', cut: 0 }) + '\\n');
    fs.writeSync = (_, bytes) => bytes.length;
    ${builtin('module')}.syncBuiltinESMExports();
    process.exit = () => {};
    process.on('uncaughtException', (error) => tell(error.code ?? error));
    ${code}
  })()`);
}

function files({ file, folder }: Outside): Attempt[] {
  const read = `${builtin('fs')}.readFileSync`;
  const write = `${builtin('fs')}.writeFileSync`;
  return [
    {
      name: 'reads a system file by Python',
      code: `open('/etc/passwd').read()`,
      ended: 'error',
      says: /FileNotFoundError/,
    },
    { name: 'reads a system file by Node', code: js(`${read}('/etc/passwd', 'utf8')`), ended: 'error', says: denied },
    {
      name: 'reads a file of the user',
      code: js(`${read}(${JSON.stringify(file)}, 'utf8')`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'lists a folder of the user',
      code: js(`${builtin('fs')}.readdirSync(${JSON.stringify(folder)})`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'reads what the system tells of processes',
      code: js(`${read}('/proc/self/environ', 'utf8')`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'asks a module loader for a file',
      code: js(`${builtin('module')}.createRequire('/programs/x.js')(${JSON.stringify(file)})`),
      ended: 'error',
    },
    {
      name: "mounts the machine's folders into Python's",
      code: `import os, pyodide_js\nos.mkdir('/outside')\npyodide_js.FS.mount(pyodide_js.FS.filesystems.NODEFS, pyodide_js.toPy({'root': '/'}), '/outside')\nstr(os.listdir('/outside${folder}'))`,
      ended: 'error',
    },
    {
      name: "mounts them by Pyodide's own call",
      code: `import os, pyodide_js\npyodide_js.mountNodeFS('/outside', '/')\nstr(os.listdir('/outside${folder}'))`,
      ended: 'error',
    },
    {
      name: 'writes a file by Python',
      code: `import os\nos.makedirs('${folder}', exist_ok=True)\nopen('${folder}/by-python', 'w').write('x')`,
      ended: 'finished',
      says: /^1$/,
    },
    {
      name: 'writes a file by Node',
      code: js(`${write}(${JSON.stringify(`${folder}/by-node`)}, 'x')`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'changes a file of the user',
      code: js(`${write}(${JSON.stringify(file)}, 'x')`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'changes its own program',
      code: js(`${write}('/programs/run-python.mjs', 'x')`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'makes a link',
      code: js(`${builtin('fs')}.symlinkSync('/etc', '/pyodide/etc') ?? 'escaped'`),
      ended: 'error',
      says: denied,
    },
    {
      name: 'finds an open file that it was not given',
      code: js(
        `(() => { for (let fd = 3; fd < 128; fd++) { try { if (${builtin('fs')}.fstatSync(fd).isFile()) return 'escaped'; } catch {} } return 'none'; })()`,
      ),
      ended: 'finished',
      says: /^none$/,
    },
    {
      name: 'reads the environment',
      code: js(`Object.keys(process.env).join()`),
      ended: 'finished',
      says: /^(PWD|_|,)*$/,
    },
  ];
}

function network({ tcpPort, udpPort, unixSocket }: Outside): Attempt[] {
  return [
    {
      name: 'connects by Python',
      code: `import socket\ns = socket.create_connection(('127.0.0.1', ${tcpPort}), 1)\ns.send(b'x')\n'escaped'`,
      ended: 'error',
    },
    {
      name: 'fetches a page by Python',
      code: `import urllib.request\nurllib.request.urlopen('http://127.0.0.1:${tcpPort}').read()\n'escaped'`,
      ended: 'error',
    },
    {
      name: "fetches a page by Node's fetch",
      code: lateJs(
        `fetch('http://127.0.0.1:${tcpPort}').then(() => tell('escaped'), (error) => tell(error.cause?.code ?? error));`,
      ),
      ended: 'finished',
      says: unreachable,
    },
    {
      name: 'connects by Node',
      code: lateJs(
        `const s = ${builtin('net')}.connect(${tcpPort}, '127.0.0.1'); s.on('connect', () => tell('escaped')); s.on('error', (error) => tell(error.code));`,
      ),
      ended: 'finished',
      says: unreachable,
    },
    {
      name: 'connects to a socket in a folder',
      code: lateJs(
        `const s = ${builtin('net')}.connect(${JSON.stringify(unixSocket)}); s.on('connect', () => tell('escaped')); s.on('error', (error) => tell(error.code));`,
      ),
      ended: 'finished',
      says: /^(ENOENT|ERR_ACCESS_DENIED)$/,
    },
    {
      name: 'sends a datagram',
      code: lateJs(
        `${builtin('dgram')}.createSocket('udp4').send('x', ${udpPort}, '127.0.0.1', (error) => tell(error ? error.code : 'escaped'));`,
      ),
      ended: 'finished',
      says: unreachable,
    },
    {
      name: 'looks up a name',
      code: lateJs(`${builtin('dns')}.lookup('example.com', (error) => tell(error ? error.code : 'escaped'));`),
      ended: 'finished',
      says: /^(EAI_|ENOTFOUND|ERR_ACCESS_DENIED)/,
    },
  ];
}

/** A network of its own has no way out; where its loopback is up, nothing listens there. */
const unreachable = /^(ENETUNREACH|ECONNREFUSED|EPERM|ERR_ACCESS_DENIED)$/;

function processes({ parent }: Outside): Attempt[] {
  return [
    { name: 'forks', code: `import os\nos.fork()\n'escaped'`, ended: 'error' },
    {
      name: 'runs a command of the shell',
      code: `import os\n'escaped' if os.system('true') == 0 else 'refused'`,
      ended: 'error',
    },
    {
      name: 'starts a process by Python',
      code: `import subprocess\nsubprocess.run(['/node', '--version'])\n'escaped'`,
      ended: 'error',
    },
    {
      name: 'starts a process by Node',
      code: js(`${builtin('child_process')}.spawnSync('/node', ['--version']).error ?? 'escaped'`),
      ended: 'error',
      says: denied,
    },
    {
      name: "starts a process by Node's inner parts",
      code: js(`process.binding('spawn_sync').spawn({ file: '/node', args: ['/node'] }).status`),
      ended: 'error',
    },
    {
      name: 'starts a thread',
      code: js(`new (${builtin('worker_threads')}.Worker)('0', { eval: true }); 'escaped'`),
      ended: 'error',
      byNodeAlone: true,
      says: denied,
    },
    {
      name: 'starts a thread by Python',
      code: `import threading\nthreading.Thread(target=print).start()\n'escaped'`,
      ended: 'error',
    },
    {
      name: 'loads native code',
      code: js(`process.dlopen({ exports: {} }, '/lib/x86_64-linux-gnu/libc.so.6'); 'escaped'`),
      ended: 'error',
      says: /ERR_DLOPEN_DISABLED|disabled|denied|restricted/i,
    },
    {
      name: 'opens files by WASI',
      code: js(`new (${builtin('wasi')}.WASI)({ version: 'preview1', preopens: { '/': '/' } }); 'escaped'`),
      ended: 'error',
      byNodeAlone: true,
      says: denied,
    },
    {
      name: 'signals the process that waits for it',
      code: js(`process.kill(${parent}, 'SIGKILL'); 'escaped'`),
      ended: 'error',
      says: /ESRCH/,
    },
    {
      name: 'opens the debugger of the process that waits for it',
      code: js(`process._debugProcess(${parent}); 'escaped'`),
      ended: 'error',
    },
    {
      name: 'opens its own debugger',
      code: js(`${builtin('inspector')}.open(0, '0.0.0.0'); 'escaped'`),
      ended: 'error',
      byNodeAlone: true,
    },
  ];
}

const memory: readonly Attempt[] = [
  { name: 'a list that grows', code: 'x = [0]\nwhile True: x += x', ended: 'memory' },
  { name: 'a large array of bytes', code: 'len(bytearray(2_000_000_000))', ended: 'memory' },
  { name: 'a text times many', code: `len('x' * 1_500_000_000)`, ended: 'memory' },
  {
    name: 'buffers of JavaScript',
    code: js('const held = []; for (;;) held.push(new Uint8Array(1e7).fill(1));'),
    ended: 'memory',
  },
  {
    name: 'objects of JavaScript',
    code: js('const held = []; for (;;) held.push(new Array(10000).fill(1.5));'),
    ended: 'memory',
  },
  {
    name: 'memory shared between threads',
    code: js(
      'const held = []; for (;;) { held.push(new SharedArrayBuffer(1e7)); new Uint8Array(held.at(-1)).fill(1); }',
    ),
    ended: 'memory',
  },
  {
    name: 'memory of WebAssembly',
    code: js(
      'const m = new WebAssembly.Memory({ initial: 1, maximum: 65536 }); for (;;) { m.grow(200); new Uint8Array(m.buffer).fill(1); }',
    ),
    ended: 'memory',
  },
];

const time: readonly Attempt[] = [
  { name: 'an endless loop of Python', code: 'while True: pass', ended: 'time' },
  {
    name: 'an endless loop that catches all',
    code: 'while True:\n  try:\n    while True: pass\n  except BaseException: pass',
    ended: 'time',
  },
  { name: 'an endless search for a pattern', code: `import re\nre.match(r'(a|a)*b', 'a' * 60)`, ended: 'time' },
  { name: 'a number without end', code: '10 ** 10 ** 9', ended: 'time' },
  { name: 'an endless loop of JavaScript', code: js('for (;;);'), ended: 'time' },
  {
    name: 'a sleep without end',
    code: js('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)'),
    ended: 'time',
  },
  { name: 'a program that stays after its end', code: lateJs('setInterval(() => {}, 1000);'), ended: 'time' },
  { name: 'a recursion of Python', code: 'f = lambda: f()\nf()', ended: 'error', says: /RecursionError/ },
  { name: 'a recursion of JavaScript', code: js('const f = () => f() + 1; f();'), ended: 'error', says: /call stack/ },
];

const forged = (line: string) => js(`${builtin('fs')}.writeSync(1, ${JSON.stringify(`${line}\n`)}); for (;;);`);

const results: readonly Attempt[] = [
  { name: 'prints without end', code: `for _ in range(100_000): print('x' * 100)`, ended: 'finished' },
  { name: 'gives a giant value', code: `'x' * 10_000_000`, ended: 'finished', says: /^x{1000}$/ },
  {
    name: 'writes past Python without end',
    code: js(`for (;;) try { ${builtin('fs')}.writeSync(2, 'x'.repeat(10000)); } catch {}`),
    ended: 'error',
    says: /wrote more than/,
  },
  {
    name: 'forges a result that is none',
    code: forged('{"ended":"finished","value":{"escaped":true}}'),
    ended: 'error',
    says: /no result/,
  },
  {
    name: 'forges a result with a prototype',
    code: forged('{"ended":"finished","value":1,"printed":"","cut":0,"__proto__":{"escaped":true}}'),
    ended: 'error',
    says: /no result/,
  },
  { name: 'forges a result that is no JSON', code: forged('escaped'), ended: 'error', says: /no result/ },
  {
    name: 'forges a kind of end',
    code: forged('{"ended":"escaped","value":1,"printed":"","cut":0}'),
    ended: 'error',
    says: /no result/,
  },
  {
    name: "changes every object's prototype",
    code: js(`Object.prototype.escaped = true; JSON.stringify = () => '{"escaped":1}'; 1`),
    ended: 'finished',
    says: /^1$/,
  },
  {
    name: 'ends with success before its result',
    code: js('process.exit(0)'),
    ended: 'error',
    says: /without a result/,
  },
  { name: 'ends by Python', code: 'import os\nos._exit(0)', ended: 'error' },
  { name: 'crashes', code: js('process.abort()'), ended: 'error', says: /without a result/ },
];
