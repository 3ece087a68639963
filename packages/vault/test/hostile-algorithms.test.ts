import { randomBytes } from 'node:crypto';
import {
  type Algorithm,
  type CallerOperations,
  type KeyUsage,
  type LoadedKey,
  type Mac,
  type PublicEncryption,
  SecretBytes,
  type Signer,
  VaultError,
} from '@chatelaine/core';
import { openTestVault } from '@chatelaine/conformance';
import { describe, expect, test } from 'vitest';
import { testMac } from './support/algorithms/test-mac.ts';
import { testRsa } from './support/algorithms/test-rsa.ts';
import { testSigning } from './support/algorithms/test-signing.ts';
import { withAlgorithms } from './support/algorithms/test-algorithms.ts';
import { codeOf, outcomeOf } from './support/refusal.ts';

const message = Buffer.from('attack at dawn');
const fail = (): never => {
  throw new TypeError('undefined is not a function');
};
const reject = (): Promise<never> => Promise.reject(new TypeError('undefined is not a function'));
/** An array that tells of another length than it has. */
const telling = (bytes: Uint8Array, value: number): Uint8Array => Object.defineProperty(bytes, 'length', { value });

/** Promises whose `then` is not that of the runtime. */
function withThen(promise: object, then: (...given: never) => unknown): object {
  Reflect.set(promise, 'then', then);
  return promise;
}
const thenFails = (): object => withThen({}, fail);
const hasNoThen = (): object => new Proxy({}, { get: fail });
const thenLies = (value: unknown, lie: unknown) => (): object => withThen(Promise.resolve(value), () => lie);
const promisesOtherwise = (value: unknown) => (): object =>
  withThen({}, (done: (given: unknown) => void) => done(value));

/** The algorithm with keys of which one capability has some members replaced. */
function keysWith(algorithm: Algorithm, capability: keyof LoadedKey, hostile: object): Algorithm {
  return {
    ...algorithm,
    load: async (...given) => {
      const loaded = await algorithm.load(...given);
      return { ...loaded, [capability]: { ...(loaded[capability] as object), ...hostile } };
    },
  };
}

type Use = (kms: CallerOperations, keyId: string) => Promise<unknown>;

async function outcome(algorithm: Algorithm, use: Use, keyUsage?: KeyUsage): Promise<string> {
  await using vault = await openTestVault({ plugins: [withAlgorithms(algorithm)] });
  const kms = vault.as({ id: 'user:alice' });
  const { keySpec } = algorithm;
  const { keyId } = await kms.createKey(keyUsage === undefined ? { keySpec } : { keySpec, keyUsage });
  const result = await outcomeOf(use(kms, keyId));
  await vault.administration.verifyStore();
  return result;
}

const signing = (hostile: Partial<Record<keyof Signer, unknown>>) => keysWith(testSigning, 'signer', hostile);
const coding = (hostile: Partial<Record<keyof Mac, unknown>>) => keysWith(testMac, 'mac', hostile);

const encrypting = (hostile: Partial<Record<keyof PublicEncryption, unknown>>) =>
  keysWith(testRsa, 'publicEncryption', hostile);
const pairing = (hostile: unknown): Algorithm => ({ ...testSigning, dataKeyPair: { generate: hostile } }) as Algorithm;

const sign: Use = (kms, keyId) => kms.sign({ keyId, message });
const verify: Use = (kms, keyId) => kms.verify({ keyId, message, signature: message });
const generateMac: Use = (kms, keyId) => kms.generateMac({ keyId, message });
const verifyMac: Use = (kms, keyId) => kms.verifyMac({ keyId, message, mac: new Uint8Array(32) });
const encryptionAlgorithm = 'RSAES_OAEP_SHA_256';
const encryptData: Use = (kms, keyId) => kms.encryptData({ keyId, plaintext: message });
const decryptData: Use = (kms, keyId) =>
  kms.decryptData({ keyId, ciphertext: new Uint8Array(256), encryptionAlgorithm });
