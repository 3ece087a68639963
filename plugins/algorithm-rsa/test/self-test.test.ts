import { VaultError, type Algorithm, type PluginHost } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { NodePrimitives } from '../src/node-primitives.ts';
import type { RsaPrimitives } from '../src/primitives.ts';
import { rsaOn } from '../src/rsa.ts';

/** What is registered on top of primitives, or why nothing is. */
async function registered(primitives: RsaPrimitives): Promise<readonly string[] | string> {
  const keySpecs: string[] = [];
  const host = { algorithm: ({ keySpec }: Algorithm) => keySpecs.push(keySpec) };
  try {
    await rsaOn(() => primitives).setup(host as unknown as PluginHost);
    return keySpecs;
  } catch (error) {
    if (!VaultError.is(error, 'PluginMisbehaved')) throw error;
    expect(keySpecs).toEqual([]);
    return error.message;
  }
}

/** Node's primitives with some that are broken. */
function broken(change: (honest: RsaPrimitives) => Partial<RsaPrimitives>): RsaPrimitives {
  const honest = new NodePrimitives();
  return Object.assign(new NodePrimitives(), change(honest));
}

const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, index) => (index === 9 ? byte ^ 1 : byte));
const fails = (): never => {
  throw new Error('error:0308010C:digital envelope routines::unsupported');
};

describe('RSA is registered', () => {
  test('if its primitives give the known answers', async () => {
    expect(await registered(new NodePrimitives())).toEqual(['RSA_2048', 'RSA_3072', 'RSA_4096']);
  });

  test.each<[string, string, (honest: RsaPrimitives) => Partial<RsaPrimitives>]>([
    [
      'RSASSA',
      'makes other signatures',
      (honest) => ({
        sign: async (...of) => flipped(await honest.sign(...of)),
      }),
    ],
    [
      'RSASSA-PKCS1-v1_5',
      'pads signatures otherwise',
      (honest) => ({
        sign: (algorithm, ...of) => honest.sign({ ...algorithm, scheme: 'PSS' }, ...of),
      }),
    ],
    [
      'RSASSA-PSS',
      'has no salt',
      (honest) => ({
        sign: (algorithm, ...of) => honest.sign({ ...algorithm, scheme: 'PKCS1_V1_5' }, ...of),
        verify: (algorithm, ...of) => honest.verify({ ...algorithm, scheme: 'PKCS1_V1_5' }, ...of),
      }),
    ],
    [
      'RSASSA',
      'hashes with SHA-512 always',
      (honest) => ({
        sign: (algorithm, ...of) => honest.sign({ ...algorithm, hash: 'sha512' }, ...of),
        verify: (algorithm, ...of) => honest.verify({ ...algorithm, hash: 'sha512' }, ...of),
      }),
    ],
    ['RSASSA', 'can not sign', () => ({ sign: async () => fails() })],
    ['RSASSA', 'takes every signature', () => ({ verify: () => true })],
    ['RSASSA', 'takes no signature', () => ({ verify: () => false })],
    ['RSASSA', 'can not verify', () => ({ verify: fails })],
    [
      'RSASSA',
      'opens signatures to something else',
      (honest) => ({
        publicOperation: (...of) => flipped(honest.publicOperation(...of) ?? new Uint8Array()),
      }),
    ],
    ['RSASSA', 'opens no signature', () => ({ publicOperation: () => undefined })],
    ['RSAES-OAEP', 'decrypts nothing', () => ({ decryptOaep: async () => undefined })],
    [
      'RSAES-OAEP',
      'decrypts to something else',
      (honest) => ({
        decryptOaep: async (...of) => flipped((await honest.decryptOaep(...of)) ?? new Uint8Array()),
      }),
    ],
    [
      'RSAES-OAEP',
      'decrypts with SHA-256 always',
      (honest) => ({
        oaepKey: (_hash, key) => honest.oaepKey('sha256', key),
      }),
    ],
    ['RSAES-OAEP', 'can not prepare a key', () => ({ oaepKey: async () => fails() })],
    [
      'RSAES-OAEP',
      'encrypts to something else',
      (honest) => ({
        encryptOaep: (...of) => flipped(honest.encryptOaep(...of)),
      }),
    ],
    [
      'RSAES-OAEP',
      'encrypts with SHA-1',
      (honest) => ({
        encryptOaep: (_hash, ...of) => honest.encryptOaep('sha1', ...of),
      }),
    ],
    ['RSAES-OAEP', 'can not encrypt', () => ({ encryptOaep: fails })],
  ])('not, and the error names %s, if a primitive %s', async (scheme, _what, change) => {
    const why = await registered(broken(change));
    expect(why).toContain(`The self-test of ${scheme}`);
    expect(why).toContain('No RSA key can be used here');
  });

  test('not, and the cause is kept, if a primitive fails', async () => {
    const setup = rsaOn(() => broken(() => ({ sign: async () => fails() }))).setup({} as PluginHost);
    await expect(setup).rejects.toMatchObject({ cause: { message: expect.stringContaining('unsupported') as string } });
  });
});
