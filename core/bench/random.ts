/** A stream of whole numbers below `bound`, a pure function of the seed (splitmix32; one in 2^32/bound is off by 1 in 2^32). */
export function randomBelow(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x9e3779b9) >>> 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    bits = (bits ^ (bits >>> 15)) >>> 0;
    return Math.floor((bits / 0x100000000) * bound);
  };
}