const createPair: Use = async (kms) => {
  const { keyId } = await kms.createKey();
  return kms.createDataKeyPair({ keyId, keyPairSpec: 'TEST_SIGN' });
};
const getPublicKey: Use = (kms, keyId) => kms.getPublicKey({ keyId });

test.each<readonly [string, Algorithm, Use]>([
  ['signs', testSigning, sign],
  ['verifies', testSigning, verify],
  ['makes codes', testMac, generateMac],
  ['makes codes to be compared', testMac, verifyMac],
  ['gives a public key', testSigning, getPublicKey],
  ['signs in the pool', signing({ execution: { sign: 'pool', verify: 'pool' } }), sign],
  ['signs later in a way of its own', signing({ sign: promisesOtherwise(randomBytes(64)) }), sign],
  ['signs later', signing({ sign: async () => Promise.resolve(randomBytes(64)) }), sign],
  ['makes codes later', coding({ generate: async () => Promise.resolve(randomBytes(32)) }), generateMac],
])('an algorithm that keeps its promises %s', async (_what, algorithm, use) => {
  expect(await outcome(algorithm, use)).toBe('success');
});

describe('requirement 16: an algorithm', () => {
  test.each<readonly [string, Algorithm, Use]>([
    ['loads a key that can not sign', { ...testSigning, load: () => ({ dispose: () => undefined }) }, sign],
    [
      'loads a key whose signer is text',
      { ...testSigning, load: () => ({ signer: 'signer', dispose: () => undefined }) as unknown as LoadedKey },
      sign,
    ],
    ['loads a key that can make no codes', { ...testMac, load: () => ({ dispose: () => undefined }) }, generateMac],
    ['signs with other algorithms than it declares', signing({ signingAlgorithms: ['OTHER'] }), sign],
    ['signs with more algorithms than it declares', signing({ signingAlgorithms: ['ED25519_SHA_512'] }), sign],
    ['makes codes of another name than it declares', coding({ macAlgorithm: 'HMAC_SHA_512' }), generateMac],
    ['does not say where it signs', signing({ execution: undefined }), sign],
    ['does not say where it verifies', signing({ execution: { sign: 'inline' } }), sign],
    ['signs somewhere else', signing({ execution: { sign: 'elsewhere', verify: 'inline' } }), sign],
    [
      'signs digests somewhere else',
      signing({ execution: { sign: 'inline', verify: 'inline', signDigest: 'elsewhere' } }),
      sign,
    ],
    ['does not say where it makes codes', coding({ execution: {} }), generateMac],
    ['has digests of half a byte', signing({ digestLength: () => 0.5 }), sign],
    ['has digests of no bytes', signing({ digestLength: () => 0 }), sign],
    ['has endless digests', signing({ digestLength: () => Infinity }), sign],
    ['has a length of digests that is text', signing({ digestLength: () => '64' }), sign],
    ['promises a length of digests', signing({ digestLength: () => Promise.resolve(64) }), sign],
    ['throws when it is asked for the length of digests', signing({ digestLength: fail }), sign],
    ['signs with nothing', signing({ sign: () => undefined }), sign],
    ['signs with no bytes', signing({ sign: () => new Uint8Array() }), sign],
    ['signs with less than it tells', signing({ sign: () => telling(new Uint8Array(), 64) }), sign],
    ['signs with text', signing({ sign: () => 'signature' }), sign],
    ['signs with the message', signing({ sign: (...given: unknown[]) => given[2] }), sign],
    [
      'signs with a view of the message',
      signing({ sign: (...given: readonly [string, string, Uint8Array]) => given[2].subarray(1) }),
      sign,
    ],
    ['signs with a megabyte', signing({ sign: () => new Uint8Array(1_048_576) }), sign],
    ['throws while it signs', signing({ sign: fail }), sign],
    ['rejects while it signs', signing({ sign: reject }), sign],
    ['signs with nothing, later', signing({ sign: () => Promise.resolve(undefined) }), sign],
    ['finds a signature valid with 1', signing({ verify: () => 1 }), verify],
    ['finds a signature valid with text', signing({ verify: () => 'false' }), verify],
    ['finds nothing', signing({ verify: () => undefined }), verify],
    ['finds an object, later', signing({ verify: () => Promise.resolve({ valid: false }) }), verify],
    ['throws while it verifies', signing({ verify: fail }), verify],
    ['rejects while it verifies', signing({ verify: reject }), verify],
    ['fails to promise a signature', signing({ sign: thenFails }), sign],
    ['fails to say whether it promises a signature', signing({ sign: hasNoThen }), sign],
    ['promises nothing and gives a signature', signing({ sign: thenLies(undefined, new Uint8Array(64)) }), sign],
    ['promises text in a way of its own', signing({ sign: promisesOtherwise('signature') }), sign],
    ['promises nothing and finds a signature valid', signing({ verify: thenLies(undefined, true) }), verify],
    ['finds a signature valid in a way of its own', signing({ verify: promisesOtherwise(1) }), verify],
    ['promises nothing and gives a code', coding({ generate: thenLies(undefined, new Uint8Array(32)) }), verifyMac],
    ['makes no code', coding({ generate: () => undefined }), generateMac],
    ['makes a code of no bytes', coding({ generate: () => new Uint8Array() }), verifyMac],
    ['makes a code that can be guessed', coding({ generate: () => new Uint8Array(15) }), verifyMac],
    ['makes a code of less than it tells', coding({ generate: () => telling(new Uint8Array(8), 32) }), verifyMac],
    ['makes a code of 2 KiB', coding({ generate: () => new Uint8Array(2_048) }), generateMac],
    ['makes a code of text', coding({ generate: () => 'code' }), generateMac],
    [
      'gives the message for a code',
      coding({ generate: (given: Uint8Array) => given }),
      (kms, keyId) => kms.generateMac({ keyId, message: new Uint8Array(32) }),
    ],
    ['throws while it makes a code', coding({ generate: fail }), generateMac],
    ['rejects while it makes a code', coding({ generate: reject }), verifyMac],
    ['makes no code, later', coding({ generate: () => Promise.resolve(null) }), verifyMac],
  ])('that %s is refused with PluginMisbehaved', async (_what, algorithm, use) => {
    expect(await outcome(algorithm, use)).toBe('PluginMisbehaved');
  });

  const spki = (...parts: readonly number[]) => Uint8Array.from(parts);
  test.each<readonly [string, (material: SecretBytes) => unknown]>([
    ['gives no public key', () => undefined],
    ['gives text for a public key', () => '-----BEGIN PUBLIC KEY-----'],
    ['gives a public key of no bytes', () => new Uint8Array()],
    ['gives the seed for a public key', (material) => material.use((bytes) => new Uint8Array(bytes))],
    [
      'gives the private key for a public key',
      (material) => {
        const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
        return material.use((bytes) => Buffer.concat([prefix, bytes]));
      },
    ],
    ['gives a public key with something behind it', () => spki(0x30, 4, 0x30, 0, 0x03, 0, 0)],
    ['gives a public key that is cut', () => spki(0x30, 5, 0x30, 0, 0x03, 0)],
    ['gives a public key with a member that is cut', () => spki(0x30, 4, 0x30, 0, 0x03, 1)],
    ['gives a public key with a third member', () => spki(0x30, 6, 0x30, 0, 0x03, 0, 0x03, 0)],
    ['gives a public key of endless length', () => spki(0x30, 0x80, 0x30, 0, 0x03, 0)],
    ['gives a public key of a length of 4 GiB', () => spki(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)],
    ['gives a tag alone', () => spki(0x30)],
    ['throws while it gives a public key', fail],
    ['rejects while it gives a public key', reject],
  ])('that %s is refused with PluginMisbehaved', async (_what, publicKey) => {
    const algorithm = { ...testSigning, publicKey } as unknown as Algorithm;
    expect(await outcome(algorithm, getPublicKey)).toBe('PluginMisbehaved');
  });

  test.each<readonly [string, Algorithm, Use]>([
    ['encrypts to nothing', encrypting({ encrypt: () => undefined }), encryptData],
    ['encrypts to text', encrypting({ encrypt: () => 'block' }), encryptData],
    ['encrypts to the plaintext', encrypting({ encrypt: (...given: unknown[]) => given[1] }), encryptData],
    ['encrypts to less than the plaintext', encrypting({ encrypt: () => new Uint8Array(14) }), encryptData],
    ['throws while it encrypts', encrypting({ encrypt: fail }), encryptData],
    ['rejects while it encrypts', encrypting({ encrypt: reject }), encryptData],
    ['encrypts to nothing, later', encrypting({ encrypt: () => Promise.resolve(null) }), encryptData],
    ['encrypts to less than it tells', encrypting({ encrypt: () => telling(new Uint8Array(3), 256) }), encryptData],
    ['decrypts to more than it tells', encrypting({ decrypt: () => telling(new Uint8Array(200), 9) }), decryptData],
    ['decrypts to text', encrypting({ decrypt: () => 'text' }), decryptData],
    ['decrypts to null', encrypting({ decrypt: () => null }), decryptData],
    ['decrypts to the ciphertext', encrypting({ decrypt: (...given: unknown[]) => given[1] }), decryptData],
    [
      'decrypts to a view of the ciphertext',
      encrypting({ decrypt: (...given: readonly [string, Uint8Array]) => given[1].subarray(0, 10) }),
      decryptData,
    ],
    ['decrypts to more than fits', encrypting({ decrypt: () => new Uint8Array(191) }), decryptData],
    [
      'decrypts to more than fits, later',
      encrypting({ decrypt: () => Promise.resolve(new Uint8Array(256)) }),
      decryptData,
    ],
    ['does not say where it decrypts', encrypting({ execution: { encrypt: 'inline' } }), encryptData],
    [
      'encrypts with other algorithms than it declares',
      encrypting({ encryptionAlgorithms: ['RSAES_OAEP_SHA_1'] }),
      encryptData,
    ],
    ['promises text and decrypts', encrypting({ decrypt: thenLies('text', new Uint8Array(1)) }), decryptData],
    ['has no longest plaintext', encrypting({ maximumPlaintext: () => undefined }), encryptData],
    ['has an endless longest plaintext', encrypting({ maximumPlaintext: () => Infinity }), encryptData],
    ['throws when it is asked for the longest plaintext', encrypting({ maximumPlaintext: fail }), encryptData],
  ])('that %s is refused with PluginMisbehaved', async (_what, algorithm, use) => {
    expect(await outcome(algorithm, use, 'ENCRYPT_DECRYPT')).toBe('PluginMisbehaved');
  });

  test.each<readonly [string, object]>([
    ['throws', { decrypt: fail }],
    ['rejects', { decrypt: reject }],
    [
      'throws a code of the vault',
      {
        decrypt: () => {
          throw new VaultError('InvalidArgument', 'The block has 255 bytes.');
        },
      },
    ],
    ['says that it is not authentic', { decrypt: () => undefined }],
    ['says so later', { decrypt: () => Promise.resolve(undefined) }],
    ['fails to promise', { decrypt: thenFails }],
    ['fails to say whether it promises', { decrypt: hasNoThen }],
  ])('requirement 6: that %s while it decrypts fails as every decryption does', async (_what, hostile) => {
    expect(await outcome(encrypting(hostile), decryptData, 'ENCRYPT_DECRYPT')).toBe('DecryptFailed');
  });

  const secret = (bytes: Uint8Array) => SecretBytes.take(bytes);
  const publicKey = Uint8Array.of(0x30, 4, 0x30, 0, 0x03, 0);
  const privateKey = () => secret(Uint8Array.of(0x30, 7, 0x02, 1, 0, 0x30, 0, 0x04, 0));

  test('that makes a pair of the right form is taken', async () => {
    expect(
      await outcome(
        pairing(() => ({ publicKey, privateKey: privateKey() })),
        createPair,
      ),
    ).toBe('success');
  });

  test.each<readonly [string, unknown]>([
    ['makes no pair', () => undefined],
    ['makes half a pair', () => ({ publicKey })],
    ['makes the other half', () => ({ privateKey: privateKey() })],
    ['makes a plain private key', () => ({ publicKey, privateKey: Uint8Array.of(0x30, 7, 2, 1, 0, 0x30, 0, 4, 0) })],
    ['makes a private key of no bytes', () => ({ publicKey, privateKey: secret(new Uint8Array()) })],
    ['gives a seed for a private key', () => ({ publicKey, privateKey: secret(randomBytes(32)) })],
    ['gives the public key twice', () => ({ publicKey, privateKey: secret(new Uint8Array(publicKey)) })],
    [
      'gives the private key twice',
      () => ({ publicKey: privateKey().use((bytes) => new Uint8Array(bytes)), privateKey: privateKey() }),
    ],
    ['throws while it makes a pair', fail],
    ['rejects while it makes a pair', reject],
    ['makes no pair, later', () => Promise.resolve(null)],
  ])('that %s is refused with PluginMisbehaved', async (_what, hostile) => {
    expect(await outcome(pairing(hostile), createPair)).toBe('PluginMisbehaved');
  });

  test('has the length of digests that it had when the key was loaded', async () => {
    let length = 64;
    const changing = signing({ digestLength: () => length });
    await using vault = await openTestVault({ plugins: [withAlgorithms(changing)] });
    const kms = vault.as({ id: 'user:alice' });
    const { keyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    const request = { keyId, message: randomBytes(64), messageType: 'DIGEST' } as const;
    await kms.sign(request);
    length = 32;
    await kms.sign(request);
    expect(await codeOf(kms.sign({ ...request, message: randomBytes(32) }))).toBe('WrongDigestLength');
  });

  test('is not asked for a digest of another length, nor with an algorithm that it does not have', async () => {
    const seen: unknown[] = [];
    const watching = signing({
      sign: (...given: unknown[]) => {
        seen.push(given);
        return randomBytes(64);
      },
    });
    await using vault = await openTestVault({ plugins: [withAlgorithms(watching)] });
    const kms = vault.as({ id: 'user:alice' });
    const { keyId } = await kms.createKey({ keySpec: 'TEST_SIGN' });
    await codeOf(kms.sign({ keyId, message, messageType: 'DIGEST' }));
    await codeOf(kms.sign({ keyId, message, signingAlgorithm: 'OTHER' }));
    await codeOf(kms.sign({ keyId, message, signingAlgorithm: 'ED25519', messageType: 'DIGEST' }));
    expect(seen).toEqual([]);
  });

  test.each<readonly [string, object]>([
    ['declares a name in lower case', { algorithmNames: { SIGN_VERIFY: ['ed25519'] } }],
    ['declares a name twice', { algorithmNames: { SIGN_VERIFY: ['ED25519', 'ED25519'] } }],
    ['declares no name', { algorithmNames: { SIGN_VERIFY: [] } }],
    ['has a provider without a name', { provider: { name: '', timing: 'constant-time' } }],
    ['has a provider with a name of two lines', { provider: { name: 'node\ncrypto', timing: 'constant-time' } }],
  ])('that %s is not taken', async (_what, hostile) => {
    const plugins = [withAlgorithms({ ...testSigning, ...hostile })];
    expect(await codeOf(openTestVault({ plugins }))).toBe('InvalidPlugin');
  });
});
