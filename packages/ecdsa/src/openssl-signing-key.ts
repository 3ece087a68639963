import { sign, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { VaultError } from '@chatelaine/core';
import type { MessageType, SigningKey } from './ecdsa-provider.ts';
import type { OpensslVerifyingKey } from './openssl-verifying-key.ts';
import type { PrivateKeyForm } from './private-key-form.ts';
import { type EcdsaSignature, encodeSignature, ownSignature } from './signature.ts';

const signInPool = promisify(sign);

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
    if (execution === 'inline') return ownSignature(curve, sign(curve.hash, message, this.#key));
    return signInPool(curve.hash, message, this.#key).then((signature) => ownSignature(curve, signature));
  }

  verify(messageType: MessageType, message: Uint8Array, signature: EcdsaSignature): boolean | Promise<boolean> {
    return this.#verifier.verify(messageType, message, signature);
  }

  dispose(): void {
    this.#key = undefined;
  }

  async #signDigest(key: KeyObject, digest: Uint8Array): Promise<Uint8Array> {
    const { curve, digests } = this.#verifier;
    const encoding = key.export({ format: 'der', type: 'sec1' });
    const scalar = new Uint8Array(this.#form.scalarIn(encoding) ?? []);
    encoding.fill(0);
    return encodeSignature(curve, await digests.sign(curve.opensslName, scalar, digest));
  }
}
