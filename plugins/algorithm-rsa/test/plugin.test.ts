import { inspect } from 'node:util';
import type { Algorithm, PluginHost, VaultPlugin } from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { rsa } from '../src/index.ts';
import { testKeyOf } from './rsa-keys.ts';

/** What the plugin registers with a host that takes algorithms only. */
async function registered(plugin: VaultPlugin): Promise<readonly Algorithm[]> {
  const algorithms: Algorithm[] = [];
  const host = { algorithm: (algorithm: Algorithm) => algorithms.push(algorithm) };
  await plugin.setup(host as unknown as PluginHost);
  return algorithms;
}

const signingAlgorithms = [
  'RSASSA_PSS_SHA_256',
  'RSASSA_PSS_SHA_384',
  'RSASSA_PSS_SHA_512',
  'RSASSA_PKCS1_V1_5_SHA_256',
  'RSASSA_PKCS1_V1_5_SHA_384',
  'RSASSA_PKCS1_V1_5_SHA_512',
];

describe('the plugin rsa()', () => {
  test('registers RSA_2048, RSA_3072 and RSA_4096, and nothing else', async () => {
    const plugin = rsa();
    expect(plugin).toMatchObject({ name: '@chatelaine/algorithm-rsa', apiVersion: 1 });
    expect(JSON.parse(JSON.stringify(await registered(plugin)))).toEqual(
      ['RSA_2048', 'RSA_3072', 'RSA_4096'].map((keySpec) => ({
        keySpec,
        usages: ['SIGN_VERIFY', 'ENCRYPT_DECRYPT'],
        suites: [],
        algorithmNames: {
          SIGN_VERIFY: signingAlgorithms,
          ENCRYPT_DECRYPT: ['RSAES_OAEP_SHA_256', 'RSAES_OAEP_SHA_1'],
        },
        materialForm: 'pkcs8',
        provider: { name: `node:crypto (OpenSSL ${process.versions.openssl})`, timing: 'constant-time' },
        execution: 'pool',
        dataKeyPair: {},
      })),
    );
  });

  test('gives each vault algorithms of its own', async () => {
    const plugin = rsa();
    const [one] = await registered(plugin);
    const [other] = await registered(plugin);
    expect(one).not.toBe(other);
  });
});

describe('a loaded key of RSA', () => {
  test('shows nothing of what it holds', () => {
    const loaded = testKeyOf('RSA_2048');
    expect(inspect(loaded, { depth: 10, showHidden: true })).not.toMatch(/Buffer|Uint8Array|KeyObject|Map/);
    expect(JSON.parse(JSON.stringify(loaded))).toEqual({
      signer: { execution: { sign: 'pool', verify: 'inline' }, signingAlgorithms },
      publicEncryption: {
        execution: { encrypt: 'inline', decrypt: 'pool' },
        encryptionAlgorithms: ['RSAES_OAEP_SHA_256'],
        decryptionOnlyAlgorithms: ['RSAES_OAEP_SHA_1'],
      },
    });
  });

  test('makes nothing with its private key after it was disposed', async () => {
    const loaded = testKeyOf('RSA_2048');
    const ciphertext = loaded.publicEncryption.encrypt('RSAES_OAEP_SHA_256', Buffer.alloc(1));
    await loaded.publicEncryption.decrypt('RSAES_OAEP_SHA_256', ciphertext);
    loaded.dispose();
    const { signer, publicEncryption } = loaded;
    for (const use of [
      async () => signer.sign('RSASSA_PSS_SHA_256', 'RAW', Buffer.alloc(32)),
      async () => signer.sign('RSASSA_PSS_SHA_256', 'DIGEST', Buffer.alloc(32)),
      async () => publicEncryption.decrypt('RSAES_OAEP_SHA_256', ciphertext),
      async () => publicEncryption.decrypt('RSAES_OAEP_SHA_1', ciphertext),
    ]) {
      await expect(use()).rejects.toThrow('An RSA key was used after it was disposed.');
    }
  });
});
