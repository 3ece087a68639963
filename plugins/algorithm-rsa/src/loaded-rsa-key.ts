import { createPublicKey, type KeyObject } from 'node:crypto';
import { VaultError, type LoadedKey } from '@chatelaine/core';
import type { RsaPrimitives } from './primitives.ts';
import { RsaEncryption } from './rsa-encryption.ts';
import { RsaSigner } from './rsa-signer.ts';
import type { RsaSpec } from './rsa-specs.ts';

/** A version of an RSA key that is ready for use. The vault uses it for the one usage that the key has. */
export class LoadedRsaKey implements LoadedKey {
  readonly signer: RsaSigner;
  readonly publicEncryption: RsaEncryption;
  readonly #primitives: RsaPrimitives;
  #privateKey: KeyObject | undefined;

  constructor(spec: RsaSpec, privateKey: KeyObject, primitives: RsaPrimitives) {
    const publicKey = createPublicKey(privateKey);
    const current = (): KeyObject => {
      if (this.#privateKey === undefined)
        throw new VaultError('Internal', 'An RSA key was used after it was disposed.');
      return this.#privateKey;
    };
    this.signer = new RsaSigner(spec, publicKey, current, primitives);
    this.publicEncryption = new RsaEncryption(publicKey, current, primitives);
    this.#privateKey = privateKey;
    this.#primitives = primitives;
    primitives.retain();
  }

  /** OpenSSL overwrites the key when the runtime collects the `KeyObject`. */
  dispose(): void {
    if (this.#privateKey === undefined) return;
    this.#privateKey = undefined;
    this.publicEncryption.dispose();
    this.#primitives.release();
  }
}
