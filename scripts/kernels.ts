// Turns onnxruntime's published table of kernels into core/engine/runtime/cuda-kernels.json.
//   npx tsx scripts/kernels.ts PATH_OR_URL --onnxruntime VERSION [--source TEXT] [--out FILE]
// PATH_OR_URL is docs/OperatorKernels.md of the release that package.json names; without it at hand, kernels-document.py
// writes the same table from the package itself. Then: npx biome format --write core/engine/runtime/cuda-kernels.json
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Kernel, KernelTable, KernelType } from '../core/engine/runtime/cuda-kernels.ts';

const defaultOut = fileURLToPath(new URL('../core/engine/runtime/cuda-kernels.json', import.meta.url));

/** The types a program of ours can hold; the table's others (double, strings, sequences …) are left out. */
const typeNames: Readonly<Record<string, KernelType>> = {
  'tensor(float)': 'f32',
  'tensor(float16)': 'f16',
  'tensor(bfloat16)': 'bf16',
  'tensor(int64)': 'i64',
  'tensor(int32)': 'i32',
  'tensor(uint8)': 'u8',
  'tensor(int8)': 'i8',
  'tensor(bool)': 'bool',
};

/** The CUDA kernels that a document in the form of onnxruntime's docs/OperatorKernels.md lists, by `domain:Op`. */
export function readKernels(document: string): Record<string, Kernel[]> {
  const start = document.search(/^## Operators implemented by CUDAExecutionProvider/m);
  if (start < 0) throw new Error('The document has no section "Operators implemented by CUDAExecutionProvider".');
  const section = document.slice(start).split(/\n(?=## )/)[0] ?? '';
  const kernels: Record<string, Kernel[]> = {};
  let domain = '';
  let op = '';
  for (const line of section.split('\n')) {
    const found = /^\|\*\*Operator Domain:\*\* \*(.+?)\*\|/.exec(line);
    if (found) {
      domain = found[1] === 'ai.onnx' ? '' : (found[1] ?? '');
      continue;
    }
    const [, name, , version, types] = line.split('|').map((cell) => cell.trim());
    const range = /^(?:(\d+)\+|(\d+)|\[(\d+), (\d+)\])$/.exec(version ?? '');
    if (!range || types === undefined) continue;
    op = name || op;
    const since = Number(range[1] ?? range[2] ?? range[3]);
    const until = range[1] === undefined ? Number(range[2] ?? range[4]) : undefined;
    const list = kernels[`${domain}:${op}`] ?? [];
    kernels[`${domain}:${op}`] = list;
    list.push({ since, ...(until === undefined ? {} : { until }), types: readTypes(types) });
  }
  return kernels;
}

function readTypes(cell: string): Record<string, KernelType[]> {
  const types: Record<string, KernelType[]> = {};
  for (const part of cell.split(/<br\s*\/?>/)) {
    const found = /\*\*(.+?)\*\* = (.*)/.exec(part);
    if (!found) continue;
    const allowed = (found[2] ?? '').split(', ').map((type) => typeNames[type.trim()]);
    types[found[1] ?? ''] = allowed.filter((type) => type !== undefined);
  }
  return types;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      onnxruntime: { type: 'string' },
      source: { type: 'string', default: 'docs/OperatorKernels.md' },
      out: { type: 'string', default: defaultOut },
    },
  });
  const [from] = positionals;
  if (!from || !values.onnxruntime) {
    process.stderr.write('Usage: npx tsx scripts/kernels.ts PATH_OR_URL --onnxruntime VERSION [--source TEXT]\n');
    process.exit(2);
  }
  const document = /^https?:/.test(from) ? await (await fetch(from)).text() : readFileSync(from, 'utf8');
  const table: KernelTable = {
    onnxruntimeVersion: values.onnxruntime,
    source: values.source,
    kernels: readKernels(document),
  };
  writeFileSync(values.out, printTable(table));
  process.stdout.write(`${Object.keys(table.kernels).length} operators written to ${values.out}\n`);
}

/** One line an operator, so that a newer version's changes read well in a diff. */
function printTable(table: KernelTable): string {
  const lines = Object.entries(table.kernels).map(
    ([key, list]) => `    ${JSON.stringify(key)}: ${JSON.stringify(list)}`,
  );
  const head = [
    `  "onnxruntimeVersion": ${JSON.stringify(table.onnxruntimeVersion)}`,
    `  "source": ${JSON.stringify(table.source)}`,
  ];
  return `{\n${head.join(',\n')},\n  "kernels": {\n${lines.join(',\n')}\n  }\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
