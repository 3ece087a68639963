import { sign, type KeyObject } from 'node:crypto';
import { VaultError } from '@chatelaine/core';
import type { MessageType, SigningKey } from './ecdsa-provider.ts';
import { dsaEncoding, type OpensslVerifyingKey } from './openssl-verifying-key.ts';
import type { PrivateKeyForm } from './private-key-form.ts';
import { encodeSignature } from './signature.ts';

/** Signs messages by node:crypto, with nonces drawn afresh, and digests in a thread. */
export class OpensslSigningKey implements SigningKey {
  #key: KeyObject | undefined;
  readonly #form: PrivateKeyForm;
  readonly #verifier: OpensslVerifyingKey;

  constructor(key: KeyObject, form: PrivateKeyForm, verifier: OpensslVerifyingKey) {
    this.#key = key;
    this.#form = form;
    this.#verifier = verifier;
  }

  sign(messageType: MessageType, message: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (this.#key === undefined) throw new VaultError('Internal', 'A key was used after it was disposed.');
    if (messageType === 'DIGEST') return this.#signDigest(this.#key, message);
    const { curve, execution } = this.#verifier;
    const key = { key: this.#key, dsaEncoding } as const;
    if (execution === 'inline') return encodeSignature(curve, sign(curve.hash, message, key));
    return new Promise((resolve, reject) => {
      sign(curve.hash, message, key, (error, signature) => {
        if (error === null) resolve(encodeSignature(curve, signature));
        else reject(error);
      });
    });
  }

  verify(messageType: MessageType, message: Uint8Array, signature: Uint8Array): boolean | Promise<boolean> {
    return this.#verifier.verify(messageType, message, signature);
  }

  dispose(): void {
    this.#key = undefined;
  }

  async #signDigest(key: KeyObject, digest: Uint8Array): Promise<Uint8Array> {
    const { curve, digests } = this.#verifier;
    const encoding = key.export({ format: 'der', type: 'pkcs8' });
    const scalar = this.#form.scalarIn(encoding);
    if (scalar === undefined) throw new VaultError('Internal', 'OpenSSL wrote a key in an unknown form.');
    const copy = new Uint8Array(scalar);
    encoding.fill(0);
    return encodeSignature(curve, await digests.sign(curve.opensslName, copy, digest));
  }
}
