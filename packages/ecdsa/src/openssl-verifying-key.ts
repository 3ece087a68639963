import { verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Execution } from '@chatelaine/core';
import type { Curve } from './curve.ts';
import type { DigestThread } from './digest-thread.ts';
import type { MessageType, VerifyingKey } from './ecdsa-provider.ts';
import type { EcdsaSignature } from './signature.ts';

const verifyInPool = promisify(verify);

/** Verifies messages by node:crypto and digests in a thread. */
export class OpensslVerifyingKey implements VerifyingKey {
  readonly curve: Curve;
  readonly execution: Execution;
  readonly digests: DigestThread;
  readonly #key: KeyObject;
  readonly #point: Uint8Array;

  /** @param key The public key of `point`, or the private one. */
  constructor(curve: Curve, execution: Execution, key: KeyObject, point: Uint8Array, digests: DigestThread) {
    this.curve = curve;
    this.execution = execution;
    this.digests = digests;
    this.#key = key;
    this.#point = point;
  }

  // In DER: to convert r ‖ s, newer versions of Node.js take longer than to sign.
  verify(
    messageType: MessageType,
    message: Uint8Array,
    { encoding, numbers }: EcdsaSignature,
  ): boolean | Promise<boolean> {
    const { hash, opensslName } = this.curve;
    if (messageType === 'DIGEST') return this.digests.verify(opensslName, this.#point, message, numbers);
    if (this.execution === 'inline') return verify(hash, message, this.#key, encoding);
    return verifyInPool(hash, message, this.#key, encoding);
  }
}
