import { scrypt } from 'node:crypto';
import { SecretBytes, VaultError } from '@chatelaine/core';
import { rejection } from './rejection.ts';
import type { RootSecret } from './root-secret.ts';
import { decodeCost, encodeCost, encodedCostLength, memoryOf, type ScryptCost } from './scrypt-cost.ts';

/** Above what scrypt itself counts: its blocks for p and its working space. */
const memoryAllowance = 2 ** 20;

/** scrypt (RFC 7914) to 32 bytes, off the event loop. */
export async function stretch(
  passphrase: Uint8Array,
  salt: Uint8Array,
  cost: Required<ScryptCost>,
): Promise<Uint8Array> {
  const options = { N: cost.N, r: cost.r, p: cost.p, maxmem: memoryOf(cost) + memoryAllowance };
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, options, (cause, key) => {
      if (cause === null) resolve(key);
      else {
        const mebibytes = memoryOf(cost) / 2 ** 20;
        const message = `The passphrase could not be stretched, which takes ${mebibytes} MiB of memory.`;
        reject(new VaultError('RootKeyUnavailable', message, { cause }));
      }
    });
  });
}

/** A passphrase: each salt makes another root key of it, at the cost that is written beside the salt. */
export class PassphraseSecret implements RootSecret {
  readonly method = 2;
  readonly parameterLength: number = encodedCostLength;
  readonly #passphrase: SecretBytes;
  readonly #cost: Required<ScryptCost>;

  /** Overwrites `passphrase`. */
  constructor(passphrase: Uint8Array, cost: Required<ScryptCost>) {
    this.#passphrase = SecretBytes.take(passphrase);
    this.#cost = cost;
  }

  newParameters(): Uint8Array {
    return encodeCost(this.#cost);
  }

  async rootKey(parameters: Uint8Array, salt: Uint8Array): Promise<Uint8Array> {
    const cost = decodeCost(parameters);
    if (cost === undefined) throw rejection();
    return this.#passphrase.use((bytes) => stretch(bytes, salt, cost));
  }

  dispose(): void {
    this.#passphrase.dispose();
  }
}
