import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import { type AlgorithmProvider, VaultError } from '@chatelaine/core';
import type { Curve } from './curve.ts';
import type { DigestThread } from './digest-thread.ts';
import type { EcdsaExecution, EcdsaProvider, SigningKey, VerifyingKey } from './ecdsa-provider.ts';
import { OpensslSigningKey } from './openssl-signing-key.ts';
import { OpensslVerifyingKey } from './openssl-verifying-key.ts';
import { type PrivateKeyForm, sec1Form } from './private-key-form.ts';
import { encodePublicKey } from './public-key.ts';

const generateInPool = promisify(generateKeyPair);

/** The version that `package.json` pins. */
const nobleVersion = '2.4.0';

/**
 * ECDSA by node:crypto, for what it can do: generate keys, sign and verify messages. It has no way to sign a digest
 * without hashing it once more, so digests are left to a thread that runs `@noble/curves`.
 */
export class OpensslProvider implements EcdsaProvider {
  readonly curve: Curve;
  readonly description: AlgorithmProvider = Object.freeze({
    name: `node:crypto (OpenSSL ${process.versions.openssl}); digests: @noble/curves ${nobleVersion}`,
    timing: 'best-effort',
  });
  readonly execution: EcdsaExecution;
  readonly #form: PrivateKeyForm;
  readonly #digests: DigestThread;

  /** @param messages Where keys are made, and messages signed and verified: `pool` where that takes more than 0.2 ms. */
  constructor(curve: Curve, messages: 'inline' | 'pool', digests: DigestThread) {
    this.curve = curve;
    this.execution = Object.freeze({
      generate: messages,
      sign: messages,
      verify: messages,
      signDigest: 'pool',
      verifyDigest: 'pool',
    });
    this.#form = sec1Form(curve);
    this.#digests = digests;
  }

  newKey<Made>(make: (scalar: Uint8Array, point: Uint8Array) => Made): Made | Promise<Made> {
    const namedCurve = this.curve.opensslName;
    if (this.execution.generate === 'inline') {
      return this.#lend(generateKeyPairSync('ec', { namedCurve }).privateKey, make);
    }
    return generateInPool('ec', { namedCurve }).then(({ privateKey }) => this.#lend(privateKey, make));
  }

  pointOf(scalar: Uint8Array): Uint8Array {
    const key = createECDH(this.curve.opensslName);
    key.setPrivateKey(scalar);
    return new Uint8Array(key.getPublicKey());
  }

  signingKey(scalar: Uint8Array, point: Uint8Array): SigningKey {
    const encoding = Buffer.from(this.#form.encode(scalar, point).buffer);
    try {
      const key = createPrivateKey({ key: encoding, format: 'der', type: 'sec1' });
      return new OpensslSigningKey(key, this.#form, this.#verifyingKey(key, point));
    } finally {
      encoding.fill(0);
    }
  }

  verifyingKey(point: Uint8Array): VerifyingKey | undefined {
    const encoding = Buffer.from(encodePublicKey(this.curve, point).buffer);
    try {
      return this.#verifyingKey(createPublicKey({ key: encoding, format: 'der', type: 'spki' }), point);
    } catch {
      return undefined;
    }
  }

  #verifyingKey(key: KeyObject, point: Uint8Array): OpensslVerifyingKey {
    return new OpensslVerifyingKey(this.curve, this.execution.verify, key, new Uint8Array(point), this.#digests);
  }

  #lend<Made>(key: KeyObject, make: (scalar: Uint8Array, point: Uint8Array) => Made): Made {
    const encoding = key.export({ format: 'der', type: 'sec1' });
    try {
      const parts = this.#form.partsIn(encoding);
      if (parts !== undefined) return make(...parts);
      throw new VaultError('Internal', `OpenSSL wrote a key of ${this.curve.keySpec} in an unknown form.`);
    } finally {
      encoding.fill(0);
    }
  }
}
