import { createHash } from 'node:crypto';
import { VaultError, type Verifier } from '@chatelaine/core';
import { altered, lyingSigner, yielded, type Mutants } from './lying.ts';
import { own } from './raw-material.ts';
import { testSigner } from './test-signer.ts';

const sha512 = (bytes: Uint8Array): Uint8Array => createHash('sha512').update(bytes).digest();

async function honestVerifier(publicKey: Uint8Array): Promise<Verifier> {
  const verifier = await testSigner().verifier?.(publicKey);
  if (verifier === undefined) throw new VaultError('Internal', 'The honest algorithm verifies.');
  return verifier;
}

/** Lies about signatures. */
export const signerMutants: Mutants = {
  'names an algorithm twice': lyingSigner(() => ({ signingAlgorithms: ['ED25519', 'ED25519'] })),
  'refuses every signature': lyingSigner(() => ({ verify: () => false })),
  'takes every signature': lyingSigner(() => ({ verify: () => true })),
  'takes every signature of 64 bytes': lyingSigner(() => ({
    verify: (_algorithm, _type, _message, signature) => signature.length === 64,
  })),
  'throws at a signature of another length': lyingSigner((honest) => ({
    verify: (algorithm, type, message, signature) => {
      if (signature.length !== 64) throw new RangeError('not 64 bytes');
      return honest.verify(algorithm, type, message, signature);
    },
  })),
  'ignores what stands after a signature': lyingSigner((honest) => ({
    verify: (algorithm, type, message, signature) => honest.verify(algorithm, type, message, signature.subarray(0, 64)),
  })),
  'signs only the beginning of a message': lyingSigner((honest) => ({
    sign: (algorithm, type, message) =>
      honest.sign(algorithm, type, type === 'RAW' ? message.subarray(0, 20) : message),
    verify: (algorithm, type, message, signature) =>
      honest.verify(algorithm, type, type === 'RAW' ? message.subarray(0, 20) : message, signature),
  })),
  'signs alike with all algorithms': lyingSigner((honest) => ({
    sign: (_algorithm, _type, message) => honest.sign('ED25519', 'RAW', message),
    verify: (_algorithm, _type, message, signature) => honest.verify('ED25519', 'RAW', message, signature),
  })),
  'signs digests of any length': lyingSigner((honest) => ({
    sign: (algorithm, _type, message) => honest.sign(algorithm, 'RAW', message),
  })),
  'finds signatures of digests of another length bad instead of refusing them': lyingSigner((honest) => ({
    verify: (algorithm, type, message, signature) =>
      (type === 'RAW' || message.length === honest.digestLength(algorithm)) &&
      honest.verify(algorithm, type, message, signature),
  })),
  'hashes a digest once more': lyingSigner((honest) => ({
    sign: (algorithm, type, message) =>
      honest.sign(algorithm, type, type === 'DIGEST' && message.length === 64 ? sha512(message) : message),
    verify: (algorithm, type, message, signature) =>
      honest.verify(algorithm, type, type === 'DIGEST' && message.length === 64 ? sha512(message) : message, signature),
  })),
  'takes an algorithm that it does not know for its first': lyingSigner((honest) => {
    const known = (name: string): string =>
      honest.signingAlgorithms.includes(name) ? name : honest.signingAlgorithms[0];
    return {
      sign: (algorithm, type, message) => honest.sign(known(algorithm), type, message),
      verify: (algorithm, type, message, signature) => honest.verify(known(algorithm), type, message, signature),
    };
  }),
  'wipes the message that it signed': lyingSigner((honest) => ({
    sign: async (algorithm, type, message) => {
      const signature = await honest.sign(algorithm, type, message);
      message.fill(0);
      return signature;
    },
  })),
  'verifies nothing with a public key alone': altered(
    () => ({
      verifier: async (publicKey) => ({ ...(await honestVerifier(publicKey)), verify: () => false }),
    }),
    testSigner,
  ),
  'takes every signature with a public key alone': altered(
    () => ({ verifier: async (publicKey) => ({ ...(await honestVerifier(publicKey)), verify: () => true }) }),
    testSigner,
  ),
  'verifies with any public key': altered(
    (honest) => ({
      verifier: async () => {
        const material = await honest.generate();
        const publicKey = await honest.publicKey?.(material);
        return honestVerifier(publicKey ?? new Uint8Array());
      },
    }),
    testSigner,
  ),
  'ignores what stands after a public key': altered(
    () => ({ verifier: (publicKey) => honestVerifier(publicKey.subarray(0, 44)) }),
    testSigner,
  ),
  'can not verify with a public key': altered(() => ({ verifier: undefined }) as object, testSigner),
  'mixes up the messages of one moment': lyingSigner((honest) => {
    let current = new Uint8Array();
    return {
      sign: async (algorithm, type, message) => {
        current = own(message) as Uint8Array<ArrayBuffer>;
        await yielded();
        return honest.sign(algorithm, type, current);
      },
    };
  }),
};
