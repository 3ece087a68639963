import type * as Crypto from 'node:crypto';
import { createHash, createPublicKey } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { encodePublicKey } from '../src/public-key.ts';
import { algorithmOf, testKeyOf } from './rsa-keys.ts';
import { materialOf, testKeys } from './test-keys.ts';

/** What was run on this thread that takes longer than the 0.2 ms that are the limit. */
const blocking: string[] = [];

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof Crypto>();
  const watched = <Name extends keyof typeof Crypto>(name: Name, blocks: (args: readonly unknown[]) => boolean) => {
    const run = crypto[name] as (...args: readonly unknown[]) => unknown;
    const watching = (...args: readonly unknown[]): unknown => {
      if (blocks(args)) blocking.push(name);
      return run(...args);
    };
    return { [name]: Object.defineProperties(watching, Object.getOwnPropertyDescriptors(run)) };
  };
  const always = (): boolean => true;
  const withoutCallback = (args: readonly unknown[]): boolean => typeof args.at(-1) !== 'function';
  return {
    ...crypto,
    ...watched('sign', withoutCallback),
    ...watched('generateKeyPair', withoutCallback),
    ...watched('checkPrime', withoutCallback),
    ...watched('generateKeyPairSync', always),
    ...watched('checkPrimeSync', always),
    ...watched('createSign', always),
    ...watched('privateEncrypt', always),
    ...watched('privateDecrypt', always),
  };
});

beforeEach(() => {
  blocking.length = 0;
});

const message = Buffer.from('a message');
const digest = createHash('sha256').update(message).digest();

describe.each(['RSA_2048', 'RSA_3072', 'RSA_4096'] as const)('%s does off the calling thread', (keySpec) => {
  const algorithm = algorithmOf(keySpec);
  const { signer, publicEncryption } = testKeyOf(keySpec);

  test('what it says that it does in the pool', async () => {
    expect(algorithm.execution).toBe('pool');
    expect([signer.execution.sign, publicEncryption.execution.decrypt]).toEqual(['pool', 'pool']);
    const ciphertext = publicEncryption.encrypt('RSAES_OAEP_SHA_256', message);
    const pooled = [
      ...signer.signingAlgorithms.map((name) => signer.sign(name, 'RAW', message)),
      signer.sign('RSASSA_PSS_SHA_256', 'DIGEST', digest),
      signer.sign('RSASSA_PKCS1_V1_5_SHA_256', 'DIGEST', digest),
      publicEncryption.decrypt('RSAES_OAEP_SHA_256', ciphertext),
    ];
    for (const each of pooled) expect(each).toBeInstanceOf(Promise);
    await Promise.all(pooled);
    expect(blocking).toEqual([]);
  });

  test('nothing of what it says that it does inline', async () => {
    expect([signer.execution.verify, publicEncryption.execution.encrypt]).toEqual(['inline', 'inline']);
    const verifier = algorithm.verifier(encodePublicKey(createPublicKey(testKeys[keySpec])));
    const signature = await signer.sign('RSASSA_PSS_SHA_256', 'RAW', message);
    for (const each of [signer, verifier]) {
      expect(each.verify('RSASSA_PSS_SHA_256', 'RAW', message, signature)).toBe(true);
      expect(each.verify('RSASSA_PSS_SHA_256', 'DIGEST', digest, signature)).toBe(true);
    }
    expect(publicEncryption.encrypt('RSAES_OAEP_SHA_256', message)).toBeInstanceOf(Uint8Array);
    expect(blocking).toEqual([]);
  });
});

describe('RSA_2048 makes and checks keys off the calling thread', () => {
  const algorithm = algorithmOf('RSA_2048');

  test.each([
    ['generate', () => algorithm.generate()],
    ['dataKeyPair', () => algorithm.dataKeyPair.generate()],
    ['parse', () => algorithm.parse(materialOf(testKeys.RSA_2048))],
  ])('%s', async (_method, call) => {
    const made = call();
    expect(made).toBeInstanceOf(Promise);
    await made;
    expect(blocking).toEqual([]);
  });
});
