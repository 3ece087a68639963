import { createPublicKey } from 'node:crypto';
import {
  SecretBytes,
  type Algorithm,
  type KeyId,
  type MaterialContext,
  type MaterialSource,
  type PluginHost,
} from '@chatelaine/core';
import { describe, expect, test } from 'vitest';
import { imported } from '../src/index.ts';
import { wrap } from './wrapping.ts';

const now = 1_750_000_000_000;
const keyId = '0d0466b0-e727-4d9c-b35d-f84bb474a37f' as KeyId;
const context: MaterialContext = { keyId, algorithm: { materialForm: 'raw' } as Algorithm, now };

/** The source that the plugin registers with a host that takes sources only. */
async function registered(options?: Parameters<typeof imported>[0]): Promise<MaterialSource> {
  const sources: MaterialSource[] = [];
  const host = { materialSource: (source: MaterialSource) => sources.push(source) };
  await imported(options).setup(host as unknown as PluginHost);
  const [source] = sources;
  if (source === undefined || sources.length !== 1) throw new Error('The plugin registered another number of sources.');
  return source;
}

const begin = async (source: MaterialSource, input: unknown) => source.begin(context, input);
const code = (expected: string): unknown => expect.objectContaining({ code: expected });

describe('the plugin imported()', () => {
  test('serves the origin external, in two steps', async () => {
    expect(imported()).toMatchObject({ name: '@chatelaine/material-imported', apiVersion: 1 });
    expect(await registered()).toMatchObject({ origin: 'external', immediate: false });
  });

  test.each([{ allowSHA1: false }, { allowSha1: 'no' }, { allowSha1: null }])('refuses the options %o', (options) => {
    expect(() => imported(options as object)).toThrow(code('InvalidConfiguration'));
  });

  test.each([
    [undefined, 'RSA_2048', 2048],
    ['RSA_3072', 'RSA_3072', 3072],
    ['RSA_4096', 'RSA_4096', 4096],
  ])('makes, when asked for %s, a wrapping key of %s that expires in 24 hours', async (wrappingKeySpec, spec, bits) => {
    const begun = await begin(await registered(), { wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec });
    const { publicKey, ...others } = begun.forCaller;
    expect(others).toEqual({ wrappingAlgorithm: 'RSAES_OAEP_SHA_256', wrappingKeySpec: spec });
    expect(begun.expiresAt).toBe(now + 24 * 3_600_000);
    const key = createPublicKey({ key: Buffer.from(publicKey ?? []), format: 'der', type: 'spki' });
    expect(key.asymmetricKeyDetails).toEqual({ modulusLength: bits, publicExponent: 65_537n });
  });

  test('warns of SHA-1', async () => {
    const { forCaller } = await begin(await registered(), { wrappingAlgorithm: 'RSAES_OAEP_SHA_1' });
    expect(forCaller['warning']).toMatch(/SHA-1.*deprecated/);
  });

  test('can do without SHA-1: it begins nothing with it, and finishes nothing that began before', async () => {
    const before = await registered();
    const after = await registered({ allowSha1: false });
    await expect(begin(after, { wrappingAlgorithm: 'RSAES_OAEP_SHA_1' })).rejects.toThrow(code('UnsupportedWrapping'));
    const { forCaller, session } = await begin(before, { wrappingAlgorithm: 'RSAES_OAEP_SHA_1' });
    const { publicKey } = forCaller;
    const material = new Uint8Array(32).fill(7);
    const parameters = { publicKey, wrappingAlgorithm: 'RSAES_OAEP_SHA_1', wrappingKeySpec: 'RSA_2048' };
    const input = wrap(parameters, material, 'raw');
    const finish = async (source: MaterialSource): Promise<SecretBytes> => source.finish(context, session, input);
    await expect(finish(after)).rejects.toThrow(code('UnsupportedWrapping'));
    expect((await finish(before)).use((bytes) => new Uint8Array(bytes))).toEqual(material);
  });

  test.each(['RSAES_PKCS1_V1_5', 'SM2_ENCRYPT', 'RSAES_OAEP_SHA_512'])('never offers %s', async (wrappingAlgorithm) => {
    await expect(begin(await registered(), { wrappingAlgorithm })).rejects.toThrow(code('UnsupportedWrapping'));
  });

  test('does not open a session of a format that it does not know', async () => {
    const finish = async (bytes: readonly number[]): Promise<SecretBytes> =>
      (await registered()).finish(context, SecretBytes.take(new Uint8Array(bytes)), {
        encryptedKeyMaterial: new Uint8Array(256),
      });
    await expect(finish([2, 0, 1])).rejects.toThrow(code('Internal'));
    await expect(finish([1, 2, 1])).rejects.toThrow(code('Internal'));
    await expect(finish([])).rejects.toThrow(code('Internal'));
  });

  test('says what is missing or too much, by the form alone', async () => {
    const source = await registered();
    const session = SecretBytes.take(new Uint8Array([9, 9]));
    const finish = async (materialForm: 'raw' | 'pkcs8', input: unknown): Promise<unknown> =>
      source.finish({ ...context, algorithm: { materialForm } as Algorithm }, session, input);
    const [one, both] = [
      { encryptedKeyMaterial: new Uint8Array(256) },
      { encryptedKeyMaterial: new Uint8Array(256), encryptedPrivateKey: new Uint8Array(40) },
    ];
    await expect(finish('pkcs8', one)).rejects.toThrow(/temporary AES-256 key/);
    await expect(finish('raw', both)).rejects.toThrow(/without encryptedPrivateKey/);
    await expect(finish('raw', {})).rejects.toThrow(code('InvalidArgument'));
  });
});
