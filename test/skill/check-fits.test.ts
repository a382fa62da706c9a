import { describe, expect, test } from 'vitest';
import { checkFits } from '../../core/skill/index.ts';
import { loraModule } from './delta.ts';

const layers = [
  { module: 'model.layers.0.self_attn.q_proj', inSize: 3, outSize: 4 },
  { module: 'model.layers.0.mlp.up_proj', inSize: 3, outSize: 6 },
];
const fitting = loraModule(2, Array(6).fill(1), Array(8).fill(1));

describe('an adapter and a base model', () => {
  test('fit when every module is a layer of its sizes', () => {
    expect(() => checkFits(new Map([['model.layers.0.self_attn.q_proj', fitting]]), layers)).not.toThrow();
  });

  test('do not fit when the base model has no such layer', () => {
    const adapter = new Map([
      ['model.layers.0.self_attn.q_proj', fitting],
      ['model.layers.1.self_attn.q_proj', fitting],
    ]);
    const check = () => checkFits(adapter, layers, 'SmolLM2');
    expect(check).toThrow(expect.objectContaining({ code: 'skill/wrong-base' }));
    expect(check).toThrow(/model\.layers\.1\.self_attn\.q_proj, and SmolLM2 has no linear layer of that name/);
  });

  test.each([
    ['input', loraModule(2, Array(10).fill(1), Array(8).fill(1)), /from 5 to 4 values, .* from 3 to 4/],
    ['output', loraModule(2, Array(6).fill(1), Array(10).fill(1)), /from 3 to 5 values, .* from 3 to 4/],
  ])('do not fit when the %s size differs', (_, module, message) => {
    const check = () => checkFits(new Map([['model.layers.0.self_attn.q_proj', module]]), layers);
    expect(check).toThrow(expect.objectContaining({ code: 'skill/wrong-base' }));
    expect(check).toThrow(message);
  });
});
