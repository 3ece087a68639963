import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import {
  SecretBytes,
  VaultError,
  type Algorithm,
  type DataKeyPair,
  type Signer,
  type Verifier,
} from '@chatelaine/core';
import { own, rawMaterial, unknownAlgorithm } from './raw-material.ts';

/** What stands before the 32 bytes of an Ed25519 seed in PKCS #8 (RFC 8410 §7). */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateKeyBytes = 48;

const digestLengths: Readonly<Record<string, number | undefined>> = { ED25519: undefined, ED25519_SHA_512: 64 };
const names = ['ED25519', 'ED25519_SHA_512'] as const;

function newPair(): DataKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  return { publicKey: own(publicKey), privateKey: SecretBytes.take(privateKey) };
}

function parse(material: SecretBytes): SecretBytes {
  return material.use((bytes) => {
    if (bytes.length === privateKeyBytes && prefix.equals(bytes.subarray(0, prefix.length))) {
      return SecretBytes.take(own(bytes));
    }
    throw new VaultError('InvalidArgument', 'This is no private key of TEST_SIGNER.');
  });
}

function privateKeyOf(material: SecretBytes): KeyObject {
  return material.use((bytes) => createPrivateKey({ key: Buffer.from(bytes), format: 'der', type: 'pkcs8' }));
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

function verifierOf(publicKey: KeyObject): Verifier {
  return {
    execution: { verify: 'inline' },
    signingAlgorithms: names,
    digestLength: (algorithm) => digestLengths[algorithm],
    verify: (algorithm, messageType, message, signature) =>
      verify(null, signedBytes(algorithm, messageType, message), publicKey, signature),
  };
}

function signerOf(privateKey: KeyObject): Signer {
  return {
    ...verifierOf(createPublicKey(privateKey)),
    execution: { sign: 'inline', verify: 'inline' },
    sign: (algorithm, messageType, message) =>
      own(sign(null, signedBytes(algorithm, messageType, message), privateKey)),
  };
}

/** Takes no encoding but the one that `publicKey` gives. */
function parsePublicKey(encoded: Uint8Array): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(encoded), format: 'der', type: 'spki' });
    const again = key.export({ format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519' && Buffer.compare(again, encoded) === 0) return key;
  } catch {
    // Refused below, as every other malformed key is.
  }
  throw new VaultError('InvalidArgument', 'This is no public key of TEST_SIGNER.');
}

/** Ed25519 of messages, and of messages or digests of SHA-512. */
export function testSigner(): Algorithm {
  return {
    keySpec: 'TEST_SIGNER',
    usages: Object.freeze(['SIGN_VERIFY'] as const),
    suites: Object.freeze([]),
    execution: 'inline',
    materialForm: 'pkcs8',
    provider: rawMaterial.provider,
    generate: () => newPair().privateKey,
    parse,
    algorithmNames: Object.freeze({ SIGN_VERIFY: Object.freeze([...names] as const) }),
    publicKey: (material) => own(createPublicKey(privateKeyOf(material)).export({ format: 'der', type: 'spki' })),
    verifier: (publicKey) => verifierOf(parsePublicKey(publicKey)),
    dataKeyPair: { generate: newPair },
    load: (material) => ({ signer: signerOf(privateKeyOf(material)), dispose: () => undefined }),
  };
}
