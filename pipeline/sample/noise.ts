/**
 * Counter-based noise: the number for (seed, name, customer) is a pure function of the three, so any variable of
 * any customer can be drawn alone, in any order, in any block, and again under an intervention.
 * Mixing function: "lowbias32" of Chris Wellons (hash-prospector, 2018), two rounds under independent keys.
 */
export type NoiseStream = {
  /** Uniform on the open interval (0, 1) for one customer, 32 bits. */
  uniform(customer: number): number;
  /** Uniform on (0, 1) for the given item (a day, say) of a customer whose `base` came from `baseOf`. */
  uniformOfItem(base: number, item: number): number;
  /** 32-bit key of a customer in this stream, computed once and used for all its items. */
  baseOf(customer: number): number;
};

/** The stream of one named variable. The same name and seed give the same stream on every machine. */
export function createNoiseStream(seed: number, name: string): NoiseStream {
  const key = keyOf(seed, name);
  const secondKey = mix(key ^ 0x5bd1e995);
  const baseOf = (customer: number) => mix(mix(customer ^ key) + secondKey);
  return {
    uniform: (customer) => toUnit(baseOf(customer)),
    baseOf,
    uniformOfItem: (base, item) => toUnit(mix(base ^ mix(item + secondKey))),
  };
}

function keyOf(seed: number, name: string): number {
  let key = mix((seed % 0x1_0000_0000) + mix(Math.trunc(seed / 0x1_0000_0000) + 1));
  for (let i = 0; i < name.length; i++) key = mix(key ^ (name.charCodeAt(i) + i * 257));
  return key;
}

function mix(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

/** Half a step away from 0 and 1, so that quantile functions stay finite. */
function toUnit(bits: number): number {
  return ((bits >>> 0) + 0.5) / 4_294_967_296;
}
