import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { VaultError, type Algorithm, type SecretBytes, type Signer } from '@chatelaine/core';
import { own, rawMaterial, unknownAlgorithm } from './raw-material.ts';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410 §7). */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const digestLengths: Readonly<Record<string, number | undefined>> = { ED25519: undefined, ED25519_SHA_512: 64 };
const names = ['ED25519', 'ED25519_SHA_512'] as const;

function privateKeyOf(material: SecretBytes): KeyObject {
  const key = material.use((seed) => Buffer.concat([prefix, seed]));
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** What is signed in the end; both forms say which they are. */
function signedBytes(algorithm: string, messageType: 'RAW' | 'DIGEST', message: Uint8Array): Uint8Array {
  if (!Object.hasOwn(digestLengths, algorithm)) throw unknownAlgorithm(algorithm);
  if (messageType === 'DIGEST' && message.length !== digestLengths[algorithm]) {
    throw new VaultError('InvalidArgument', `This is no digest for ${algorithm}.`);
  }
  const hashes = messageType === 'RAW' && algorithm === 'ED25519_SHA_512';
  return Buffer.concat([Buffer.from(algorithm), hashes ? createHash('sha512').update(message).digest() : message]);
}

function signerOf(privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  return {
    execution: { sign: 'inline', verify: 'inline' },
    signingAlgorithms: names,
    digestLength: (algorithm) => digestLengths[algorithm],
    sign: (algorithm, messageType, message) =>
      own(sign(null, signedBytes(algorithm, messageType, message), privateKey)),
    verify: (algorithm, messageType, message, signature) =>
      verify(null, signedBytes(algorithm, messageType, message), publicKey, signature),
  };
}

/** Ed25519 of messages, and of messages or digests of SHA-512. */
export function testSigner(): Algorithm {
  return {
    ...rawMaterial,
    keySpec: 'TEST_SIGNER',
    usages: Object.freeze(['SIGN_VERIFY'] as const),
    suites: Object.freeze([]),
    execution: 'inline',
    algorithmNames: Object.freeze({ SIGN_VERIFY: Object.freeze([...names] as const) }),
    publicKey: (material) => own(createPublicKey(privateKeyOf(material)).export({ format: 'der', type: 'spki' })),
    load: (material) => ({ signer: signerOf(privateKeyOf(material)), dispose: () => undefined }),
  };
}
