import type { Graph, GraphNode, Initializer } from './graph.ts';
import { specOf } from './ops.ts';
import { onnxTypes, type Value } from './types.ts';
import { WireWriter } from './wire.ts';

const irVersion = 9;
const opset = 18;

/** Serialises a root graph as an ONNX ModelProto (field numbers from onnx.proto). */
export function encodeModel(graph: Graph): Uint8Array {
  return new WireWriter()
    .varintField(1, irVersion)
    .stringField(2, 'stockpot')
    .messageField(8, (message) => version(message, '', opset))
    .messageField(8, (message) => version(message, 'com.microsoft', 1))
    .messageField(7, (message) => writeGraph(message, graph, graph.initializers))
    .finish();
}

function version(message: WireWriter, domain: string, number: number): void {
  message.stringField(1, domain).varintField(2, number);
}

function writeGraph(message: WireWriter, graph: Graph, initializers: readonly Initializer[]): void {
  for (const node of graph.nodes) message.messageField(1, (inner) => writeNode(inner, node));
  message.stringField(2, graph.root === graph ? 'main' : 'body');
  for (const initializer of initializers) message.messageField(5, (inner) => writeInitializer(inner, initializer));
  for (const value of graph.inputs) message.messageField(11, (inner) => writeValue(inner, value));
  for (const { value } of graph.outputs) message.messageField(12, (inner) => writeValue(inner, value));
}

function writeNode(message: WireWriter, node: GraphNode): void {
  for (const input of node.inputs) message.stringField(1, input?.name ?? '');
  for (const output of node.outputs) message.stringField(2, output.name);
  message.stringField(3, node.outputs[0]?.name ?? '').stringField(4, node.op);
  const spec = node.op === 'Loop' ? undefined : specOf(node.op);
  for (const [name, value] of Object.entries(node.attributes)) {
    message.messageField(5, (attribute) => {
      attribute.stringField(1, name);
      const kind = spec?.attributes?.[name];
      if (kind === 'float') attribute.floatField(2, value as number).varintField(20, 1);
      else if (kind === 'int') attribute.varintField(3, value as number).varintField(20, 2);
      else if (kind === 'string') attribute.stringField(4, value as string).varintField(20, 3);
      else {
        for (const integer of value as readonly number[]) attribute.varintField(8, integer);
        attribute.varintField(20, 7);
      }
    });
  }
  const { body } = node;
  if (body) {
    message.messageField(5, (attribute) => {
      attribute.stringField(1, 'body').messageField(6, (inner) => writeGraph(inner, body, []));
      attribute.varintField(20, 5);
    });
  }
  if (spec?.domain) message.stringField(7, spec.domain);
}

function writeInitializer(message: WireWriter, initializer: Initializer): void {
  const { value } = initializer;
  for (const dim of value.shape) message.varintField(1, dim as number);
  message.varintField(2, onnxTypes[value.type]).stringField(8, value.name);
  if ('data' in initializer) {
    message.bytesField(9, initializer.data);
    return;
  }
  const entries = { location: initializer.file, offset: initializer.offset, length: initializer.length };
  for (const [key, entry] of Object.entries(entries))
    message.messageField(13, (inner) => inner.stringField(1, key).stringField(2, String(entry)));
  message.varintField(14, 1);
}

function writeValue(message: WireWriter, value: Value): void {
  message.stringField(1, value.name).messageField(2, (type) =>
    type.messageField(1, (tensor) => {
      tensor.varintField(1, onnxTypes[value.type]);
      tensor.messageField(2, (shape) => {
        for (const dim of value.shape)
          shape.messageField(1, (inner) => {
            if (typeof dim === 'number') inner.varintField(1, dim);
            else inner.stringField(2, dim.replace(/[^A-Za-z0-9_]/g, '_'));
          });
      });
    }),
  );
}
