import { randomBytes } from 'node:crypto';
import { type RootKey, VaultError, mixed } from '@chatelaine/core';
import { rejection } from './rejection.ts';
import type { RootSecret } from './root-secret.ts';
import { overhead, saltLength, unwrapUnder, wrapUnder } from './wrapping.ts';

const format = 1;
const maximumSecret = 65_536;

/** Wraps under a secret of this machine. The README has the format byte by byte. */
export class WrappingRootKey implements RootKey {
  readonly description: string;
  readonly #secret: RootSecret;
  #closed = false;

  constructor(description: string, secret: RootSecret) {
    this.description = description;
    this.#secret = secret;
  }

  async wrap(secret: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    this.#assertOpen();
    if (secret.length > maximumSecret) {
      throw new VaultError('InputTooLarge', `A root key wraps up to ${maximumSecret} bytes, not ${secret.length}.`);
    }
    const parameters = this.#secret.newParameters();
    const header = Buffer.concat([Uint8Array.of(format, this.#secret.method), parameters]);
    const salt = mixed(randomBytes(saltLength));
    const copy = new Uint8Array(secret);
    const data = new Uint8Array(associatedData);
    try {
      const rootKey = await this.#secret.rootKey(parameters, salt);
      try {
        return wrapUnder(rootKey, header, salt, copy, data);
      } finally {
        rootKey.fill(0);
      }
    } finally {
      copy.fill(0);
    }
  }

  async unwrap(wrapped: Uint8Array, associatedData: Uint8Array): Promise<Uint8Array> {
    this.#assertOpen();
    const headerLength = 2 + this.#secret.parameterLength;
    const minimum = headerLength + overhead;
    if (wrapped.length < minimum || wrapped.length > minimum + maximumSecret) throw rejection();
    const copy = new Uint8Array(wrapped);
    const data = new Uint8Array(associatedData);
    const parameters = copy.subarray(2, headerLength);
    if (copy[0] !== format || copy[1] !== this.#secret.method) throw rejection();
    const rootKey = await this.#secret.rootKey(parameters, copy.subarray(headerLength, headerLength + saltLength));
    try {
      const secret = unwrapUnder(rootKey, headerLength, copy, data);
      if (secret === undefined) throw rejection();
      return secret;
    } finally {
      rootKey.fill(0);
    }
  }

  close(): void {
    this.#closed = true;
    this.#secret.dispose();
  }

  #assertOpen(): void {
    if (this.#closed) throw new VaultError('RootKeyUnavailable', 'The root key was closed. Open the vault again.');
  }
}
