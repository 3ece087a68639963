import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { type Algorithm, type MessageType, SecretBytes, type Signer } from '@chatelaine/core';
import { common, seeds } from './material.ts';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410 §7). */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKeyOf = (material: SecretBytes): KeyObject =>
  createPrivateKey({ key: material.use((seed) => Buffer.concat([prefix, seed])), format: 'der', type: 'pkcs8' });
const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' });

/** What is signed: the message, or with `ED25519_SHA_512` its digest. */
function signedBytes(algorithm: string, messageType: MessageType, message: Uint8Array): Uint8Array {
  const hashes = algorithm === 'ED25519_SHA_512' && messageType === 'RAW';
  return hashes ? createHash('sha512').update(message).digest() : message;
}

function signerOf(key: KeyObject): Signer {
  return {
    execution: { sign: 'inline', verify: 'inline' },
    signingAlgorithms: ['ED25519_SHA_512', 'ED25519'],
    digestLength: (algorithm) => (algorithm === 'ED25519_SHA_512' ? 64 : undefined),
    sign: (algorithm, messageType, message) => sign(null, signedBytes(algorithm, messageType, message), key),
    verify: (algorithm, messageType, message, signature) =>
      verify(null, signedBytes(algorithm, messageType, message), createPublicKey(key), signature),
  };
}

/** Ed25519 of messages or of their digests (`ED25519_SHA_512`), or of messages alone (`ED25519`). */
export const testSigning: Algorithm = {
  ...common,
  ...seeds,
  keySpec: 'TEST_SIGN',
  usages: ['SIGN_VERIFY'],
  algorithmNames: { SIGN_VERIFY: ['ED25519_SHA_512', 'ED25519'] },
  publicKey: (material) => spkiOf(privateKeyOf(material)),
  dataKeyPair: {
    generate: () => {
      const { privateKey } = generateKeyPairSync('ed25519');
      const exported = privateKey.export({ format: 'der', type: 'pkcs8' });
      return { publicKey: spkiOf(privateKey), privateKey: SecretBytes.take(exported) };
    },
  },
  load: (material) => ({ signer: signerOf(privateKeyOf(material)), dispose: () => undefined }),
};
