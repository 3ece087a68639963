import type { KeyObject } from 'node:crypto';
import type { Verifier } from '@chatelaine/core';
import { fitsPkcs1 } from './emsa-pkcs1-v1-5.ts';
import { fitsPss } from './emsa-pss.ts';
import { digestBytes } from './hash.ts';
import type { RsaPrimitives } from './primitives.ts';
import { modulusBytes, type RsaSpec } from './rsa-specs.ts';
import { checkDigest, signingAlgorithm, signingAlgorithms } from './signing-algorithms.ts';

const inline: Verifier['execution'] = Object.freeze({ verify: 'inline' });

/** Verifies with one public key. */
export class RsaVerifier implements Verifier {
  readonly execution: Verifier['execution'] = inline;
  readonly signingAlgorithms: Verifier['signingAlgorithms'] = signingAlgorithms;
  readonly #primitives: RsaPrimitives;
  readonly #key: KeyObject;
  readonly #signatureBytes: number;

  constructor(spec: RsaSpec, key: KeyObject, primitives: RsaPrimitives) {
    this.#primitives = primitives;
    this.#key = key;
    this.#signatureBytes = modulusBytes(spec);
  }

  digestLength(algorithm: string): number {
    return digestBytes[signingAlgorithm(algorithm).hash];
  }

  verify(algorithm: string, messageType: 'RAW' | 'DIGEST', message: Uint8Array, signature: Uint8Array): boolean {
    const chosen = signingAlgorithm(algorithm);
    if (messageType === 'DIGEST') checkDigest(chosen, message);
    // OpenSSL takes shorter ones, too (RFC 8017 §8.1.2 and §8.2.2, step 1).
    if (signature.length !== this.#signatureBytes) return false;
    if (messageType === 'RAW') return this.#primitives.verify(chosen, message, this.#key, signature);
    const encoded = this.#primitives.publicOperation(signature, this.#key);
    if (encoded === undefined) return false;
    const fits = chosen.scheme === 'PSS' ? fitsPss : fitsPkcs1;
    return fits(chosen.hash, message, encoded);
  }
}
