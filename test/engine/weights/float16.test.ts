import { expect, it } from 'vitest';
import { floatsFromHalves, halfValues, halvesFromFloats } from '../../../core/engine/weights/float16.ts';

const toHalf = (value: number): number => halfValues[halvesFromFloats(Float32Array.of(value), 'F16')[0]!]!;
const toBfloat = (value: number): number =>
  floatsFromHalves(new Uint8Array(halvesFromFloats(Float32Array.of(value), 'BF16').buffer), 'BF16')[0]!;

it('every half-precision number that is no NaN survives the way to a float and back', () => {
  const numbers = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits).filter(
    (bits) => !Number.isNaN(halfValues[bits]),
  );
  const floats = floatsFromHalves(new Uint8Array(numbers.buffer), 'F16');
  expect(halvesFromFloats(floats, 'F16')).toEqual(numbers);
});

it('rounds to the nearest half, ties to the even one', () => {
  expect(toHalf(1 + 2 ** -11)).toBe(1);
  expect(toHalf(1 + 3 * 2 ** -11)).toBe(1 + 2 ** -9);
  expect(toHalf(1 + 2 ** -11 + 2 ** -20)).toBe(1 + 2 ** -10);
  expect(toHalf(2 ** -25)).toBe(0);
  expect(toHalf(1.5 * 2 ** -25)).toBe(2 ** -24);
  expect(toHalf(3 * 2 ** -25)).toBe(2 ** -23);
  expect(toHalf(-(2 ** -14) + 2 ** -26)).toBe(-(2 ** -14));
});

it('turns what is too large for a half into infinity, and keeps NaN', () => {
  expect(toHalf(65_519.99)).toBe(65_504);
  expect(toHalf(-65_520)).toBe(Number.NEGATIVE_INFINITY);
  expect(toHalf(Number.NaN)).toBeNaN();
  expect(toBfloat(Number.NaN)).toBeNaN();
});

it('rounds to the nearest bfloat16, ties to the even one', () => {
  expect(toBfloat(1 + 2 ** -8)).toBe(1);
  expect(toBfloat(1 + 3 * 2 ** -8)).toBe(1 + 2 ** -6);
  expect(toBfloat(3.4e38)).toBe(Number.POSITIVE_INFINITY);
  expect(toBfloat(-0.15625)).toBe(-0.15625);
});

it('reads halves that start at an odd byte', () => {
  const bytes = Uint8Array.of(0xff, 0x00, 0x3c, 0x00, 0xc0);
  expect([...floatsFromHalves(bytes.subarray(1), 'F16')]).toEqual([1, -2]);
});
