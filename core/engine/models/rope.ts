import type { ModelConfig } from './config.ts';

/**
 * Cosines and sines of rotary position embedding, each `[positions, headDim / 2]`, row after row.
 * Angle of position p in pair i: p · θ^(−2i/headDim), its frequency stretched as the model's scaling says.
 */
export function rotaryCaches(config: ModelConfig, positions: number): { cos: Float32Array; sin: Float32Array } {
  const half = config.headDim / 2;
  const frequencies = rotaryFrequencies(config);
  const cos = new Float32Array(positions * half);
  const sin = new Float32Array(positions * half);
  for (let p = 0; p < positions; p++)
    for (let i = 0; i < half; i++) {
      // f32 throughout, as the models were trained: angles of high positions differ otherwise
      const angle = Math.fround(p * (frequencies[i] as number));
      cos[p * half + i] = Math.cos(angle);
      sin[p * half + i] = Math.sin(angle);
    }
  return { cos, sin };
}

function rotaryFrequencies(config: ModelConfig): Float32Array {
  const half = config.headDim / 2;
  const plain = Float32Array.from({ length: half }, (_, i) => 1 / config.ropeTheta ** ((2 * i) / config.headDim));
  const scaling = config.ropeScaling;
  switch (scaling?.type) {
    case undefined:
      return plain;
    case 'linear':
      return plain.map((frequency) => frequency / scaling.factor);
    case 'llama3':
      return plain.map((frequency) => {
        // long waves are stretched by the factor, short ones kept, those between blended
        const turns = (scaling.originalMaxPositions * frequency) / (2 * Math.PI);
        const { lowFrequencyFactor: low, highFrequencyFactor: high } = scaling;
        const smooth = Math.min(1, Math.max(0, (turns - low) / (high - low)));
        return (1 - smooth) * (frequency / scaling.factor) + smooth * frequency;
      });
  }
}
