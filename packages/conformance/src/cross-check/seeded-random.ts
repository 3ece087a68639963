import { createHash } from 'node:crypto';

/** Choices that are the same for the same seed, on every machine: a hash over the seed and a counter. */
export class SeededRandom {
  readonly #seed: string;
  #counter = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 up to, not including, `bound` (at most 2^32). */
  below(bound: number): number {
    return Math.floor((this.#block().readUInt32BE(0) / 2 ** 32) * bound);
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Choice>(choices: readonly [Choice, ...Choice[]]): Choice {
    return choices[this.below(choices.length)] ?? choices[0];
  }

  /** 0 to 32 bytes. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#block().subarray(0, this.below(33)));
  }

  #block(): Buffer {
    this.#counter += 1;
    return createHash('sha256').update(`${this.#seed}/${this.#counter}`).digest();
  }
}
