import type { KeyObject } from 'node:crypto';
import type { Signer } from '@chatelaine/core';
import { encodePkcs1 } from './emsa-pkcs1-v1-5.ts';
import { encodePss } from './emsa-pss.ts';
import type { RsaPrimitives } from './primitives.ts';
import { modulusBytes, type RsaSpec } from './rsa-specs.ts';
import { RsaVerifier } from './rsa-verifier.ts';
import { checkDigest, signingAlgorithm, signingAlgorithms } from './signing-algorithms.ts';

const execution: Signer['execution'] = Object.freeze({ sign: 'pool', verify: 'inline' });

/**
 * Signs with one private key. What OpenSSL has hashed itself it also encodes; a digest is encoded here, since Node
 * hands OpenSSL no digest to sign.
 */
export class RsaSigner implements Signer {
  readonly execution: Signer['execution'] = execution;
  readonly signingAlgorithms: Signer['signingAlgorithms'] = signingAlgorithms;
  readonly #primitives: RsaPrimitives;
  readonly #privateKey: () => KeyObject;
  readonly #verifier: RsaVerifier;
  readonly #signatureBytes: number;

  constructor(spec: RsaSpec, publicKey: KeyObject, privateKey: () => KeyObject, primitives: RsaPrimitives) {
    this.#primitives = primitives;
    this.#privateKey = privateKey;
    this.#verifier = new RsaVerifier(spec, publicKey, primitives);
    this.#signatureBytes = modulusBytes(spec);
  }

  digestLength(algorithm: string): number {
    return this.#verifier.digestLength(algorithm);
  }

  sign(algorithm: string, messageType: 'RAW' | 'DIGEST', message: Uint8Array): Promise<Uint8Array> {
    const chosen = signingAlgorithm(algorithm);
    if (messageType === 'RAW') return this.#primitives.sign(chosen, message, this.#privateKey());
    checkDigest(chosen, message);
    const encode = chosen.scheme === 'PSS' ? encodePss : encodePkcs1;
    const encoded = encode(chosen.hash, message, this.#signatureBytes);
    return this.#primitives.privateOperation(encoded, this.#privateKey());
  }

  verify(algorithm: string, messageType: 'RAW' | 'DIGEST', message: Uint8Array, signature: Uint8Array): boolean {
    return this.#verifier.verify(algorithm, messageType, message, signature);
  }
}
