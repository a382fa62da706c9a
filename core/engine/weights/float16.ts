/** The values of all 65,536 half-precision numbers: reading one is a look-up. */
export const halfValues: Float32Array = tableOfHalves();

/** Half-precision bits (IEEE 754 binary16, or bfloat16) as 32-bit floats. `bytes` may start at any offset. */
export function floatsFromHalves(bytes: Uint8Array, type: 'F16' | 'BF16'): Float32Array {
  const halves = new Uint16Array(aligned(bytes, 2));
  const floats = new Float32Array(halves.length);
  if (type === 'F16') {
    for (let i = 0; i < halves.length; i++) floats[i] = halfValues[halves[i]!]!;
  } else {
    const bits = new Uint32Array(floats.buffer);
    for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  }
  return floats;
}

/** 32-bit floats rounded to the nearest half (ties to even); what is too large becomes infinity, NaN stays NaN. */
export function halvesFromFloats(floats: Float32Array, type: 'F16' | 'BF16'): Uint16Array {
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  const halves = new Uint16Array(floats.length);
  const round = type === 'F16' ? halfBits : bfloatBits;
  for (let i = 0; i < bits.length; i++) halves[i] = round(bits[i]!);
  return halves;
}

/** The bytes as a buffer that starts at an address fit for elements of `size` bytes; copied only when they don't already. */
export function aligned(bytes: Uint8Array, size: number): ArrayBuffer {
  if (bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength) return bytes.buffer as ArrayBuffer;
  const whole = bytes.byteLength - (bytes.byteLength % size);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole) as ArrayBuffer;
}

function bfloatBits(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) return (bits >>> 16) | 0x40;
  return (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  // 65,520 is half way between the largest half and the next power of two.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
    return sign | ((rounded - 0x38000000) >>> 13);
  }
  // Below 2^-14 a half is a multiple of 2^-24: shift the significand there and round.
  const exponent = magnitude >>> 23;
  if (exponent < 102) return sign;
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const shift = 126 - exponent;
  const kept = significand >>> shift;
  const rest = significand & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return sign | (kept + (rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0));
}

function tableOfHalves(): Float32Array {
  const values = new Float32Array(0x10000);
  for (let bits = 0; bits < values.length; bits++) {
    const exponent = (bits >>> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    const magnitude =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent === 31
          ? fraction === 0
            ? Number.POSITIVE_INFINITY
            : Number.NaN
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    values[bits] = bits & 0x8000 ? -magnitude : magnitude;
  }
  return values;
}
