/**
 * What one guess at a passphrase costs (scrypt, RFC 7914): 128·N·r bytes of memory, and time in proportion to N·r·p.
 */
export interface ScryptCost {
  /** A power of two, 2^14–2^20; 2^17 if absent. */
  readonly N?: number;
  /** 8–16; 8 if absent. */
  readonly r?: number;
  /** 1–4; 1 if absent. */
  readonly p?: number;
}

/** 128 MiB. */
export const defaultCost: Required<ScryptCost> = { N: 2 ** 17, r: 8, p: 1 };

const maximumMemory = 2 ** 30;

/** The memory that a cost takes, in bytes. */
export function memoryOf({ N, r }: Required<ScryptCost>): number {
  return 128 * N * r;
}

/**
 * The limits, of what hosts configure and of what an untrusted store says: not so cheap that passphrases are easily
 * guessed, not so dear that a forged store can exhaust the process. Memory is at most 1 GiB.
 */
export function isWithinLimits(cost: Required<ScryptCost>): boolean {
  const within = (value: number, least: number, most: number): boolean =>
    Number.isInteger(value) && value >= least && value <= most;
  return (
    within(Math.log2(cost.N), 14, 20) &&
    within(cost.r, 8, 16) &&
    within(cost.p, 1, 4) &&
    memoryOf(cost) <= maximumMemory
  );
}

/** Bytes of an encoded cost: `log2 N(1) ‖ r(1) ‖ p(1)`. */
export const encodedCostLength = 3;

export function encodeCost({ N, r, p }: Required<ScryptCost>): Uint8Array {
  return Uint8Array.of(Math.log2(N), r, p);
}

/** @returns `undefined` for a cost beyond the limits */
export function decodeCost(encoded: Uint8Array): Required<ScryptCost> | undefined {
  const [logarithm = 0, r = 0, p = 0] = encoded;
  const cost = { N: 2 ** logarithm, r, p };
  return isWithinLimits(cost) ? cost : undefined;
}
