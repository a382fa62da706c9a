import type { Graph, GraphNode } from './graph.ts';
import { describe, type Value } from './types.ts';

/** A stable text of a graph, for golden tests and for reading: one line a node, bodies indented. */
export function printGraph(graph: Graph): string {
  const names = new Map<string, string>();
  const lines: string[] = [];
  for (const { value, ...place } of graph.initializers) {
    const where = 'file' in place ? `${place.file}@${place.offset}` : `constant${content(value, place.data)}`;
    lines.push(`${short(names, value)}: ${describe(value)} = ${where}`);
  }
  printScope(graph, names, lines, '');
  return `${lines.join('\n')}\n`;
}

function printScope(graph: Graph, names: Map<string, string>, lines: string[], indent: string): void {
  for (const value of graph.inputs) lines.push(`${indent}input ${short(names, value)}: ${describe(value)}`);
  for (const node of graph.nodes) {
    lines.push(`${indent}${printNode(node, names)}`);
    if (node.body) printScope(node.body, names, lines, `${indent}  `);
  }
  for (const { name, value } of graph.outputs) lines.push(`${indent}output ${name} = ${short(names, value)}`);
}

function printNode(node: GraphNode, names: Map<string, string>): string {
  const inputs = node.inputs.map((value) => (value ? short(names, value) : '_')).join(', ');
  const outputs = node.outputs.map((value) => `${short(names, value)}: ${describe(value)}`).join(', ');
  const attributes = Object.entries(node.attributes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${outputs} = ${node.op}(${inputs})${attributes.length > 0 ? ` {${attributes.join(' ')}}` : ''}`;
}

/** Values are numbered in the order they first appear, so that a change in one place shows in one place. */
function short(names: Map<string, string>, value: Value): string {
  const known = names.get(value.name);
  if (known) return known;
  const name = /_\d+$|^[A-Z]|^const$/.test(value.name) ? `%${names.size}` : value.name;
  names.set(value.name, name);
  return name;
}

/** The numbers of a small constant; the bits of 16-bit floats. */
function content({ type }: Value, data: Uint8Array): string {
  const { buffer } = Uint8Array.from(data);
  if (buffer.byteLength > 64) return '';
  switch (type) {
    case 'f32':
      return ` [${new Float32Array(buffer).join(', ')}]`;
    case 'i64':
      return ` [${new BigInt64Array(buffer).join(', ')}]`;
    case 'i32':
      return ` [${new Int32Array(buffer).join(', ')}]`;
    case 'f16':
    case 'bf16':
      return ` bits [${new Uint16Array(buffer).join(', ')}]`;
    case 'i8':
      return ` [${new Int8Array(buffer).join(', ')}]`;
    case 'u8':
    case 'bool':
      return ` [${new Uint8Array(buffer).join(', ')}]`;
  }
}
