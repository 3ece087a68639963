import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import type { AlgorithmProvider } from '@chatelaine/core';
import { decodeSeed, encodeSeed } from '../encodings/private-key-info.ts';
import { decodePublicKey, encodePublicKey } from '../encodings/subject-public-key-info.ts';
import type { ParameterSet } from '../parameter-sets.ts';
import type { KeyPair, PrivateKey, Provider, PublicKey } from './provider.ts';

interface EncodedKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** The form that the declarations of older versions of Node.js do not have. */
type GenerateKeyPair = (
  type: string,
  options: {
    readonly publicKeyEncoding: { readonly type: 'spki'; readonly format: 'der' };
    readonly privateKeyEncoding: { readonly type: 'pkcs8'; readonly format: 'der' };
  },
) => Promise<EncodedKeyPair>;

const generate = promisify(generateKeyPair) as unknown as GenerateKeyPair;

/** ML-DSA of OpenSSL 3.5, where Node.js brings it (24.7 and newer). Signs and verifies in the thread pool of Node.js. */
export class NativeProvider implements Provider {
  readonly name = 'node:crypto';
  readonly description: AlgorithmProvider = Object.freeze({
    name: `node:crypto (OpenSSL ${process.versions.openssl})`,
    timing: 'constant-time',
  });

  async publicKey(set: ParameterSet, seed: Uint8Array): Promise<Uint8Array> {
    return publicKeyOf(set, privateKeyOf(set, seed));
  }

  async keyPair(set: ParameterSet): Promise<KeyPair> {
    const { publicKey, privateKey } = await generate(set.name.toLowerCase(), {
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    const seed = decodeSeed(set, privateKey);
    privateKey.fill(0);
    if (seed === undefined) throw new Error('OpenSSL writes private keys of ML-DSA in another form than expected');
    return { seed, publicKey: decodePublicKey(set, publicKey) };
  }

  async load(set: ParameterSet, seed: Uint8Array): Promise<PrivateKey> {
    const privateKey = privateKeyOf(set, seed);
    return {
      publicKey: verifierOf(createPublicKey(privateKey)),
      sign: (message) => signWith(privateKey, message),
      // OpenSSL overwrites the key when the `KeyObject` is collected; there is no other way to let go of one.
      dispose: () => undefined,
    };
  }

  verifier(set: ParameterSet, publicKey: Uint8Array): PublicKey {
    const key = Buffer.from(encodePublicKey(set, publicKey));
    return verifierOf(createPublicKey({ key, format: 'der', type: 'spki' }));
  }
}

/** @throws Error if this version of Node.js has no ML-DSA. */
export function requireNative(set: ParameterSet): void {
  let type: string | undefined;
  try {
    type = privateKeyOf(set, new Uint8Array(32)).asymmetricKeyType;
  } catch {
    // Older versions of OpenSSL can't read the key.
  }
  if (type === set.name.toLowerCase()) return;
  throw new Error(
    `Node.js ${process.versions.node} with OpenSSL ${process.versions.openssl} has no ${set.name}; Node.js 24.7 has it`,
  );
}

function privateKeyOf(set: ParameterSet, seed: Uint8Array): KeyObject {
  const key = Buffer.from(encodeSeed(set, seed).buffer);
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } finally {
    for (const secret of [key, seed]) secret.fill(0);
  }
}

function publicKeyOf(set: ParameterSet, privateKey: KeyObject): Uint8Array {
  return decodePublicKey(set, createPublicKey(privateKey).export({ format: 'der', type: 'spki' }));
}

function verifierOf(key: KeyObject): PublicKey {
  return {
    verify: (message, signature) =>
      new Promise((resolve, reject) => {
        verify(null, message, key, signature, (error, fits) => (error === null ? resolve(fits) : reject(error)));
      }),
  };
}

function signWith(key: KeyObject, message: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign(null, message, key, (error, signature) =>
      error === null ? resolve(new Uint8Array(signature)) : reject(error),
    );
  });
}
